import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { ApplyRequest } from "../../../engine/cloud/port.ts";
import { type FakeClock, fakeClock } from "../../support/fake-clock.ts";
import { type MemoryCloud, type MemoryCloudOptions, memoryCloud } from "../../support/memory-cloud.ts";

type Resources = Readonly<Record<string, object>>;

/** A cloud whose time a test moves by waiting for a stack. */
function start(options: MemoryCloudOptions = {}) {
	const clock = fakeClock();
	const cloud = memoryCloud({ clock, resourceMs: 1_000, ...options });
	return { clock, cloud };
}

function request(Resources: Resources, more: Partial<ApplyRequest> = {}): ApplyRequest {
	return {
		name: "shop",
		template: { body: JSON.stringify({ Resources }) },
		tags: {},
		token: randomUUID(),
		onFailure: "roll-back",
		...more,
	};
}

/** Waits for the end of what runs. Gives `seconds logical-id STATUS`, counted from the start of the operation. */
async function story(clock: FakeClock, cloud: MemoryCloud, token: string): Promise<string[]> {
	const stack = cloud.world.stacks.at(-1) ?? assert.fail("no stack");
	while (stack.status.endsWith("_IN_PROGRESS")) await clock.sleep(250);
	const events = await cloud.stacks.events(stack.id, { token }, {});
	const begin = events[0]?.at ?? 0;
	return events.map((event) => {
		const reason =
			event.reason === undefined || event.status.endsWith("IN_PROGRESS") ? "" : `: ${event.reason}`;
		return `${(event.at - begin) / 1_000} ${event.logicalId} ${event.status}${reason}`;
	});
}

async function apply(
	cloud: MemoryCloud,
	clock: FakeClock,
	method: "create" | "update",
	wanted: ApplyRequest,
) {
	await cloud.stacks[method](wanted, {});
	return await story(clock, cloud, wanted.token);
}

const queue = (name: string, more: object = {}) => ({
	Type: "AWS::SQS::Queue",
	Properties: { QueueName: name },
	...more,
});

describe("the cloud in memory: time", () => {
	it("stands still until somebody waits", async () => {
		const { clock, cloud } = start();
		await cloud.stacks.create(request({ A: queue("a") }), {});
		for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
		assert.equal((await cloud.stacks.read("shop", {}))?.status, "CREATE_IN_PROGRESS");
		await clock.sleep(1_000);
		assert.equal((await cloud.stacks.read("shop", {}))?.status, "CREATE_COMPLETE");
	});

	it("works on what does not depend on each other at the same time", async () => {
		const { clock, cloud } = start({ resourceMs: (type) => (type === "AWS::SNS::Topic" ? 5_000 : 1_000) });
		const wanted = request({
			A: queue("a"),
			B: queue("b", { DependsOn: "A" }),
			Slow: { Type: "AWS::SNS::Topic" },
		});
		assert.deepEqual(await apply(cloud, clock, "create", wanted), [
			"0 shop CREATE_IN_PROGRESS",
			"0 A CREATE_IN_PROGRESS",
			"0 A CREATE_IN_PROGRESS",
			"0 Slow CREATE_IN_PROGRESS",
			"0 Slow CREATE_IN_PROGRESS",
			"1 A CREATE_COMPLETE",
			"1 B CREATE_IN_PROGRESS",
			"1 B CREATE_IN_PROGRESS",
			"2 B CREATE_COMPLETE",
			"5 Slow CREATE_COMPLETE",
			"5 shop CREATE_COMPLETE",
		]);
	});

	it("gives the same ids in every run", async () => {
		const ids = await Promise.all(
			[1, 2].map(async () => {
				const { clock, cloud } = start();
				const wanted = request({ A: { Type: "AWS::S3::Bucket" } }, { token: "t" });
				await apply(cloud, clock, "create", wanted);
				return JSON.stringify([cloud.world.stacks[0]?.events, [...cloud.world.buckets.keys()]]);
			}),
		);
		assert.equal(ids[0], ids[1]);
	});
});

