import assert from "node:assert/strict";
import { rollbackAlarms } from "../../../engine/compile/rollback-alarms.ts";
import { assertProblems } from "../../support/marked.ts";
import { target } from "../../support/placed.ts";
import { compileText } from "./compile-text.ts";

const config = (alarms: string, mark = "") => `
resources:
  jobs:
    type: sqs-queue
    properties:
      alarms:
        - trigger: {type: sqs-queue-not-empty}
        - trigger: {type: sqs-queue-received-messages-count, properties: {thresholdCount: 5}}
deploymentConfig:
  triggerRollbackOnAlarms: [${alarms}]
${mark}`;

describe("alarms of the config that roll a deploy back", () => {
	it("are known by their ARNs", () => {
		const { compiled, problems } = compileText(
			config("jobs.alarms.1, 'arn:aws:cloudwatch:eu-west-1:1:alarm:x'"),
		);
		assert.deepEqual(problems, []);
		assert.deepEqual(compiled.options.rollbackAlarmArns, ["arn:aws:cloudwatch:eu-west-1:1:alarm:x"]);
		assert.deepEqual(compiled.options.ownRollbackAlarms, [
			{
				logicalId: "SqsQueueReceivedMessagesCountForJobs1Alarm",
				arn: `arn:aws:cloudwatch:${target.region}:${target.account}:alarm:proj-dev-SqsQueueReceivedMessagesCountForJobs1`,
			},
		]);
	});

	it("have no ARN before the account is known", () => {
		const { graph } = compileText(config("jobs.alarms.0"));
		const { account: _unknown, ...place } = target;
		assert.deepEqual(rollbackAlarms(graph, new Map(), place).alarms, []);
	});

	const wrong: Readonly<Record<string, string>> = {
		"an alarm that is not there": config(
			"jobs.alarms.2",
			"#                           ^^^^^^^^^^^^^ unknown-alarm: jobs has no alarm 2\n",
		),
		"a resource that is not there": config(
			"job.alarms.0",
			'#                           ^^^^^^^^^^^^ unknown-resource: there is no resource "job"\n',
		),
		"what is neither": config(
			"jobs",
			'#                           ^^^^ text-not-matching: "jobs" is not a valid item of triggerRollbackOnAlarms\n',
		),
	};
	for (const [why, text] of Object.entries(wrong)) {
		it(`are wrong: ${why}`, () => assertProblems(text, compileText(text).problems));
	}
});
