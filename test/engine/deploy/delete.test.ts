import assert from "node:assert/strict";
import type { Question } from "../../../engine/deploy/ports.ts";
import { Cancelled } from "../../../engine/report/failure.ts";
import {
	configOf,
	deployedStage,
	failureOf,
	networkFailure,
	openStage,
	reasonOf,
	type Stage,
	type StageOptions,
	tableBlock,
} from "../../support/deploy.ts";

const uploads = "shop-dev-uploads-b7ba0a4f";
const bucketBlock = "  uploads:\n    type: bucket\n";
const config = configOf({ api: {} }, bucketBlock + tableBlock);

const yes = (question: Question) => question.stack;

/** A deployed stage with three objects of the user's and two images. */
async function fullStage(options: StageOptions = {}): Promise<Stage> {
	const stage = await deployedStage({ config, ...options });
	const objects = stage.cloud.world.buckets.get(uploads)?.objects ?? assert.fail("no bucket");
	for (const key of ["a", "b", "c"]) objects.set(key, [{ body: new Uint8Array([1]), modifiedAt: 0 }]);
	const [images] = stage.cloud.world.repositories.values();
	images?.add("sha256:1").add("sha256:2");
	stage.answer = yes;
	return stage;
}

const objectsIn = (stage: Stage) => stage.cloud.world.buckets.get(uploads)?.objects.size;

describe("deleting a stack", () => {
	it("empties its buckets and its repository, deletes it, and leaves nothing", async () => {
		const stage = await fullStage();
		const { world } = stage.cloud;
		const result = await stage.remove();
		// Three of the user, and the artifact, the template, the config and both versions of the record of the deploy.
		assert.deepEqual(result, { stack: "shop-dev", objects: 8, images: 2 });
		assert.equal(stage.stack().status, "DELETE_COMPLETE");
		const left = [world.buckets, world.functions, world.tables, world.repositories, world.logs];
		assert.deepEqual(
			left.map(({ size }) => size),
			[0, 0, 0, 0, 0],
		);
		assert.deepEqual(stage.calls(), [
			"identity",
			"stacks.read",
			"stacks.resources",
			"stacks.template",
			"objects.empty",
			"objects.empty",
			"images.empty",
			"stacks.delete",
			"follow",
		]);
		const end = stage.events.at(-1);
		assert.ok(end?.kind === "end");
		assert.equal(end.summary, "8 objects and 2 images were removed with it");
	});

	it("asks first, by name, with the buckets that will be emptied", async () => {
		const stage = await fullStage();
		await stage.remove();
		assert.deepEqual(stage.questions, [
			{
				kind: "delete-stack",
				stack: "shop-dev",
				account: "111111111111",
				region: "eu-west-1",
				buckets: ["stp-deployment-bucket-b7ba0a4f", uploads],
			},
		]);
	});

	it("changes nothing on a wrong answer", async () => {
		for (const answer of ["shop-prod", "yes", "", "SHOP-DEV"]) {
			const stage = await fullStage();
			stage.answer = () => answer;
			const reason = await reasonOf(stage.remove());
			assert.ok(reason instanceof Cancelled);
			assert.deepEqual(reason.details, [
				`shop-dev was not deleted: "${answer}" is not the name of the stack`,
			]);
			assert.equal(objectsIn(stage), 3);
			assert.equal(stage.stack().status, "UPDATE_COMPLETE");
		}
	});

	it("changes nothing when there is nobody to ask", async () => {
		const stage = await fullStage();
		stage.answer = () => undefined;
		const failure = await failureOf(stage.remove());
		assert.deepEqual([failure.code, failure.kind], ["confirmation-needed", "usage"]);
		assert.equal(objectsIn(stage), 3);
	});

	it("does not ask for a protected stack, and says how to take the protection away", async () => {
		const stage = await fullStage();
		stage.stack().terminationProtection = true;
		const failure = await failureOf(stage.remove());
		assert.equal(failure.code, "termination-protected");
		assert.match(failure.hint ?? "", /terminationProtection to false/);
		assert.deepEqual(stage.questions, []);
		assert.equal(objectsIn(stage), 3);
	});

	it("does not touch what the template keeps when the stack goes", async () => {
		const stage = await fullStage();
		const kept = "kept-by-its-policy";
		const raw = (policy: string, name: string) =>
			`    Type: AWS::S3::Bucket\n    DeletionPolicy: ${policy}\n    Properties:\n      BucketName: ${name}\n`;
		stage.writeConfig(
			`${config}cloudformationResources:\n  Kept:\n${raw("Retain", kept)}  KeptToo:\n${raw("RetainExceptOnCreate", `${kept}-too`)}  Gone:\n${raw("Delete", "gone")}`,
		);
		await stage.deploy();
		const bucket = stage.cloud.world.buckets.get(kept);
		bucket?.objects.set("precious", [{ body: new Uint8Array([1]), modifiedAt: 0 }]);
		await stage.remove();
		const [question] = stage.questions;
		assert.ok(question?.kind === "delete-stack");
		assert.deepEqual(question.buckets.includes(kept), false);
		assert.deepEqual(question.buckets.includes(`${kept}-too`), false);
		assert.deepEqual(question.buckets.includes("gone"), true);
		assert.equal(bucket?.objects.size, 1);
		assert.equal(stage.cloud.world.buckets.has(kept), true);
	});

	it("does not empty a bucket that the stack could not create, because it is somebody else's", async () => {
		const stage = await fullStage();
		const foreign = stage.stack().resources.get("UploadsBucket") ?? assert.fail("no bucket");
		foreign.status = "CREATE_FAILED";
		await failureOf(stage.remove());
		assert.equal(objectsIn(stage), 3);
		assert.equal(stage.cloud.calls.filter(({ method }) => method === "objects.empty").length, 1);
	});

	it("says what is left when CloudFormation cannot delete something, and deletes the rest the next time", async () => {
		const stage = await fullStage();
		stage.cloud.fail({ logicalId: "ApiRole", on: "delete", message: "role is in use", times: 1 });
		const failure = await failureOf(stage.remove());
		assert.equal(failure.code, "delete-failed");
		assert.equal(failure.message, "ApiRole (AWS::IAM::Role) failed: role is in use");
		assert.deepEqual(failure.details, [
			"shop-dev is DELETE_FAILED: what could not be deleted is still there; `spool rescue` says why, and can leave it in the account",
		]);
		await stage.remove();
		assert.equal(stage.stack().status, "DELETE_COMPLETE");
	});

	it("says so when there is no stack, where it looked", async () => {
		const stage = openStage();
		const failure = await failureOf(stage.remove());
		assert.equal(failure.code, "not-deployed");
		assert.equal(failure.message, "there is no stack shop-dev in eu-west-1, account 111111111111");
		assert.deepEqual(stage.questions, []);
	});

	it("says so when somebody else has deleted it while this one waited", async () => {
		const stage = await deployedStage();
		for (const { objects } of stage.cloud.world.buckets.values()) objects.clear();
		await stage.cloud.stacks.delete("shop-dev", { token: "other" }, {});
		const failure = await failureOf(stage.remove());
		assert.equal(failure.code, "not-deployed");
		assert.deepEqual(stage.questions, []);
		assert.ok(stage.notes().includes("note: shop-dev is DELETE_IN_PROGRESS: waiting for that to end"));
	});

	it("does not touch a stack that was not made from a config", async () => {
		const stage = openStage();
		const body = JSON.stringify({ Resources: { Mine: { Type: "AWS::SNS::Topic" } } });
		const request = {
			name: "shop-dev",
			template: { body },
			tags: {},
			token: "t",
			onFailure: "keep",
		} as const;
		await stage.cloud.stacks.create(request, {});
		assert.equal((await failureOf(stage.remove())).code, "foreign-stack");
		assert.deepEqual(stage.questions, []);
	});

	it("waits for a deploy that runs", async () => {
		const stage = await fullStage();
		stage.edit("api", "two");
		const deploying = stage.deploy();
		while (stage.stack().status !== "UPDATE_IN_PROGRESS") await new Promise(setImmediate);
		await stage.remove();
		await deploying.catch(() => undefined);
		assert.equal(stage.stack().status, "DELETE_COMPLETE");
	});

	it("deletes a stack whose create was rolled back, or that has nothing but its name", async () => {
		const stage = openStage();
		stage.answer = yes;
		stage.cloud.fail({ logicalId: "StpContainerRepository", message: "quota", times: 1 });
		stage.writeConfig(`${configOf({ api: {} })}deploymentConfig:\n  disableAutoRollback: true\n`);
		await failureOf(stage.deploy());
		assert.equal(stage.stack().status, "CREATE_FAILED");
		await stage.remove();
		assert.equal(stage.stack().status, "DELETE_COMPLETE");
	});
});

