import assert from "node:assert/strict";
import {
	hasSensitiveParameters,
	runAfterDeploy,
	runBeforeDelete,
} from "../../../engine/deploy/after-deploy.ts";
import { failureOf, openStage, type Stage } from "../../support/deploy.ts";

const script = (trigger: string, parameters: string) => `
    type: deployment-script
    properties:
      trigger: ${trigger}
      packaging:
        type: custom-artifact
        properties: { packagePath: code/api.js, handler: api.js:handler }
      runtime: nodejs24.x
      parameters: ${parameters}`;

const config = `
resources:
  jobs: { type: sqs-queue }
  migrate: ${script("after:deploy", "{ queue: \"$ResourceParam('jobs', 'name')\", key: \"$Secret('migrate.key')\", steps: [1, true] }")}
  cleanUp: ${script("before:delete", "{ queue: \"$ResourceParam('jobs', 'name')\" }")}
`;

function opened(): Stage {
	const stage = openStage({ config, code: { api: "exports.handler = 1;" } });
	stage.cloud.world.secrets.set("migrate", "00000000-0000-4000-8000-00000000abcd");
	return stage;
}

const migrate = "shop-dev-migrateScriptFunction";
const cleanUp = "shop-dev-cleanUpScriptFunction";

describe("a script after a deploy", () => {
	it("is called with what the config says and what only the deployed stack knows, by every deploy", async () => {
		const stage = opened();
		await stage.deploy();
		const event = { queue: "shop-dev-jobs", key: "value of migrate", steps: [1, true] };
		assert.deepEqual(stage.cloud.world.invocations, [{ name: migrate, event }]);
		assert.equal((await stage.deploy()).outcome, "unchanged");
		assert.equal(stage.cloud.world.invocations.length, 2);
	});

	it("that fails makes the deploy fail with its own words, and the stack stays deployed", async () => {
		const stage = opened();
		stage.cloud.world.failingFunctions.set(migrate, "Error: no such table");
		const failure = await failureOf(stage.deploy());
		assert.equal(failure.code, "deployment-script-failed");
		assert.equal(failure.message, "migrate (after:deploy) failed: Error: no such table");
		assert.deepEqual(failure.details, [`START ${migrate}`]);
		const { start, end } = failure.origin ?? { start: 0, end: 0 };
		assert.equal(config.slice(start, end), "migrate");
		assert.equal(stage.stack().status, "UPDATE_COMPLETE");
		stage.cloud.world.failingFunctions.clear();
		assert.equal((await stage.deploy()).outcome, "unchanged");
	});
});

describe("a script before a delete", () => {
	it("runs when the delete is confirmed, before anything is gone", async () => {
		const stage = opened();
		await stage.deploy();
		await assert.rejects(stage.remove());
		assert.equal(stage.cloud.world.invocations.length, 1);
		stage.answer = () => "shop-dev";
		stage.before = (method) => {
			if (method !== "functions.invoke") return;
			assert.equal(stage.stack().status, "UPDATE_COMPLETE");
			assert.ok(stage.keys().length > 0);
		};
		await stage.remove();
		const event = { queue: "shop-dev-jobs" };
		assert.deepEqual(stage.cloud.world.invocations.at(-1), { name: cleanUp, event });
	});

	it("that fails ends the delete, and nothing is gone", async () => {
		const stage = opened();
		await stage.deploy();
		stage.answer = () => "shop-dev";
		stage.cloud.world.failingFunctions.set(cleanUp, "Error: not empty");
		const failure = await failureOf(stage.remove());
		assert.equal(failure.message, "cleanUp (before:delete) failed: Error: not empty");
		assert.match(failure.hint ?? "", /nothing of shop-dev was deleted/);
		assert.equal(stage.stack().status, "UPDATE_COMPLETE");
		assert.ok(stage.keys().length > 0);
	});

	it("whose function is gone is passed over, and said", async () => {
		const stage = opened();
		await stage.deploy();
		stage.cloud.world.functions.delete(cleanUp);
		stage.answer = () => "shop-dev";
		await stage.remove();
		assert.ok(stage.notes().some((note) => note.includes(`its function ${cleanUp} is gone`)));
	});
});

describe("what comes after a deploy", () => {
	it("is nothing for a stack without scripts and secrets", async () => {
		const stage = openStage();
		const { stack } = await stage.deploy();
		assert.equal(hasSensitiveParameters(stack), false);
		assert.equal(hasSensitiveParameters(undefined), false);
		await runBeforeDelete(stage.ports, [], stack, {});
		assert.equal(typeof runAfterDeploy, "function");
		assert.deepEqual(stage.cloud.world.invocations, []);
	});
});
