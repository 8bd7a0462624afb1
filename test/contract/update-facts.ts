import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import {
	assertFails,
	bucketNamed,
	codeThatAnswers,
	digestOf,
	functionNamed,
	inShort,
	queueNamed,
	type Stage,
	type Template,
} from "./stage.ts";

/** Facts about updates that go through. */
export function updateFacts(at: () => Stage): void {
	it("says so when there is nothing to update", async () => {
		const { cloud, name, create, request } = at();
		const stackName = name("same");
		const template = { Resources: { Queue: queueNamed(stackName) } };
		await create(stackName, template, { tags: { a: "1" } });
		assert.equal(
			await cloud.stacks.update(request(stackName, template, { tags: { a: "1" } }), {}),
			"unchanged",
		);
		assert.equal((await cloud.stacks.read(stackName, {}))?.status, "CREATE_COMPLETE");
	});

	// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-changesets.html
	it("says by a change set what it would do, changes nothing, and leaves no change set behind", async () => {
		const { cloud, name, create, request, update } = at();
		const stackName = name("preview");
		const queue = (suffix: string, more: object = {}) => ({
			Type: "AWS::SQS::Queue",
			Properties: { QueueName: `${stackName}-${suffix}`, ...more },
		});
		const before = {
			Changed: queue("changed"),
			Moved: queue("moved"),
			Gone: queue("gone"),
			Same: queue("same"),
		};
		await create(stackName, { Resources: before });
		const after = {
			Changed: queue("changed", { VisibilityTimeout: 7 }),
			Moved: queue("elsewhere"),
			New: queue("new"),
			Same: queue("same"),
		};
		const view = await cloud.stacks.changeSet(request(stackName, { Resources: after }), {});
		assert.equal(view.kind, "changes");
		const said = view.kind === "changes" ? view.changes : [];
		assert.deepEqual(
			said
				.map(({ logicalId, action, replacement }) => [logicalId, action, replacement ?? ""].join(" "))
				.toSorted(),
			["Changed modify false", "Gone remove ", "Moved modify true", "New add "],
		);
		assert.equal((await cloud.stacks.read(stackName, {}))?.status, "CREATE_COMPLETE");
		assert.equal((await cloud.stacks.resources(stackName, {})).length, 4);
		assert.deepEqual(await cloud.stacks.changeSet(request(stackName, { Resources: before }), {}), {
			kind: "empty",
		});
		// One that is left behind would have to be deleted before the stack could be changed by hand.
		assert.equal((await update(stackName, { Resources: after })).status, "UPDATE_COMPLETE");
	});

	it("makes no change set of a stack that is not there", async () => {
		const { cloud, name, request } = at();
		const missing = request(name("nowhere"), { Resources: { Queue: queueNamed(name("q")) } });
		await assertFails(cloud.stacks.changeSet(missing, {}), { kind: "aws", message: /does not exist/ });
		assert.equal(await cloud.stacks.read(missing.name, {}), undefined);
	});

	it("changes tags, and takes away those that are not given any more", async () => {
		const { name, create, update } = at();
		const stackName = name("tags");
		const template = { Resources: { Queue: queueNamed(stackName) } };
		await create(stackName, template, { tags: { a: "1", b: "2" } });
		const stack = await update(stackName, template, { tags: { b: "3" } });
		assert.equal(stack.status, "UPDATE_COMPLETE");
		assert.deepEqual(stack.tags, { b: "3" });
	});

	it("adds, changes and removes resources, and leaves the others alone", async () => {
		const { cloud, name, create, update } = at();
		const stackName = name("change");
		const untouched = bucketNamed(stackName);
		await create(stackName, {
			Resources: {
				Untouched: untouched,
				Changed: queueNamed(`${stackName}-changed`),
				Gone: queueNamed(`${stackName}-gone`),
			},
		});
		const token = randomUUID();
		const changed = {
			Type: "AWS::SQS::Queue",
			Properties: { QueueName: `${stackName}-changed`, VisibilityTimeout: 7 },
		};
		const template = {
			Resources: { Untouched: untouched, Changed: changed, New: queueNamed(`${stackName}-new`) },
			Outputs: { Url: { Value: { "Fn::GetAtt": ["New", "QueueName"] } } },
		};
		const stack = await update(stackName, template, { token });
		assert.equal(stack.status, "UPDATE_COMPLETE");
		assert.deepEqual(stack.outputs, { Url: `${stackName}-new` });
		assert.ok((stack.updatedAt ?? 0) >= stack.createdAt);
		const events = inShort(await cloud.stacks.events(stack.id, { token }, {}));
		assert.equal(events[0], "stack UPDATE_IN_PROGRESS");
		assert.equal(events.at(-1), "stack UPDATE_COMPLETE");
		assert.ok(events.includes("Changed UPDATE_COMPLETE"), events.join());
		assert.ok(events.includes("New CREATE_COMPLETE"), events.join());
		const cleanup = events.indexOf("stack UPDATE_COMPLETE_CLEANUP_IN_PROGRESS");
		assert.ok(cleanup > 0 && cleanup < events.indexOf("Gone DELETE_COMPLETE"), events.join());
		assert.ok(!events.some((event) => event.startsWith("Untouched")), events.join());
		const resources = await cloud.stacks.resources(stackName, {});
		const left = resources.filter(({ status }) => status !== "DELETE_COMPLETE");
		assert.deepEqual(left.map(({ logicalId }) => logicalId).sort(), ["Changed", "New", "Untouched"]);
	});

	it("tells the events of one operation only", async () => {
		const { cloud, name, create, update } = at();
		const stackName = name("one-of");
		const created = randomUUID();
		const updated = randomUUID();
		const template = (seconds: number): Template => ({
			Resources: {
				Queue: { Type: "AWS::SQS::Queue", Properties: { QueueName: stackName, DelaySeconds: seconds } },
			},
		});
		await create(stackName, template(1), { token: created });
		const { id } = await update(stackName, template(2), { token: updated });
		assert.deepEqual(inShort(await cloud.stacks.events(id, { token: updated }, {})), [
			"stack UPDATE_IN_PROGRESS",
			"Queue UPDATE_IN_PROGRESS",
			"Queue UPDATE_COMPLETE",
			"stack UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
			"stack UPDATE_COMPLETE",
		]);
		const first = await cloud.stacks.events(id, { token: created }, {});
		assert.equal(inShort(first).at(-1), "stack CREATE_COMPLETE");
		assert.deepEqual(await cloud.stacks.events(id, { token: randomUUID() }, {}), []);
	});

	it("makes a resource that cannot be changed anew, and deletes the old one", async () => {
		const { cloud, name, create, update } = at();
		const stackName = name("anew");
		await create(stackName, { Resources: { Store: bucketNamed(`${stackName}-old`) } });
		const stack = await update(stackName, { Resources: { Store: bucketNamed(`${stackName}-new`) } });
		assert.equal(stack.status, "UPDATE_COMPLETE");
		assert.deepEqual(await cloud.objects.list(`${stackName}-new`, "", {}), []);
		assert.equal(await cloud.objects.list(`${stackName}-old`, "", {}), undefined);
	});

	it("knows no update of a stack that is not there", async () => {
		const { cloud, name, request } = at();
		const never = name("never");
		await assertFails(cloud.stacks.update(request(never, { Resources: { Queue: queueNamed(never) } }), {}), {
			kind: "aws",
			message: /does not exist/,
		});
	});
}