describe("the cloud in memory: failures by rule", () => {
	it("cancels what is on its way when a resource fails, and rolls back in reverse order", async () => {
		const { clock, cloud } = start({ resourceMs: (type) => (type === "AWS::SNS::Topic" ? 5_000 : 1_000) });
		cloud.fail({ logicalId: "B", on: "create", message: "No luck" });
		const wanted = request({
			A: queue("a"),
			B: queue("b", { DependsOn: "A" }),
			Slow: { Type: "AWS::SNS::Topic" },
		});
		const told = await apply(cloud, clock, "create", wanted);
		assert.deepEqual(told.slice(6), [
			"1 B CREATE_IN_PROGRESS",
			"2 B CREATE_FAILED: No luck",
			"2 Slow CREATE_FAILED: Resource creation cancelled",
			"2 shop ROLLBACK_IN_PROGRESS",
			"2 Slow DELETE_IN_PROGRESS",
			"2 A DELETE_IN_PROGRESS",
			"3 A DELETE_COMPLETE",
			"7 Slow DELETE_COMPLETE",
			"7 shop ROLLBACK_COMPLETE",
		]);
		const rollback = cloud.world.stacks[0]?.events.find(({ status }) => status === "ROLLBACK_IN_PROGRESS");
		assert.equal(
			rollback?.reason,
			"The following resource(s) failed to create: [B, Slow]. Rollback requested by user.",
		);
	});

	it("fails an update, and gets stuck when the way back fails too", async () => {
		const { clock, cloud } = start();
		const slow = (seconds: number) => ({
			Type: "AWS::SQS::Queue",
			Properties: { QueueName: "a", DelaySeconds: seconds },
		});
		await apply(cloud, clock, "create", request({ A: slow(1) }));
		cloud.fail({ logicalId: "B", message: "No luck", times: 1 });
		cloud.fail({ logicalId: "A", on: "rollback", message: "No way back" });
		const wanted = request({ A: slow(2), B: queue("b", { DependsOn: "A" }) });
		const told = await apply(cloud, clock, "update", wanted);
		assert.deepEqual(told.slice(3), [
			"1 B CREATE_IN_PROGRESS",
			"2 B CREATE_FAILED: No luck",
			"2 shop UPDATE_ROLLBACK_IN_PROGRESS",
			"2 A UPDATE_IN_PROGRESS",
			"3 A UPDATE_FAILED: No way back",
			"3 shop UPDATE_ROLLBACK_FAILED: The following resource(s) failed to update: [A]. ",
		]);
		await assert.rejects(
			cloud.stacks.update(request({ A: slow(3) }), {}),
			/UPDATE_ROLLBACK_FAILED state and can not be updated/,
		);
	});

	it("fails a delete as often as the rule says", async () => {
		const { clock, cloud } = start();
		await apply(cloud, clock, "create", request({ A: queue("a"), B: queue("b") }));
		cloud.fail({ stack: "shop", logicalId: "A", on: "delete", message: "Still in use", times: 1 });
		await cloud.stacks.delete("shop", { token: "first" }, {});
		assert.deepEqual((await story(clock, cloud, "first")).slice(3), [
			"1 A DELETE_FAILED: Still in use",
			"1 B DELETE_COMPLETE",
			"1 shop DELETE_FAILED: The following resource(s) failed to delete: [A]. ",
		]);
		await cloud.stacks.delete("shop", { token: "second" }, {});
		assert.equal((await story(clock, cloud, "second")).at(-1), "1 shop DELETE_COMPLETE");
	});

	it("knows names of buckets that somebody else has", async () => {
		const { clock, cloud } = start();
		cloud.world.takenBuckets.add("taken");
		const wanted = request({ A: { Type: "AWS::S3::Bucket", Properties: { BucketName: "taken" } } });
		const told = await apply(cloud, clock, "create", wanted);
		assert.match(told[2] ?? "", /^0 A CREATE_FAILED: .*The requested bucket name is not available/);
	});

	it("keeps an export that another stack uses", async () => {
		const { clock, cloud } = start();
		const Outputs = { Url: { Value: { Ref: "A" }, Export: { Name: "ShopUrl" } } };
		const body = JSON.stringify({ Resources: { A: queue("a") }, Outputs });
		await apply(cloud, clock, "create", { ...request({}), template: { body } });
		const B = queue("b", { Metadata: { Uses: { "Fn::ImportValue": "ShopUrl" } } });
		await apply(cloud, clock, "create", request({ B }, { name: "other" }));
		await assert.rejects(
			cloud.stacks.delete("shop", { token: "t" }, {}),
			/Export ShopUrl cannot be deleted as it is in use by other/,
		);
		const copy = { ...request({}, { name: "copy" }), template: { body: body.replace('"a"', '"c"') } };
		const told = await apply(cloud, clock, "create", copy);
		assert.match(told.at(-1) ?? "", /ROLLBACK_COMPLETE/);
		assert.match(JSON.stringify(cloud.world.stacks.at(-1)?.events), /already exported by stack shop/);
	});
});

