import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import {
	assertFails,
	bucketNamed,
	functionNamed,
	inShort,
	queueNamed,
	type Stage,
	type Template,
} from "./stage.ts";

/** Facts about creating and reading stacks. */
export function createFacts(at: () => Stage): void {
	it("finds no stack, no template and no resources under a name that was never used", async () => {
		const { cloud, name } = at();
		const never = name("never");
		assert.equal(await cloud.stacks.read(never, {}), undefined);
		assert.equal(await cloud.stacks.template(never, {}), undefined);
		assert.deepEqual(await cloud.stacks.resources(never, {}), []);
	});

	it("creates a stack with its tags, description and outputs", async () => {
		const { name, create } = at();
		const stackName = name("whole");
		const stack = await create(
			stackName,
			{
				Description: "a contract",
				Resources: { Store: bucketNamed(stackName) },
				Outputs: {
					StoreName: { Value: { Ref: "Store" } },
					Words: { Value: { "Fn::Sub": "${AWS::Region} ${Store.Arn}" } },
				},
			},
			{ tags: { team: "one", cost: "2" } },
		);
		assert.equal(stack.status, "CREATE_COMPLETE");
		assert.equal(stack.name, stackName);
		assert.match(stack.id, new RegExp(`^arn:aws:cloudformation:[\\w-]+:\\d{12}:stack/${stackName}/`));
		assert.equal(stack.description, "a contract");
		assert.deepEqual(stack.tags, { team: "one", cost: "2" });
		assert.deepEqual(stack.outputs, {
			StoreName: stackName,
			Words: `${at().cloud.region} arn:aws:s3:::${stackName}`,
		});
		assert.equal(stack.terminationProtection, false);
		assert.ok(Math.abs(stack.createdAt - Date.now()) < 60_000, `created at ${stack.createdAt}`);
	});

	it("knows the outputs of a stack of any region, and the names under which they are exported", async () => {
		const { cloud, name, create } = at();
		const stackName = name("exporting");
		await create(stackName, {
			Resources: { Queue: queueNamed(stackName) },
			Outputs: {
				Shared: { Value: "one", Export: { Name: `${stackName}-shared` } },
				Own: { Value: "two" },
			},
		});
		const outputs = { Shared: { value: "one", exportName: `${stackName}-shared` }, Own: { value: "two" } };
		assert.deepEqual(await cloud.stacks.outputs(stackName, cloud.region, {}), outputs);
		const elsewhere = cloud.region === "us-east-1" ? "eu-west-1" : "us-east-1";
		assert.equal(await cloud.stacks.outputs(stackName, elsewhere, {}), undefined);
		assert.equal(await cloud.stacks.outputs(name("never"), cloud.region, {}), undefined);
	});

	it("reads a template from a bucket, at the address that it gives itself", async () => {
		const { cloud, name, bucket, store, request, settled } = at();
		const home = await bucket();
		const stackName = name("by-url");
		const template = JSON.stringify({ Resources: { Queue: queueNamed(stackName) } });
		await store(home, "cf-template/v000001.yml", Buffer.from(template));
		const url = cloud.objects.url(home, "cf-template/v000001.yml");
		const { stackId } = await cloud.stacks.create(
			{ ...request(stackName, { Resources: {} }), template: { url } },
			{},
		);
		assert.equal((await settled(stackId)).status, "CREATE_COMPLETE");
		assert.equal(await cloud.stacks.template(stackName, {}), template);
	});

	it("gives the template back letter by letter", async () => {
		const { cloud, name, create, request } = at();
		const stackName = name("letters");
		const body = `# a comment\nResources:\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties: { QueueName: ${stackName} }\n`;
		await create(
			stackName,
			{ Resources: {} },
			{ ...request(stackName, { Resources: {} }), template: { body } },
		);
		assert.equal(await cloud.stacks.template(stackName, {}), body);
	});

	it("lists the resources of a stack", async () => {
		const { cloud, name, create } = at();
		const stackName = name("listed");
		await create(stackName, { Resources: { Store: bucketNamed(stackName), Queue: queueNamed(stackName) } });
		const resources = await cloud.stacks.resources(stackName, {});
		assert.deepEqual(resources.map(({ logicalId, type, status }) => [logicalId, type, status]).sort(), [
			["Queue", "AWS::SQS::Queue", "CREATE_COMPLETE"],
			["Store", "AWS::S3::Bucket", "CREATE_COMPLETE"],
		]);
		assert.equal(resources.find(({ logicalId }) => logicalId === "Store")?.physicalId, stackName);
	});

	it("tells the events of a create from the oldest to the newest, all with its token", async () => {
		const { cloud, name, create } = at();
		const stackName = name("events");
		const token = randomUUID();
		const { id } = await create(stackName, { Resources: { Store: bucketNamed(stackName) } }, { token });
		const events = await cloud.stacks.events(id, { token }, {});
		assert.deepEqual(inShort(events), [
			"stack CREATE_IN_PROGRESS",
			"Store CREATE_IN_PROGRESS",
			"Store CREATE_IN_PROGRESS",
			"Store CREATE_COMPLETE",
			"stack CREATE_COMPLETE",
		]);
		assert.equal(events[0]?.reason, "User Initiated");
		assert.equal(events[0]?.physicalId, id);
		assert.equal(events[2]?.reason, "Resource creation Initiated");
		assert.ok(events.every((event) => event.token === token));
		assert.equal(new Set(events.map((event) => event.id)).size, events.length);
		assert.deepEqual(
			events.map(({ at: time }) => time),
			events.map(({ at: time }) => time).sort((a, b) => a - b),
		);
	});

	it("gives only the events after a known one", async () => {
		const { cloud, name, create } = at();
		const stackName = name("after");
		const token = randomUUID();
		const { id } = await create(stackName, { Resources: { Store: bucketNamed(stackName) } }, { token });
		const all = await cloud.stacks.events(id, { token }, {});
		for (const index of [0, 2, all.length - 1]) {
			const after = all[index]?.id ?? "";
			assert.deepEqual(await cloud.stacks.events(id, { token, after }, {}), all.slice(index + 1));
		}
	});

	it("creates a resource after those that it refers to", async () => {
		const { cloud, name, create } = at();
		const stackName = name("order");
		const token = randomUUID();
		const Resources = {
			Last: queueNamed(`${stackName}-c`, { DependsOn: ["Middle"] }),
			Middle: queueNamed(`${stackName}-b`, { DependsOn: "First" }),
			First: queueNamed(`${stackName}-a`),
		};
		const { id } = await create(stackName, { Resources }, { token });
		const events = inShort(await cloud.stacks.events(id, { token }, {}));
		assert.ok(
			events.indexOf("First CREATE_COMPLETE") < events.indexOf("Middle CREATE_IN_PROGRESS"),
			events.join(),
		);
		assert.ok(
			events.indexOf("Middle CREATE_COMPLETE") < events.indexOf("Last CREATE_IN_PROGRESS"),
			events.join(),
		);
	});

	it("takes the same create twice for one, and another create of that name for a mistake", async () => {
		const { cloud, name, request, settled } = at();
		const stackName = name("twice");
		const first = request(stackName, { Resources: { Queue: queueNamed(stackName) } });
		const { stackId } = await cloud.stacks.create(first, {});
		assert.deepEqual(await cloud.stacks.create(first, {}), { stackId });
		await settled(stackId);
		const other = { ...first, token: randomUUID() };
		await assertFails(cloud.stacks.create(other, {}), { kind: "aws", code: "aws-already-exists-exception" });
	});

	it("refuses a template that refers to nothing, and starts no stack", async () => {
		const { cloud, name, request } = at();
		const stackName = name("invalid");
		const template = { Resources: { Queue: queueNamed(stackName, { DependsOn: "Nobody" }) } };
		await assertFails(cloud.stacks.create(request(stackName, template), {}), {
			kind: "aws",
			code: "aws-validation-error",
			message: /Unresolved resource dependencies \[Nobody\]/,
		});
		assert.equal(await cloud.stacks.read(stackName, {}), undefined);
	});

	it("shows a create that is still running", async function () {
		const { cloud, name, request, settled, slowType } = at();
		if (slowType === undefined) return this.skip();
		const stackName = name("running");
		const { stackId } = await cloud.stacks.create(
			request(stackName, { Resources: { Slow: { Type: slowType } } }),
			{},
		);
		assert.equal((await cloud.stacks.read(stackName, {}))?.status, "CREATE_IN_PROGRESS");
		await assertFails(
			cloud.stacks.update(request(stackName, { Resources: { Slow: { Type: slowType } } }), {}),
			{
				kind: "aws",
				message: /CREATE_IN_PROGRESS state and can ?not be updated/,
			},
		);
		assert.equal((await settled(stackId)).status, "CREATE_COMPLETE");
	});
}

