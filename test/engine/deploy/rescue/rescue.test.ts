import assert from "node:assert/strict";
import type { Question } from "../../../../engine/deploy/ports.ts";
import { Cancelled } from "../../../../engine/report/failure.ts";
import {
	configOf,
	deployedStage,
	failureOf,
	openStage,
	reasonOf,
	type Stage,
	tableBlock,
} from "../../../support/deploy.ts";

const functions = configOf({ api: {}, worker: {} });
const code = { api: "one", worker: "w1" };

type Rescue = Question & { readonly kind: "confirm-rescue" };

const rescues = (stage: Stage): Rescue[] =>
	stage.questions.flatMap((question) => (question.kind === "confirm-rescue" ? [question] : []));

/** Answers what a rescue asks with yes, and what a delete asks with the name of the stack. */
const yes = (question: Question) => (question.kind === "delete-stack" ? question.stack : "yes");

/** A stack whose update failed and could be rolled back for everything but one function, `times` times. */
async function stuckStage(times?: number): Promise<Stage> {
	const stage = await deployedStage({ config: functions, code });
	stage.writeConfig(configOf({ api: { memory: 512 }, worker: { memory: 512 } }));
	// The one that fails is the last, so that the other one is changed before.
	stage.cloud.fail({ logicalId: "ApiFunction", on: "update", message: "broken", times: 1 });
	const rule = { on: "rollback", message: "Function not found", ...(times && { times }) } as const;
	stage.cloud.fail({ logicalId: "ApiFunction", ...rule });
	await failureOf(stage.deploy());
	assert.equal(stage.stack().status, "UPDATE_ROLLBACK_FAILED");
	stage.answer = yes;
	stage.calls();
	return stage;
}

describe("rescuing a stack whose rollback failed", () => {
	it("goes on without skipping anything when what blocked is out of the way", async () => {
		const stage = await stuckStage(1);
		const result = await stage.rescue();
		assert.equal(result.way, "continue-rollback");
		assert.equal(result.before, "UPDATE_ROLLBACK_FAILED");
		assert.equal(result.status, "UPDATE_ROLLBACK_COMPLETE");
		assert.deepEqual(result.skipped, []);
		assert.deepEqual(
			result.blocked.map(({ resource, reason }) => [resource, reason]),
			[["api", "Function not found"]],
		);
		const [question, ...others] = rescues(stage);
		assert.deepEqual(others, []);
		assert.equal(question?.question, "Try the rollback again?");
		assert.ok(
			question?.words.includes("api (ApiFunction, AWS::Lambda::Function): Function not found"),
			question?.words.join("\n"),
		);
		assert.equal((await stage.deploy()).outcome, "updated");
	});

	it("leaves what still blocks as it is when the user wants that, and says what differs then", async () => {
		const stage = await stuckStage();
		const result = await stage.rescue();
		assert.equal(result.status, "UPDATE_ROLLBACK_COMPLETE");
		assert.deepEqual(
			result.skipped.map(({ resource, properties }) => [resource, properties]),
			[["api", ["MemorySize"]]],
		);
		const [, second] = rescues(stage);
		assert.equal(second?.question, "Leave these as they are, and roll back the rest?");
		assert.match(second?.words.join("\n") ?? "", /MemorySize may be what the failed update wanted/);
		const skips = stage.cloud.calls.filter(({ method }) => method === "stacks.continueRollback");
		assert.deepEqual(
			skips.map(({ args }) => (args[1] as { readonly skip: readonly string[] }).skip),
			[[], ["ApiFunction"]],
		);
		assert.equal((await stage.deploy()).outcome, "updated");
	});

	it("skips at once what it is told to, by the name in the config or by the logical id", async () => {
		for (const name of ["api", "ApiFunction"]) {
			const stage = await stuckStage();
			const result = await stage.rescue({ skip: [name] });
			assert.equal(result.status, "UPDATE_ROLLBACK_COMPLETE");
			assert.equal(rescues(stage).length, 1);
			assert.equal(result.skipped.length, 1);
		}
	});

	it("skips nothing that blocks nothing", async () => {
		const stage = await stuckStage();
		const failure = await failureOf(stage.rescue({ skip: ["worker"] }));
		assert.equal(failure.message, '"worker" is nothing that keeps the stack from being rolled back');
		assert.equal(failure.hint, "what can be skipped: ApiFunction");
		assert.equal(stage.stack().status, "UPDATE_ROLLBACK_FAILED");
	});

	it("does nothing when the user says no or cannot be asked", async () => {
		const stage = await stuckStage();
		stage.answer = () => "no";
		assert.ok((await reasonOf(stage.rescue())) instanceof Cancelled);
		stage.answer = () => undefined;
		const failure = await failureOf(stage.rescue());
		assert.deepEqual([failure.code, failure.kind], ["confirmation-needed", "usage"]);
		assert.ok(failure.details.length >= 2);
		assert.ok(!stage.calls().includes("stacks.continueRollback"));
	});
});