describe("the cloud in memory: what CloudFormation refuses", () => {
	const cases: [why: string, template: object, message: RegExp][] = [
		["a template without resources", { Resources: {} }, /At least one Resources member must be defined/],
		[
			"a resource without a type",
			{ Resources: { A: {} } },
			/\[\/Resources\/A\] Every Resources member must contain a Type/,
		],
		[
			"a logical id with a dash",
			{ Resources: { "a-b": queue("a") } },
			/Resource name a-b is non alphanumeric/,
		],
		[
			"references to nothing",
			{
				Resources: {
					A: {
						...queue("a"),
						Properties: { X: { "Fn::Sub": "${B.Arn} ${AWS::Region} ${!C}" }, Y: { Ref: "D" } },
					},
				},
			},
			/Unresolved resource dependencies \[B, D\] in the Resources block/,
		],
		[
			"resources that wait for each other",
			{ Resources: { A: queue("a", { DependsOn: "B" }), B: queue("b", { DependsOn: ["A"] }) } },
			/Circular dependency between resources: \[A, B\]/,
		],
		[
			"more than 500 resources",
			{
				Resources: Object.fromEntries(
					Array.from({ length: 501 }, (_, index) => [`R${index}`, { Type: "T" }]),
				),
			},
			/Number of resources, 501, is greater than maximum allowed, 500/,
		],
		[
			"more than 51,200 bytes",
			{ Description: "x".repeat(51_200), Resources: { A: queue("a") } },
			/Member must have length less than or equal to 51200/,
		],
		[
			"a parameter without a value",
			{ Parameters: { P: {} }, Resources: { A: queue("a") } },
			/Parameters: \[P\] must have values/,
		],
	];
	for (const [why, template, message] of cases) {
		it(`is ${why}`, async () => {
			const { cloud } = start();
			const wanted = { ...request({}), template: { body: JSON.stringify(template) } };
			await assert.rejects(cloud.stacks.create(wanted, {}), { code: "aws-validation-error", message });
			assert.equal(cloud.world.stacks.length, 0);
		});
	}

	it("is a template that is not at its address", async () => {
		const { cloud } = start();
		const url = cloud.objects.url("nowhere", "template.yml");
		await assert.rejects(
			cloud.stacks.create({ ...request({}), template: { url } }, {}),
			/S3 error: The specified key does not exist/,
		);
	});

	it("is another type under the same logical id, and a named resource that would be made anew", async () => {
		const { clock, cloud } = start();
		const table = (key: string) => ({
			Type: "AWS::DynamoDB::Table",
			Properties: { TableName: "items", KeySchema: [{ AttributeName: key, KeyType: "HASH" }] },
		});
		await apply(cloud, clock, "create", request({ A: table("id") }));
		cloud.world.tables.get("items")?.items.set("1", { id: 1 });
		await assert.rejects(
			cloud.stacks.update(request({ A: queue("a") }), {}),
			/Update of resource type is not permitted/,
		);
		const told = await apply(cloud, clock, "update", request({ A: table("key") }));
		assert.match(told[2] ?? "", /A UPDATE_FAILED: .*Rename items and update the stack again/);
		assert.equal(told.at(-1)?.split(" ")[2], "UPDATE_ROLLBACK_COMPLETE");
		assert.equal(cloud.world.tables.get("items")?.items.size, 1);
	});

	it("is a delete of what is being updated, but not of what is being created", async () => {
		const { clock, cloud } = start();
		await cloud.stacks.create(request({ A: { Type: "AWS::S3::Bucket" } }), {});
		await cloud.stacks.delete("shop", { token: "early" }, {});
		assert.deepEqual((await story(clock, cloud, "early")).at(-1), "1 shop DELETE_COMPLETE");
		assert.equal(cloud.world.buckets.size, 0);
		await cloud.stacks.create(request({ A: queue("a") }), {});
		await clock.sleep(2_000);
		await cloud.stacks.update(request({ A: queue("a"), B: queue("b") }), {});
		await assert.rejects(
			cloud.stacks.delete("shop", { token: "t" }, {}),
			/UPDATE_IN_PROGRESS state and can not be deleted/,
		);
	});
});