/** A stack whose function asks for code that is not there. */
function broken(stackName: string, bucket: string): Template {
	const code = { bucket, key: "nothing-here.zip" };
	return { Resources: { Kept: queueNamed(`${stackName}-kept`), ...functionNamed(stackName, code) } };
}

/** Facts about creates that fail. */
export function failedCreateFacts(at: () => Stage): void {
	it("rolls a failed create back, says why, and lets nothing but a delete follow", async () => {
		const { cloud, name, create, request, remove, bucket } = at();
		const stackName = name("failed");
		const token = randomUUID();
		const stack = await create(stackName, broken(stackName, await bucket()), { token });
		assert.equal(stack.status, "ROLLBACK_COMPLETE");
		const events = await cloud.stacks.events(stack.id, { token }, {});
		const failed = events.find(
			({ logicalId, status }) => logicalId === "Function" && status === "CREATE_FAILED",
		);
		assert.match(failed?.reason ?? "", /NoSuchKey.*The specified key does not exist/);
		const rollback = events.find(({ status }) => status === "ROLLBACK_IN_PROGRESS");
		assert.match(rollback?.reason ?? "", /The following resource\(s\) failed to create: \[.*Function.*\]/);
		assert.ok(inShort(events).includes("Role DELETE_COMPLETE"));
		await assertFails(cloud.stacks.update(request(stackName, { Resources: {} }), {}), {
			kind: "aws",
			message: /is in ROLLBACK_COMPLETE state and can ?not be updated/,
		});
		assert.equal((await remove(stackName)).status, "DELETE_COMPLETE");
	});

	it("deletes a failed create when asked to", async () => {
		const { cloud, name, create, bucket } = at();
		const stackName = name("deleted");
		const stack = await create(stackName, broken(stackName, await bucket()), { onFailure: "delete" });
		assert.equal(stack.status, "DELETE_COMPLETE");
		assert.equal(await cloud.stacks.read(stackName, {}), undefined);
	});

	it("keeps what a failed create made when asked to", async () => {
		const { cloud, name, create, bucket } = at();
		const stackName = name("kept");
		const stack = await create(stackName, broken(stackName, await bucket()), { onFailure: "keep" });
		assert.equal(stack.status, "CREATE_FAILED");
		const resources = await cloud.stacks.resources(stackName, {});
		assert.equal(resources.find(({ logicalId }) => logicalId === "Role")?.status, "CREATE_COMPLETE");
	});

	it("fails a bucket whose name is in use", async () => {
		const { cloud, name, create, bucket } = at();
		const stackName = name("taken");
		const token = randomUUID();
		const stack = await create(stackName, { Resources: { Store: bucketNamed(await bucket()) } }, { token });
		assert.equal(stack.status, "ROLLBACK_COMPLETE");
		const events = await cloud.stacks.events(stack.id, { token }, {});
		const failed = events.find(
			({ logicalId, status }) => logicalId === "Store" && status === "CREATE_FAILED",
		);
		assert.match(
			failed?.reason ?? "",
			/Resource of type 'AWS::S3::Bucket' with identifier '.+' already exists/,
		);
	});
}

