import assert from "node:assert/strict";
import { deploy } from "../../../../engine/deploy/deploy.ts";
import { type DeployRecord, parseRecord, recorded } from "../../../../engine/deploy/history/record.ts";
import { Cancelled } from "../../../../engine/report/failure.ts";
import { deployedStage, failureOf, openStage, reasonOf, type Stage } from "../../../support/deploy.ts";

function recordsOf(stage: Stage): DeployRecord[] {
	const bucket = [...stage.cloud.world.buckets.values()].find(({ name }) =>
		name.startsWith("stp-deployment"),
	);
	return [...(bucket?.objects ?? [])]
		.filter(([key]) => key.startsWith("deploys/"))
		.toSorted(([one], [other]) => (one < other ? -1 : 1))
		.flatMap(([, versions]) => parseRecord(versions.at(-1)?.body ?? new Uint8Array()) ?? []);
}

describe("the record of a deploy", () => {
	it("says who has deployed what and when, from which config, and how it went", async () => {
		const stage = await deployedStage();
		stage.edit("api", "two");
		await stage.deploy();
		const [first, second, ...others] = recordsOf(stage);
		assert.deepEqual(others, []);
		assert.equal(first?.action, "create");
		assert.equal(first.from, undefined);
		assert.ok(second);
		const { at, endedAt = "", config, ...rest } = second;
		assert.deepEqual(rest, {
			version: "v000002",
			from: "v000001",
			action: "update",
			outcome: "done",
			by: "arn:aws:iam::111111111111:user/tester",
		});
		assert.ok(at < endedAt, `${at} ${endedAt}`);
		assert.match(config ?? "", /^[0-9a-f]{64}$/);
	});

	it("is there while the deploy runs, and is not written for one that changes nothing", async () => {
		const stage = await deployedStage();
		await stage.deploy();
		assert.equal(recordsOf(stage).length, 1);
		stage.edit("api", "two");
		let running: DeployRecord | undefined;
		stage.after = (method) => {
			if (method === "stacks.update") running = recordsOf(stage).at(-1);
		};
		await stage.deploy();
		assert.deepEqual([running?.outcome, running?.version], ["running", "v000002"]);
	});

	it("keeps the reason of a failure, and that somebody said stop", async () => {
		const stage = await deployedStage();
		stage.edit("api", "two");
		stage.cloud.fail({ logicalId: "ApiFunction", message: "broken", times: 1 });
		await failureOf(stage.deploy());
		const controller = new AbortController();
		stage.after = (method) => {
			if (method === "stacks.update") controller.abort();
		};
		stage.answer = () => "detach";
		assert.ok((await reasonOf(stage.deploy({ signal: controller.signal }))) instanceof Cancelled);
		const told = recordsOf(stage).slice(1);
		assert.deepEqual(
			told.map(({ version, outcome, reason }) => [version, outcome, reason]),
			[
				["v000002", "failed", "api (ApiFunction, AWS::Lambda::Function) failed: broken"],
				["v000002", "stopped", undefined],
			],
		);
	});

	it("is not waited for when S3 does not answer", async function () {
		this.timeout(20_000);
		const stage = openStage();
		const { objects } = stage.ports.cloud;
		const silent = (signal: AbortSignal | undefined) =>
			new Promise<never>((_resolve, reject) => {
				signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
			});
		const putOver: typeof objects.putOver = (_object, _over, { signal }) => silent(signal);
		const ports = { ...stage.ports, cloud: { ...stage.ports.cloud, objects: { ...objects, putOver } } };
		assert.equal((await deploy(ports, stage.request())).outcome, "created");
		assert.ok(
			stage
				.notes()
				.includes("warning: this deploy is missing in the history: S3 did not answer within 4 seconds"),
			stage.notes().join("\n"),
		);
	});

	it("does not fail a deploy that is fine when it cannot be written", async () => {
		const stage = openStage();
		stage.cloud.trouble.denied.add("objects.putOver");
		assert.equal((await stage.deploy()).outcome, "created");
		assert.ok(
			stage.notes().some((note) => note.startsWith("warning: this deploy is missing in the history: ")),
			stage.notes().join("\n"),
		);
	});

	it("never takes the place of a colleague's of the same millisecond", async () => {
		const stage = await deployedStage();
		const [bucket] = [...stage.cloud.world.buckets.keys()].filter((name) =>
			name.startsWith("stp-deployment"),
		);
		const facts = {
			version: "v000002",
			from: "v000001",
			action: "update",
			by: "me",
			bucket: bucket ?? "",
		} as const;
		await Promise.all([
			recorded(stage.ports, facts, async () => 1),
			recorded(stage.ports, { ...facts, by: "you" }, async () => 2),
		]);
		const told = recordsOf(stage).slice(1);
		assert.deepEqual(told.map(({ by }) => by).toSorted(), ["me", "you"]);
		assert.ok(told.every(({ outcome }) => outcome === "done"));
	});
});

describe("an object that is no record", () => {
	it("is left alone", () => {
		const bytes = (text: string) => new TextEncoder().encode(text);
		for (const text of ["", "nonsense", "[]", "null", '{"version":"v1"}'])
			assert.equal(parseRecord(bytes(text)), undefined, text);
	});
});
