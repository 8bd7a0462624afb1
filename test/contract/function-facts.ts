import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { assertFails, codeThatAnswers, digestOf, functionNamed, type Stage } from "./stage.ts";

/** A function in a stack of its own, and the bucket of its code. */
async function deployed(stage: Stage, more: object = {}) {
	const bucket = await stage.bucket();
	const name = stage.name("function");
	const code = codeThatAnswers("one");
	await stage.store(bucket, "one.zip", code);
	const stack = await stage.create(name, {
		Resources: functionNamed(name, { bucket, key: "one.zip" }, more),
	});
	assert.equal(stack.status, "CREATE_COMPLETE", stack.statusReason);
	return { bucket, name, code };
}

async function inUse({ cloud }: Stage, name: string): Promise<string> {
	for (const end = Date.now() + 8_000; Date.now() < end; await delay(20)) {
		const found = await cloud.functions.status(name, {});
		if (found && found.lastUpdateStatus !== "InProgress") return `${found.state} ${found.lastUpdateStatus}`;
	}
	return assert.fail(`the update of ${name} does not end`);
}

/** Facts about functions. */
export function functionFacts(at: () => Stage): void {
	it("knows no function under a name that was never used", async () => {
		const { cloud, name } = at();
		const never = name("never");
		assert.equal(await cloud.functions.read(never, {}), undefined);
		assert.equal(await cloud.functions.status(never, {}), undefined);
		await assertFails(cloud.functions.updateCode(never, { zip: codeThatAnswers("x") }, {}), {
			kind: "aws",
			code: "aws-resource-not-found-exception",
		});
	});

	it("reads a function with its tags and the digest of its zip", async () => {
		const { cloud } = at();
		const { name, code } = await deployed(at(), { Tags: [{ Key: "stp:code-digest", Value: "abc" }] });
		const found = (await cloud.functions.read(name, {})) ?? assert.fail("no function");
		assert.equal(found.name, name);
		assert.match(found.arn, new RegExp(`^arn:aws:lambda:${cloud.region}:\\d{12}:function:${name}$`));
		assert.equal(found.codeSha256, digestOf(code));
		assert.equal(found.tags["stp:code-digest"], "abc");
		assert.equal(await inUse(at(), name), "Active Successful");
	});

	it("swaps code for a zip or for an object, and tells its digest", async () => {
		const { cloud, store } = at();
		const { name, bucket } = await deployed(at());
		const two = codeThatAnswers("two");
		assert.deepEqual(await cloud.functions.updateCode(name, { zip: two }, {}), { codeSha256: digestOf(two) });
		assert.equal(await inUse(at(), name), "Active Successful");
		assert.equal((await cloud.functions.read(name, {}))?.codeSha256, digestOf(two));
		const three = codeThatAnswers("three");
		await store(bucket, "three.zip", three);
		const swapped = await cloud.functions.updateCode(name, { bucket, key: "three.zip" }, {});
		assert.deepEqual(swapped, { codeSha256: digestOf(three) });
		assert.equal(await inUse(at(), name), "Active Successful");
	});

	it("takes one swap right after another", async () => {
		const { cloud } = at();
		const { name } = await deployed(at());
		const last = codeThatAnswers("last");
		await cloud.functions.updateCode(name, { zip: codeThatAnswers("first") }, {});
		await cloud.functions.updateCode(name, { zip: last }, {});
		assert.equal(await inUse(at(), name), "Active Successful");
		assert.equal((await cloud.functions.read(name, {}))?.codeSha256, digestOf(last));
	});

	it("swaps nothing when the object is not there", async () => {
		const { cloud } = at();
		const { name, bucket, code } = await deployed(at());
		await assertFails(cloud.functions.updateCode(name, { bucket, key: "never.zip" }, {}), {
			kind: "aws",
			code: "aws-invalid-parameter-value-exception",
		});
		assert.equal((await cloud.functions.read(name, {}))?.codeSha256, digestOf(code));
	});

	it("changes settings, and of the variables only those that are named", async () => {
		const { cloud } = at();
		const Environment = { Variables: { KEPT: "s3cret", MODE: "fast", OLD: "1" } };
		const { name } = await deployed(at(), { MemorySize: 128, Timeout: 5, Environment });
		const before = (await cloud.functions.read(name, {}))?.settings ?? assert.fail("no function");
		assert.deepEqual([before.memory, before.timeout, before.layers], [128, 5, []]);
		assert.deepEqual(Object.keys(before.variables).sort(), ["KEPT", "MODE", "OLD"]);
		await cloud.functions.configure(
			name,
			{ memory: 256, timeout: 9, variables: { MODE: "slow", OLD: null, NEW: "2" } },
			{},
		);
		assert.equal(await inUse(at(), name), "Active Successful");
		const after = (await cloud.functions.status(name, {}))?.settings ?? assert.fail("no function");
		assert.deepEqual([after.memory, after.timeout, after.handler], [256, 9, before.handler]);
		assert.deepEqual(Object.keys(after.variables).sort(), ["KEPT", "MODE", "NEW"]);
		assert.equal(after.variables["KEPT"], before.variables["KEPT"]);
		assert.notEqual(after.variables["MODE"], before.variables["MODE"]);
		assert.equal(after.variables["NEW"], createHash("sha256").update("2").digest("hex"));
	});

	it("changes settings and code right after each other", async () => {
		const { cloud } = at();
		const { name } = await deployed(at());
		const two = codeThatAnswers("two");
		await cloud.functions.configure(name, { memory: 256 }, {});
		await cloud.functions.updateCode(name, { zip: two }, {});
		await cloud.functions.configure(name, { variables: { A: "1" } }, {});
		assert.equal(await inUse(at(), name), "Active Successful");
		const found = (await cloud.functions.read(name, {})) ?? assert.fail("no function");
		assert.deepEqual([found.codeSha256, found.settings.memory], [digestOf(two), 256]);
		assert.deepEqual(Object.keys(found.settings.variables), ["A"]);
	});

	it("leaves settings alone that are the same in both templates", async () => {
		const { cloud, update } = at();
		const { name, bucket } = await deployed(at(), { MemorySize: 128, Timeout: 5 });
		await cloud.functions.configure(name, { memory: 256 }, {});
		await inUse(at(), name);
		const resources = functionNamed(name, { bucket, key: "one.zip" }, { MemorySize: 128, Timeout: 9 });
		assert.equal((await update(name, { Resources: resources })).status, "UPDATE_COMPLETE");
		assert.equal((await cloud.functions.status(name, {}))?.settings.timeout, 9);
	});

	it("adds, changes and takes away tags", async () => {
		const { cloud } = at();
		const { name } = await deployed(at(), { Tags: [{ Key: "a", Value: "1" }] });
		const { arn } = (await cloud.functions.read(name, {})) ?? assert.fail("no function");
		await cloud.functions.tag(arn, { a: "2", "stp:hotswap-deploy": "true" }, {});
		const tagged = (await cloud.functions.read(name, {}))?.tags;
		assert.deepEqual([tagged?.["a"], tagged?.["stp:hotswap-deploy"]], ["2", "true"]);
		await cloud.functions.untag(arn, ["stp:hotswap-deploy", "never"], {});
		await cloud.functions.untag(arn, [], {});
		const untagged = (await cloud.functions.read(name, {}))?.tags;
		assert.deepEqual([untagged?.["a"], untagged?.["stp:hotswap-deploy"]], ["2", undefined]);
	});

	it("leaves swapped code alone until the template names other code", async () => {
		const { cloud, update, store } = at();
		const { name, bucket } = await deployed(at());
		const swapped = codeThatAnswers("swapped");
		await cloud.functions.updateCode(name, { zip: swapped }, {});
		await inUse(at(), name);
		const same = functionNamed(name, { bucket, key: "one.zip" }, { MemorySize: 256 });
		assert.equal((await update(name, { Resources: same })).status, "UPDATE_COMPLETE");
		assert.equal((await cloud.functions.read(name, {}))?.codeSha256, digestOf(swapped));
		const next = codeThatAnswers("next");
		await store(bucket, "next.zip", next);
		const other = functionNamed(name, { bucket, key: "next.zip" }, { MemorySize: 256 });
		assert.equal((await update(name, { Resources: other })).status, "UPDATE_COMPLETE");
		assert.equal((await cloud.functions.read(name, {}))?.codeSha256, digestOf(next));
	});
}