/** Facts about deleting and protecting stacks. */
export function deleteFacts(at: () => Stage): void {
	it("deletes a stack, which is then found by its id only", async () => {
		const { cloud, name, create, settled } = at();
		const stackName = name("gone");
		const { id } = await create(stackName, { Resources: { Store: bucketNamed(stackName) } });
		const token = randomUUID();
		await cloud.stacks.delete(stackName, { token }, {});
		assert.equal((await settled(id)).status, "DELETE_COMPLETE");
		assert.equal(await cloud.stacks.read(stackName, {}), undefined);
		assert.equal(await cloud.objects.list(stackName, "", {}), undefined);
		assert.deepEqual(inShort(await cloud.stacks.events(id, { token }, {})), [
			"stack DELETE_IN_PROGRESS",
			"Store DELETE_IN_PROGRESS",
			"Store DELETE_COMPLETE",
			"stack DELETE_COMPLETE",
		]);
	});

	it("gives the name of a deleted stack to a new one", async () => {
		const { name, create, remove } = at();
		const stackName = name("again");
		const template = { Resources: { Store: bucketNamed(stackName) } };
		const first = await create(stackName, template);
		await remove(stackName);
		const second = await create(stackName, template);
		assert.equal(second.status, "CREATE_COMPLETE");
		assert.notEqual(second.id, first.id);
	});

	it("has nothing against deleting a stack that is not there", async () => {
		const { cloud, name } = at();
		await cloud.stacks.delete(name("never"), { token: randomUUID() }, {});
	});

	it("deletes no bucket that holds something, and does so once it is empty", async () => {
		const { cloud, name, bucket, remove, settled, store } = at();
		const home = await bucket();
		await store(home, "a", Buffer.from("1"));
		const token = randomUUID();
		const { id } = (await cloud.stacks.read(home, {})) ?? assert.fail(name("no stack"));
		await cloud.stacks.delete(home, { token }, {});
		const stack = await settled(id);
		assert.equal(stack.status, "DELETE_FAILED");
		assert.match(stack.statusReason ?? "", /failed to delete: \[Store\]/);
		const events = await cloud.stacks.events(id, { token }, {});
		assert.match(events.find(({ status }) => status === "DELETE_FAILED")?.reason ?? "", /is not empty/);
		assert.equal(await cloud.objects.empty(home, {}), 1);
		assert.equal((await remove(home)).status, "DELETE_COMPLETE");
	});

	it("leaves out of a second delete what it is told to leave", async () => {
		const { cloud, bucket, remove, settled, store } = at();
		const home = await bucket();
		await store(home, "a", Buffer.from("1"));
		const failed = await remove(home);
		assert.equal(failed.status, "DELETE_FAILED");
		await cloud.stacks.delete(home, { token: randomUUID(), retain: ["Store"] }, {});
		assert.equal((await settled(failed.id)).status, "DELETE_COMPLETE");
		assert.equal((await cloud.objects.list(home, "", {}))?.length, 1);
	});

	it("keeps a resource whose deletion policy says so", async () => {
		const { cloud, name, create, settled } = at();
		const stackName = name("retain");
		const { id } = await create(stackName, {
			Resources: { Store: bucketNamed(stackName, { DeletionPolicy: "Retain" }) },
		});
		const token = randomUUID();
		await cloud.stacks.delete(stackName, { token }, {});
		assert.equal((await settled(id)).status, "DELETE_COMPLETE");
		assert.ok(inShort(await cloud.stacks.events(id, { token }, {})).includes("Store DELETE_SKIPPED"));
		assert.deepEqual(await cloud.objects.list(stackName, "", {}), []);
	});

	it("deletes no protected stack", async () => {
		const { cloud, name, create, remove } = at();
		const stackName = name("protected");
		const stack = await create(
			stackName,
			{ Resources: { Queue: queueNamed(stackName) } },
			{ terminationProtection: true },
		);
		assert.equal(stack.terminationProtection, true);
		await assertFails(cloud.stacks.delete(stackName, { token: randomUUID() }, {}), {
			kind: "aws",
			message: /cannot be deleted while TerminationProtection is enabled/,
		});
		await cloud.stacks.setTerminationProtection(stackName, false, {});
		assert.equal((await cloud.stacks.read(stackName, {}))?.terminationProtection, false);
		assert.equal((await remove(stackName)).status, "DELETE_COMPLETE");
	});

	it("takes a stack policy for a stack that is there", async () => {
		const { cloud, name, create } = at();
		const stackName = name("policy");
		await create(stackName, { Resources: { Queue: queueNamed(stackName) } });
		const policy = JSON.stringify({
			Statement: [{ Effect: "Allow", Action: "Update:*", Principal: "*", Resource: "*" }],
		});
		await cloud.stacks.setPolicy(stackName, policy, {});
		await assertFails(cloud.stacks.setPolicy(name("never"), policy, {}), { kind: "aws" });
	});
}
