import assert from "node:assert/strict";
import {
	jobDefinitionName,
	logGroupName,
	stateMachineName,
	triggerFunctionName,
	triggerName,
} from "../../../../engine/resources/batch-job/names.ts";
import { capacityOf, hasLogs, retriesOf } from "../../../../engine/resources/batch-job/properties.ts";
import { taskRoleName } from "../../../../engine/resources/shared/task-roles.ts";
import { target } from "../../../support/placed.ts";
import { job } from "./example.ts";

describe("the names of a batch job", () => {
	it("are those of the format", () => {
		assert.deepEqual(
			[jobDefinitionName, stateMachineName, taskRoleName, logGroupName].map(
				(nameOf) => nameOf("render", target).text,
			),
			[
				"proj-dev-render-job-definition",
				"proj-dev-render-batch-state-machine",
				"proj-dev-render-eu-west-1",
				"/stp/proj-dev/batch/render/process-logs",
			],
		);
		assert.equal(triggerName("render"), "renderTriggerFunction");
		assert.equal(triggerFunctionName("render", target), "proj-dev-renderTriggerFunction");
	});

	it("fit AWS's limits", () => assert.equal(stateMachineName("j".repeat(99), target).text.length, 80));
});

describe("the properties of a batch job", () => {
	it("have defaults", () => {
		assert.deepEqual(retriesOf(job()), { attempts: 1, seconds: 0, multiplier: 1 });
		assert.deepEqual(capacityOf(job()), { isSpot: false, hasGpu: false });
		assert.equal(hasLogs(job()), true);
	});

	it("are those of the config", () => {
		assert.deepEqual(retriesOf(job({ retryConfig: { attempts: 4, retryIntervalSeconds: 9 } })), {
			attempts: 4,
			seconds: 9,
			multiplier: 1,
		});
		const big = job({ useSpotInstances: true, resources: { cpu: 1, memory: 4, gpu: 1 } });
		assert.deepEqual(capacityOf(big), { isSpot: true, hasGpu: true });
		assert.equal(hasLogs(job({ logging: { disabled: true } })), false);
	});
});