/** Facts about the small groups, and about calling things off. */
export function otherFacts(at: () => Stage): void {
	it("tells whose credentials are in use", async () => {
		const { account, arn } = await at().cloud.identity({});
		assert.match(account, /^\d{12}$/);
		assert.ok(arn.startsWith("arn:aws:") && arn.includes(account), arn);
	});

	it("empties a repository that is not there, or that holds nothing", async () => {
		const { cloud, name, create } = at();
		const repository = name("images");
		assert.equal(await cloud.images.empty(repository, {}), 0);
		await create(repository, {
			Resources: { Images: { Type: "AWS::ECR::Repository", Properties: { RepositoryName: repository } } },
		});
		assert.equal(await cloud.images.empty(repository, {}), 0);
	});

	it("knows the current version of a secret, and no version of one that is not there", async () => {
		const { cloud, name, create } = at();
		const secret = name("secret");
		assert.equal(await cloud.secrets.currentVersion(secret, {}), undefined);
		await create(secret, {
			Resources: {
				Secret: { Type: "AWS::SecretsManager::Secret", Properties: { Name: secret, SecretString: "s" } },
			},
		});
		assert.match((await cloud.secrets.currentVersion(secret, {})) ?? "", /^[\w-]{32,64}$/);
	});

	it("knows type and version of a parameter, and nothing of one that is not there", async () => {
		const { cloud, name, create } = at();
		const parameter = `/${name("parameter")}`;
		assert.equal(await cloud.parameters.describe(parameter, {}), undefined);
		await create(name("holder"), {
			Resources: {
				Parameter: {
					Type: "AWS::SSM::Parameter",
					Properties: { Name: parameter, Type: "String", Value: "v" },
				},
			},
		});
		assert.deepEqual(await cloud.parameters.describe(parameter, {}), { type: "String", version: 1 });
		assert.equal(await cloud.parameters.describe(`${parameter}/below`, {}), undefined);
	});

	it("keeps texts encrypted below a path, and writes what is kept already no second time", async () => {
		const { cloud, name } = at();
		const path = `/${name("texts")}/`;
		const names = Array.from({ length: 12 }, (_, index) => `${path}deep/${String(index).padStart(2, "0")}`);
		for (const one of names) await cloud.parameters.write(one, "a text", {});
		assert.deepEqual((await cloud.parameters.list(path, {})).toSorted(), names);
		const [first = ""] = names;
		assert.deepEqual(await cloud.parameters.describe(first, {}), { type: "SecureString", version: 1 });
		await cloud.parameters.write(first, "a text", {});
		assert.equal((await cloud.parameters.describe(first, {}))?.version, 1);
		await cloud.parameters.write(first, "another text", {});
		assert.equal((await cloud.parameters.describe(first, {}))?.version, 2);
		await cloud.parameters.remove([...names, `${path}nothing`], {});
		assert.deepEqual(await cloud.parameters.list(path, {}), []);
	});

	it("finds no VPC and calls no function that is not there", async () => {
		const { cloud, name } = at();
		assert.equal(await cloud.networks.vpc("vpc-00000000000000000", {}), undefined);
		assert.equal(await cloud.domains.zoneOf("nowhere.example", {}), undefined);
		assert.equal(await cloud.domains.certificateFor("nowhere.example", "any", {}), undefined);
		assert.equal(await cloud.functions.invoke(name("nothing"), "{}", {}), undefined);
	});

	it("finds no lines in a log group that is not there, or that is new", async () => {
		const { cloud, name, create } = at();
		const group = name("logs");
		assert.deepEqual(await cloud.logs.recent(group, 0, 10, {}), []);
		await create(group, {
			Resources: { Logs: { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: group } } },
		});
		assert.deepEqual(await cloud.logs.recent(group, Date.now() - 60_000, 10, {}), []);
		const wanted = { since: Date.now() - 60_000, limit: 10, pattern: '"x"' };
		assert.deepEqual(await cloud.logs.lines(group, wanted, {}), []);
	});

	it("ends every call of a signal that is aborted with the signal's own reason", async () => {
		const { cloud } = at();
		const signal = AbortSignal.abort();
		const calls = [
			() => cloud.identity({ signal }),
			() => cloud.stacks.read("any", { signal }),
			() => cloud.objects.list("any", "", { signal }),
			() => cloud.functions.read("any", { signal }),
			() => cloud.images.empty("any", { signal }),
			() => cloud.secrets.currentVersion("any", { signal }),
			() => cloud.parameters.describe("any", { signal }),
			() => cloud.parameters.write("any", "text", { signal }),
			() => cloud.networks.vpc("vpc-1", { signal }),
			() => cloud.domains.zoneOf("example.com", { signal }),
			() => cloud.domains.certificateFor("example.com", "any", { signal }),
			() => cloud.distributions.invalidate("E1", ["/*"], { signal }),
			() => cloud.functions.invoke("any", "{}", { signal }),
			() => cloud.logs.recent("any", 0, 1, { signal }),
		];
		for (const call of calls) await assert.rejects(call, (error) => error === signal.reason);
	});

	it("ends a call that is called off while it runs", async () => {
		const { cloud } = at();
		const controller = new AbortController();
		const call = cloud.stacks.read("any", { signal: controller.signal });
		controller.abort();
		await assert.rejects(call, { name: "AbortError" });
	});
}