describe("the cloud in memory: values of a template", () => {
	it("computes what intrinsic functions give", async () => {
		const { clock, cloud } = start();
		const template = {
			Parameters: { Size: { Default: "small" } },
			Mappings: { Sizes: { small: { memory: "128" } } },
			Conditions: {
				IsHere: { "Fn::Equals": [{ Ref: "AWS::Region" }, "eu-west-1"] },
				IsNot: { "Fn::Not": [{ Condition: "IsHere" }] },
				Both: {
					"Fn::And": [
						{ Condition: "IsHere" },
						{ "Fn::Or": [{ Condition: "IsNot" }, { Condition: "IsHere" }] },
					],
				},
			},
			Resources: { A: { ...queue("a"), Condition: "Both" }, Never: { ...queue("n"), Condition: "IsNot" } },
			Outputs: {
				Ref: { Value: { Ref: "A" } },
				Att: { Value: { "Fn::GetAtt": "A.Arn" } },
				Sub: { Value: { "Fn::Sub": ["${x}-${A.QueueName}-${!y}-${Size}", { x: "1" }] } },
				Join: {
					Value: {
						"Fn::Join": [
							"+",
							["a", { Ref: "AWS::NoValue" }, { "Fn::Select": [1, { "Fn::Split": [",", "b,c"] }] }],
						],
					},
				},
				If: { Value: { "Fn::If": ["IsNot", "yes", "no"] } },
				Map: { Value: { "Fn::FindInMap": ["Sizes", { Ref: "Size" }, "memory"] } },
				Base: { Value: { "Fn::Base64": "a" } },
				Json: { Value: { "Fn::ToJsonString": { a: { Ref: "AWS::StackName" } } } },
				Zone: { Value: { "Fn::Select": [0, { "Fn::GetAZs": "" }] } },
				Never: { Value: "x", Condition: "IsNot" },
			},
		};
		await apply(cloud, clock, "create", { ...request({}), template: { body: JSON.stringify(template) } });
		assert.deepEqual((await cloud.stacks.read("shop", {}))?.outputs, {
			Ref: "https://sqs.eu-west-1.amazonaws.com/111111111111/a",
			Att: "arn:aws:sqs:eu-west-1:111111111111:a",
			Sub: "1-a-${y}-small",
			Join: "a+c",
			If: "no",
			Map: "128",
			Base: "YQ==",
			Json: '{"a":"shop"}',
			Zone: "eu-west-1a",
		});
		assert.deepEqual(
			(await cloud.stacks.resources("shop", {})).map(({ logicalId }) => logicalId),
			["A"],
		);
	});

	it("fails a resource that imports what nobody exports", async () => {
		const { clock, cloud } = start();
		const A = { Type: "AWS::SQS::Queue", Properties: { QueueName: { "Fn::ImportValue": "Nothing" } } };
		const told = await apply(cloud, clock, "create", request({ A }));
		assert.equal(told[1], "0 A CREATE_FAILED: No export named Nothing found.");
	});
});