/** Facts about updates that fail or are called off. */
export function failedUpdateFacts(at: () => Stage): void {
	it("rolls a failed update back to what was there, data included", async () => {
		const { cloud, name, create, update, bucket, store } = at();
		const home = await bucket();
		const stackName = name("back");
		const code = codeThatAnswers("before");
		await store(home, "before.zip", code);
		const before = functionNamed(stackName, { bucket: home, key: "before.zip" });
		const data = bucketNamed(`${stackName}-data`);
		await create(stackName, { Resources: { Data: data, ...before } });
		await store(`${stackName}-data`, "kept", Buffer.from("1"));
		const token = randomUUID();
		const after = functionNamed(stackName, { bucket: home, key: "missing.zip" });
		const stack = await update(
			stackName,
			{ Resources: { Data: data, New: queueNamed(`${stackName}-new`), ...after } },
			{ token, tags: { later: "1" } },
		);
		assert.equal(stack.status, "UPDATE_ROLLBACK_COMPLETE");
		const events = await cloud.stacks.events(stack.id, { token }, {});
		const failed = events.find(({ status }) => status === "UPDATE_FAILED");
		assert.equal(failed?.logicalId, "Function");
		const short = inShort(events);
		assert.ok(short.includes("stack UPDATE_ROLLBACK_IN_PROGRESS"), short.join());
		assert.ok(short.includes("stack UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS"), short.join());
		assert.equal((await cloud.functions.read(stackName, {}))?.codeSha256, digestOf(code));
		assert.equal((await cloud.objects.list(`${stackName}-data`, "", {}))?.length, 1);
		const resources = await cloud.stacks.resources(stackName, {});
		const left = resources.filter(({ status }) => status !== "DELETE_COMPLETE");
		assert.deepEqual(left.map(({ logicalId }) => logicalId).sort(), ["Data", "Function", "Role"]);
		assert.match((await cloud.stacks.template(stackName, {})) ?? "", /before\.zip/);
	});

	it("keeps what a failed update did when asked to, and goes on from there", async () => {
		const { cloud, name, create, update, bucket, store } = at();
		const home = await bucket();
		const stackName = name("forward");
		await store(home, "before.zip", codeThatAnswers("before"));
		const code = codeThatAnswers("after");
		await store(home, "after.zip", code);
		const template = (key: string, more: Record<string, object> = {}): Template => ({
			Resources: { ...more, ...functionNamed(stackName, { bucket: home, key }) },
		});
		await create(stackName, template("before.zip"));
		const New = queueNamed(`${stackName}-new`);
		const failed = await update(stackName, template("missing.zip", { New }), { onFailure: "keep" });
		assert.equal(failed.status, "UPDATE_FAILED");
		const fixed = await update(stackName, template("after.zip", { New }), { onFailure: "keep" });
		assert.equal(fixed.status, "UPDATE_COMPLETE");
		assert.equal((await cloud.functions.read(stackName, {}))?.codeSha256, digestOf(code));
	});

	it("rolls an update back that is called off, and has nothing to call off afterwards", async function () {
		const { cloud, name, create, request, settled, slowType } = at();
		if (slowType === undefined) return this.skip();
		const stackName = name("off");
		const Queue = queueNamed(stackName);
		const { id } = await create(stackName, { Resources: { Queue } });
		const wanted = request(stackName, { Resources: { Queue, Slow: { Type: slowType } } });
		await cloud.stacks.update(wanted, {});
		await cloud.stacks.cancelUpdate(stackName, {});
		assert.equal((await settled(id)).status, "UPDATE_ROLLBACK_COMPLETE");
		const events = inShort(await cloud.stacks.events(id, { token: wanted.token }, {}));
		assert.equal(events[0], "stack UPDATE_IN_PROGRESS");
		assert.equal(events.at(-1), "stack UPDATE_ROLLBACK_COMPLETE");
		await assertFails(cloud.stacks.cancelUpdate(stackName, {}), {
			kind: "aws",
			message: /CancelUpdateStack cannot be called from current stack status/,
		});
	});

	// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_RollbackStack.html
	it("puts a half done update back when asked to, and has nothing to put back afterwards", async () => {
		const { cloud, name, create, update, settled } = at();
		const stackName = name("back");
		const queue = (seconds: number) => ({
			Type: "AWS::SQS::Queue",
			Properties: { QueueName: `${stackName}-kept`, DelaySeconds: seconds },
		});
		const { id } = await create(stackName, { Resources: { Kept: queue(1) } });
		const missing = { bucket: await at().bucket(), key: "missing.zip" };
		const Resources = {
			Kept: queue(2),
			New: queueNamed(`${stackName}-new`),
			...functionNamed(stackName, missing),
		};
		assert.equal((await update(stackName, { Resources }, { onFailure: "keep" })).status, "UPDATE_FAILED");
		const token = randomUUID();
		await cloud.stacks.rollBack(stackName, { token }, {});
		assert.equal((await settled(id)).status, "UPDATE_ROLLBACK_COMPLETE");
		const left = await cloud.stacks.resources(stackName, {});
		const kept = left.filter(({ status }) => status !== "DELETE_COMPLETE");
		assert.deepEqual(
			kept.map(({ logicalId }) => logicalId),
			["Kept"],
		);
		const events = inShort(await cloud.stacks.events(id, { token }, {}));
		assert.equal(events.at(-1), "stack UPDATE_ROLLBACK_COMPLETE");
		const newest = inShort(await cloud.stacks.lastOperation(id, {}));
		assert.equal(newest[0], "stack UPDATE_IN_PROGRESS");
		assert.equal(newest.at(-1), "stack UPDATE_ROLLBACK_COMPLETE");
		await assertFails(cloud.stacks.rollBack(stackName, { token: randomUUID() }, {}), { kind: "aws" });
		await assertFails(cloud.stacks.continueRollback(stackName, { token: randomUUID(), skip: [] }, {}), {
			kind: "aws",
		});
	});
}
