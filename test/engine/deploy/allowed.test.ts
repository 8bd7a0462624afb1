import assert from "node:assert/strict";
import { requireAllowed } from "../../../engine/deploy/allowed.ts";
import { hotSwap } from "../../../engine/deploy/hot-swap.ts";
import { configOf, failureOf, openStage, target } from "../../support/deploy.ts";
import { memoryHost } from "../../support/memory-host.ts";

const place = { stage: "dev", region: "eu-west-1" };

function rules(...guardrails: readonly object[]) {
	return memoryHost({ files: { "/code/spool.settings.yml": JSON.stringify({ guardrails }) } });
}

describe("a command that the local settings do not allow", () => {
	const cases: readonly (readonly [rule: object, message: string])[] = [
		[
			{ type: "command-restriction", properties: { blockedCommands: ["delete", "deploy"] } },
			"deploy may not be run here",
		],
		[
			{ type: "stage-restriction", properties: { allowedStages: ["prod"] } },
			'the stage "dev" is none of prod',
		],
		[
			{ type: "region-restriction", properties: { allowedRegions: ["us-east-1"] } },
			"the region eu-west-1 is none of us-east-1",
		],
	];
	for (const [rule, message] of cases) {
		it(`is a failure: ${message}`, async () => {
			const failure = await failureOf(requireAllowed(rules(rule), "/code/app", "deploy", place));
			assert.deepEqual([failure.code, failure.kind, failure.message], ["guardrail", "config", message]);
			assert.match(failure.hint ?? "", /stands in \/code\/spool\.settings\.yml$/);
		});
	}

	it("is allowed by every other rule", async () => {
		const host = rules(
			{ type: "command-restriction", properties: { blockedCommands: ["delete"] } },
			{ type: "stage-restriction", properties: { allowedStages: [] } },
			{ type: "resource-count-limit", properties: { maxResources: 0 } },
		);
		await requireAllowed(host, "/code/app", "deploy", place);
		await requireAllowed(memoryHost(), "/code/app", "delete", place);
	});

	it("leads to no call to AWS", async () => {
		const stage = openStage({ config: configOf({ api: {} }) });
		const blocked = { type: "command-restriction", properties: { blockedCommands: ["deploy", "hot-swap"] } };
		stage.host.save(`${stage.config.root}/spool.settings.yml`, JSON.stringify({ guardrails: [blocked] }));
		assert.equal((await failureOf(stage.deploy())).code, "guardrail");
		assert.equal((await failureOf(hotSwap(stage.ports, { config: stage.config, target }))).code, "guardrail");
		assert.deepEqual(stage.calls(), []);
	});
});