describe("rescuing a half done update", () => {
	it("rolls it back, and says what is lost by that", async () => {
		const stage = await deployedStage({ config: functions, code });
		stage.writeConfig(configOf({ api: { memory: 512 }, worker: {} }, tableBlock));
		stage.cloud.fail({ logicalId: "ApiFunction", on: "update", message: "no capacity", times: 1 });
		const failure = await failureOf(stage.deploy({ noRollback: true }));
		assert.match(failure.details[0] ?? "", /UPDATE_FAILED: the stack is left half updated/);
		stage.answer = yes;
		const result = await stage.rescue();
		assert.deepEqual([result.way, result.status], ["roll-back", "UPDATE_ROLLBACK_COMPLETE"]);
		assert.match(rescues(stage)[0]?.words.join("\n") ?? "", /no capacity\n.*what it has added is removed/);
		assert.equal(stage.cloud.world.tables.size, 0);
	});

	it("goes on when that rollback fails", async () => {
		const stage = await deployedStage({ config: functions, code });
		stage.writeConfig(configOf({ api: { memory: 512 }, worker: {} }));
		stage.cloud.fail({ logicalId: "ApiFunction", on: "update", message: "no capacity", times: 1 });
		stage.cloud.fail({ logicalId: "ApiFunction", on: "rollback", message: "busy", times: 1 });
		await failureOf(stage.deploy({ noRollback: true }));
		stage.answer = yes;
		assert.equal((await stage.rescue()).status, "UPDATE_ROLLBACK_COMPLETE");
		assert.deepEqual(
			rescues(stage).map(({ question }) => question),
			["Roll the update back?", "Try the rollback again?"],
		);
	});
});

describe("rescuing a stack that is good for nothing any more", () => {
	it("deletes what a failed create has left", async () => {
		const stage = openStage();
		stage.answer = yes;
		stage.cloud.fail({ logicalId: "StpContainerRepository", message: "quota", times: 1 });
		await failureOf(stage.deploy({ noRollback: true }));
		const result = await stage.rescue();
		assert.deepEqual(
			[result.before, result.way, result.status],
			["CREATE_FAILED", "delete", "DELETE_COMPLETE"],
		);
		assert.equal((await stage.deploy()).outcome, "created");
	});

	it("leaves in the account what cannot be deleted, when the user wants that", async () => {
		const stage = await deployedStage();
		stage.answer = yes;
		stage.cloud.fail({ logicalId: "ApiRole", on: "delete", message: "role is in use" });
		await failureOf(stage.remove());
		assert.equal(stage.stack().status, "DELETE_FAILED");
		const role = stage.stack().resources.get("ApiRole")?.physicalId;
		const result = await stage.rescue();
		assert.equal(stage.stack().status, "DELETE_COMPLETE");
		assert.deepEqual(
			result.left.map(({ logicalId, physicalId, reason }) => [logicalId, physicalId, reason]),
			[["ApiRole", role, "role is in use"]],
		);
		assert.ok(
			stage.notes().includes("warning: api (ApiRole, AWS::IAM::Role): role is in use"),
			stage.notes().join("\n"),
		);
		const [question] = rescues(stage);
		assert.match(question?.words.join("\n") ?? "", /stays in the account as .* belongs to no stack/);
		assert.equal((await stage.deploy()).outcome, "created");
	});

	it("deletes the name that a change set has left which nobody ran", async () => {
		const stage = await deployedStage();
		stage.answer = yes;
		for (const { objects } of stage.cloud.world.buckets.values()) objects.clear();
		const stack = stage.stack();
		stack.status = "REVIEW_IN_PROGRESS";
		stack.outputs = {};
		stack.template = { Resources: {} };
		stack.resources.clear();
		assert.equal((await stage.rescue()).status, "DELETE_COMPLETE");
	});
});

describe("a rescue that is not needed or not possible", () => {
	it("asks nothing and changes nothing", async () => {
		const stage = await deployedStage();
		const result = await stage.rescue();
		assert.deepEqual([result.way, result.status], ["none", "UPDATE_COMPLETE"]);
		assert.deepEqual(stage.questions, []);
	});

	it("says so in a state that CloudFormation has no way out of, and where there is no stack", async () => {
		const stage = await deployedStage();
		stage.stack().status = "IMPORT_ROLLBACK_FAILED";
		assert.equal((await failureOf(stage.rescue())).code, "no-rescue");
		assert.equal((await failureOf(openStage().rescue())).code, "not-deployed");
	});
});
