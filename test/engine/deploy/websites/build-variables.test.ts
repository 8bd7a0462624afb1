import assert from "node:assert/strict";
import { prepare } from "../../../../engine/deploy/prepare.ts";
import { buildVariables } from "../../../../engine/deploy/websites/build-variables.ts";
import { openStage, type Stage } from "../../../support/deploy.ts";

const config = `resources:
  jobs:
    type: sqs-queue
  topic:
    type: sns-topic
`;

async function known(stage: Stage, value: unknown) {
	const { analysis, facts, target } = await prepare(stage.ports, stage.request());
	const variablesOf = buildVariables(stage.ports, { target, facts, template: analysis.compiled.template });
	return variablesOf([{ name: "A", value }]);
}

describe("the variables of a build", () => {
	it("are known without AWS where the config says them", async () => {
		const stage = openStage({ config });
		const before = stage.cloud.calls.length;
		assert.deepEqual((await known(stage, 3)).known, { A: "3" });
		const asked = stage.cloud.calls.slice(before).map(({ method }) => method);
		assert.ok(!asked.includes("stacks.template"), asked.join());
	});

	it("are told by names before there is a stack", async () => {
		const stage = openStage({ config });
		const { known: found } = await known(stage, { Ref: "JobsQueue" });
		assert.equal(found["A"], "https://sqs.eu-west-1.amazonaws.com/111111111111/shop-dev-jobs");
		assert.deepEqual(await known(stage, { Ref: "TopicTopic" }), { known: {}, unknown: ["A"] });
	});

	it("are those of the deployed stack, and no secrets", async () => {
		const stage = openStage({ config });
		await stage.deploy();
		const { known: found } = await known(stage, { Ref: "TopicTopic" });
		assert.match(found["A"] ?? "", /^arn:aws:sns:/);
		assert.deepEqual(await known(stage, "{{resolve:secretsmanager:key}}"), { known: {}, unknown: ["A"] });
	});
});