describe("the cloud in memory: trouble of the whole of AWS", () => {
	it("writes every call down", async () => {
		const { cloud } = start();
		await cloud.identity({});
		await cloud.stacks.read("shop", {});
		assert.deepEqual(
			cloud.calls.map(({ method, args }) => [method, args]),
			[
				["identity", []],
				["stacks.read", ["shop"]],
			],
		);
	});

	it("refuses credentials", async () => {
		const { cloud } = start();
		const codes = {
			missing: "no-credentials",
			expired: "expired-credentials",
			invalid: "invalid-credentials",
		} as const;
		for (const [trouble, code] of Object.entries(codes)) {
			cloud.trouble.credentials = trouble as keyof typeof codes;
			await assert.rejects(cloud.identity({}), { kind: "credentials", code });
		}
		cloud.trouble.credentials = "accepted";
		await cloud.identity({});
	});

	it("cuts the network after some calls, and lets it come back", async () => {
		const { cloud } = start();
		cloud.trouble.callsUntilCut = 2;
		await cloud.identity({});
		await cloud.identity({});
		await assert.rejects(cloud.identity({}), { kind: "network", code: "endpoint-unreachable" });
		await assert.rejects(cloud.identity({}), { kind: "network" });
		cloud.trouble.callsUntilCut = Number.POSITIVE_INFINITY;
		await cloud.identity({});
	});

	it("throttles, and denies single methods", async () => {
		const { cloud } = start();
		cloud.trouble.throttledCalls = 1;
		await assert.rejects(cloud.identity({}), { kind: "aws", code: "aws-throttling" });
		await cloud.identity({});
		cloud.trouble.denied.add("objects.list");
		await assert.rejects(cloud.objects.list("a", "", {}), { kind: "permission", code: "access-denied" });
		await cloud.objects.read("a", "b", {});
	});

	it("breaks the next code of a function", async () => {
		const { clock, cloud } = start({ codeMs: 700 });
		const role = { Type: "AWS::IAM::Role" };
		const fn = { Type: "AWS::Lambda::Function", Properties: { FunctionName: "fn", Code: { ZipFile: "x" } } };
		await apply(cloud, clock, "create", request({ Role: role, Fn: fn }, { tags: { team: "one" } }));
		const { tags } = (await cloud.functions.read("fn", {})) ?? assert.fail("no function");
		assert.equal(tags["team"], "one");
		assert.equal(tags["aws:cloudformation:logical-id"], "Fn");
		cloud.world.brokenFunctions.set("fn", "The image is too big");
		await cloud.functions.updateCode("fn", { zip: new Uint8Array([1]) }, {});
		assert.equal((await cloud.functions.status("fn", {}))?.lastUpdateStatus, "InProgress");
		await clock.sleep(700);
		const { lastUpdateStatus, lastUpdateReason } = (await cloud.functions.status("fn", {})) ?? {};
		assert.deepEqual([lastUpdateStatus, lastUpdateReason], ["Failed", "The image is too big"]);
	});

	it("holds images, secrets and log lines that a test puts there", async () => {
		const { cloud } = start();
		cloud.world.repositories.set("app", new Set(["sha256:1", "sha256:2"]));
		cloud.world.secrets.set("key", "version-1");
		cloud.world.logs.set(
			"group",
			[1, 2, 3].map((at) => ({ at, line: `line ${at}` })),
		);
		assert.equal(await cloud.images.empty("app", {}), 2);
		assert.equal(await cloud.images.empty("app", {}), 0);
		assert.equal(await cloud.secrets.currentVersion("key", {}), "version-1");
		assert.deepEqual(await cloud.logs.recent("group", 2, 10, {}), ["line 2", "line 3"]);
		assert.deepEqual(await cloud.logs.recent("group", 0, 1, {}), ["line 3"]);
	});
});

describe("a fake clock", () => {
	it("jumps to what is due next while somebody sleeps", async () => {
		const clock = fakeClock({ start: 0 });
		const order: string[] = [];
		clock.after(300, () => order.push(`timer at ${clock.now()}`));
		const sleepers = [500, 100].map(async (ms) => {
			await clock.sleep(ms);
			order.push(`sleeper at ${clock.now()}`);
		});
		await Promise.all(sleepers);
		assert.deepEqual(order, ["sleeper at 100", "timer at 300", "sleeper at 500"]);
	});

	it("moves by hand only, if asked to", async () => {
		const clock = fakeClock({ start: 0, jumps: false });
		const done: number[] = [];
		void clock.sleep(100).then(() => done.push(clock.now()));
		const cancel = clock.after(50, () => done.push(-1));
		cancel();
		await clock.advance(99);
		assert.deepEqual(done, []);
		await clock.advance(1);
		assert.deepEqual(done, [100]);
		assert.equal(clock.now(), 100);
	});

	it("wakes a sleeper who is called off", async () => {
		const clock = fakeClock({ jumps: false });
		const controller = new AbortController();
		const sleeping = clock.sleep(1_000, controller.signal);
		controller.abort();
		await assert.rejects(sleeping, (error) => error === controller.signal.reason);
		await assert.rejects(clock.sleep(1, controller.signal), (error) => error === controller.signal.reason);
	});
});
