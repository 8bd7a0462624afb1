import assert from "node:assert/strict";
import {
	filterPattern,
	type LogsRequest,
	readLogs,
	type ShownLine,
} from "../../../../engine/deploy/logs/logs.ts";
import {
	configOf,
	deployedStage,
	failureOf,
	openStage,
	type Stage,
	target,
} from "../../../support/deploy.ts";

const group = "/aws/lambda/shop-dev-api";

async function read(stage: Stage, more: Partial<LogsRequest> = {}) {
	const shown: ShownLine[] = [];
	const show = (lines: readonly ShownLine[]) => void shown.push(...lines);
	const result = await readLogs(stage.ports, { target, resource: "api", since: 0, show, ...more });
	return { ...result, texts: shown.map(({ text }) => text), shownLines: shown };
}

async function speakingStage(...lines: readonly (readonly [number, string])[]): Promise<Stage> {
	const stage = await deployedStage();
	stage.cloud.world.logs.set(
		group,
		lines.map(([at, line]) => ({ at, line })),
	);
	return stage;
}

describe("the logs of a resource", () => {
	it("are the lines of its groups since a time, without what looks like a secret", async () => {
		const stage = await speakingStage([1, "old"], [5, "token=abc"], [6, "new"]);
		const { groups, texts, shownLines } = await read(stage, { since: 5 });
		assert.deepEqual(groups, [group]);
		assert.deepEqual(texts, ["token=(hidden)", "new"]);
		assert.deepEqual(shownLines[1], { at: 6, text: "new", stream: "stream", group });
	});

	it("are filtered by a text", async () => {
		const stage = await speakingStage([1, 'a "quoted" one'], [2, "other"]);
		assert.deepEqual((await read(stage, { filter: 'a "quoted"' })).texts, ['a "quoted" one']);
	});

	it("go on with new lines, none of them twice, until somebody says stop", async () => {
		const stage = await speakingStage([stage0, "first"]);
		const controller = new AbortController();
		const lines = stage.cloud.world.logs.get(group) ?? [];
		let looks = 0;
		stage.after = (method) => {
			if (method !== "logs.lines") return;
			looks++;
			if (looks === 2) lines.push({ at: stage.clock.now(), line: "second" });
			if (looks === 4) lines.push({ at: stage.clock.now() - 4_000, line: "late" });
			if (looks === 6) controller.abort();
		};
		const { texts, shown } = await read(stage, { follow: true, signal: controller.signal });
		assert.deepEqual(texts, ["first", "second", "late"]);
		assert.equal(shown, 3);
	});

	it("need a resource that keeps some", async () => {
		const stage = await deployedStage({ config: configOf({ api: {} }, "  news:\n    type: sns-topic\n") });
		const quiet = await failureOf(read(stage, { resource: "news" }));
		assert.deepEqual(
			[quiet.code, quiet.message, quiet.hint],
			["no-logs", "news keeps no logs", "logs are kept by: api"],
		);
		const misspelt = await failureOf(read(stage, { resource: "apo" }));
		assert.equal(misspelt.message, 'the stack shop-dev has no resource "apo"');
		assert.equal(misspelt.hint, "did you mean api?");
		assert.equal((await failureOf(read(openStage()))).code, "not-deployed");
	});
});

/** Before the clock of a stage. */
const stage0 = 1;

describe("a filter", () => {
	it("is a text, unless it begins like a pattern", () => {
		assert.equal(filterPattern("time-out 3"), '"time-out 3"');
		assert.equal(filterPattern('say "hi"'), '"say \\"hi\\""');
		for (const pattern of ['{ $.level = "error" }', "[ip]", "%5\\d\\d%", "?a ?b", '"as is"'])
			assert.equal(filterPattern(pattern), pattern);
	});
});