describe("a delete that breaks off", () => {
	it("does not delete the stack when a bucket cannot be emptied, and leaves nothing running", async () => {
		const stage = await fullStage();
		let running = 0;
		stage.before = async (method, [bucket]) => {
			if (method !== "objects.empty") return;
			if (bucket !== uploads) throw networkFailure();
			running++;
			await stage.clock.sleep(500);
		};
		stage.after = (method) => void (method === "objects.empty" && running--);
		assert.equal((await failureOf(stage.remove())).kind, "network");
		assert.equal(running, 0);
		assert.equal(stage.calls().includes("stacks.delete"), false);
		stage.before = () => undefined;
		await stage.remove();
	});

	it("says what may be gone when the user stops while buckets are emptied", async () => {
		const stage = await fullStage();
		const controller = new AbortController();
		stage.after = (method) => {
			if (method === "objects.empty") controller.abort();
		};
		const reason = await reasonOf(stage.remove(controller.signal));
		assert.ok(reason instanceof Cancelled);
		assert.match(reason.details[0] ?? "", /shop-dev was not deleted, but what was in its buckets/);
		assert.equal(stage.calls().includes("stacks.delete"), false);
		stage.after = () => undefined;
		await stage.deploy();
		assert.equal(stage.live("api"), "one");
	});

	it("does not begin when the user stops right before it, everything being empty", async () => {
		const stage = await fullStage();
		const controller = new AbortController();
		stage.after = (method) => {
			if (method === "images.empty") controller.abort();
		};
		assert.ok((await reasonOf(stage.remove(controller.signal))) instanceof Cancelled);
		assert.equal(stage.stack().status, "UPDATE_COMPLETE");
	});

	it("goes on in AWS when the user stops while CloudFormation deletes", async () => {
		const stage = await fullStage();
		const controller = new AbortController();
		stage.before = (method) => {
			if (method === "stacks.events") controller.abort();
		};
		stage.answer = (question) => (question.kind === "delete-stack" ? question.stack : "roll-back");
		const reason = await reasonOf(stage.remove(controller.signal));
		assert.ok(reason instanceof Cancelled);
		assert.match(reason.details[0] ?? "", /goes on with the delete of shop-dev/);
		assert.deepEqual(stage.questions.at(-1), {
			kind: "stop-following",
			stack: "shop-dev",
			canRollBack: false,
		});
		stage.before = () => undefined;
		assert.equal((await stage.deploy()).outcome, "created");
	});
});
