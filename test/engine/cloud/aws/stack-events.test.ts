import assert from "node:assert/strict";
import { readNewest, readOperation } from "../../../../engine/cloud/aws/stack-events.ts";
import type { StackEvent } from "../../../../engine/cloud/port.ts";

const stackId = "arn:stack";

/** `[token] logical-id STATUS`, with `stack` for the stack itself; oldest first, as people read. */
function events(...lines: readonly string[]): StackEvent[] {
	return lines.map((line, index) => {
		const [, token, logicalId = "", status = ""] = /^(?:\[(\w+)\] )?(\S+) (\S+)$/.exec(line) ?? [];
		const isStack = logicalId === "stack";
		return {
			id: `e${index}`,
			logicalId,
			physicalId: isStack ? stackId : logicalId,
			type: isStack ? "AWS::CloudFormation::Stack" : "AWS::SQS::Queue",
			status,
			at: index,
			...(token !== undefined && { token }),
		};
	});
}

/** Reads an operation from pages of `size`. Gives ids, and how many pages were read. */
async function read(history: readonly StackEvent[], wanted: { token: string; after?: string }, size = 3) {
	const newestFirst = history.toReversed();
	let pages = 0;
	const page = async (marker: string | undefined) => {
		pages++;
		const from = Number(marker ?? 0);
		const next = from + size < newestFirst.length ? String(from + size) : undefined;
		return { items: newestFirst.slice(from, from + size), next };
	};
	const found = await readOperation(page, stackId, wanted);
	return { ids: found.map(({ id }) => id), pages };
}

const history = events(
	"[a] stack CREATE_IN_PROGRESS",
	"[a] Q CREATE_IN_PROGRESS",
	"[a] Q CREATE_COMPLETE",
	"[a] stack CREATE_COMPLETE",
	"[b] stack UPDATE_IN_PROGRESS",
	"[b] Q UPDATE_IN_PROGRESS",
	"[b] Q UPDATE_COMPLETE",
	"[b] stack UPDATE_COMPLETE",
);

describe("the events of one operation", () => {
	it("are found without reading what came before", async () => {
		const long = [...events(...Array.from({ length: 300 }, () => "[old] Q UPDATE_COMPLETE")), ...history];
		const { ids, pages } = await read(
			long.map((event, index) => ({ ...event, id: `e${index}` })),
			{ token: "b" },
		);
		assert.deepEqual(ids, ["e304", "e305", "e306", "e307"]);
		assert.equal(pages, 2);
	});

	it("end where another operation starts", async () => {
		assert.deepEqual((await read(history, { token: "a" }, 100)).ids, ["e0", "e1", "e2", "e3"]);
	});

	it("are those after a known one", async () => {
		assert.deepEqual(await read(history, { token: "b", after: "e5" }), { ids: ["e6", "e7"], pages: 1 });
		assert.deepEqual(await read(history, { token: "b", after: "e7" }), { ids: [], pages: 1 });
	});

	it("are none while AWS does not show them yet, and that costs one page", async () => {
		assert.deepEqual(await read(history, { token: "c" }), { ids: [], pages: 1 });
		assert.deepEqual(await read([], { token: "c" }), { ids: [], pages: 1 });
	});

	it("include the rollback after a cancel, which carries another token or none", async () => {
		const cancelled = [
			...history,
			...events(
				"[c] stack UPDATE_IN_PROGRESS",
				"[c] Q UPDATE_IN_PROGRESS",
				"[cancel] stack UPDATE_ROLLBACK_IN_PROGRESS",
				"[c] Q UPDATE_FAILED",
				"Q UPDATE_COMPLETE",
				"[cancel] stack UPDATE_ROLLBACK_COMPLETE",
				"[d] stack UPDATE_IN_PROGRESS",
			),
		].map((event, index) => ({ ...event, id: `e${index}` }));
		const expected = ["e8", "e9", "e10", "e11", "e12", "e13"];
		assert.deepEqual((await read(cancelled, { token: "c" }, 100)).ids, expected);
		assert.deepEqual((await read(cancelled, { token: "c", after: "e9" }, 4)).ids, expected.slice(2));
		assert.deepEqual((await read(cancelled, { token: "c", after: "e13" }, 4)).ids, []);
	});
});

describe("the newest operation of a stack", () => {
	const newest = async (lines: readonly StackEvent[], size = 2) => {
		const newestFirst = lines.toReversed();
		const found = await readNewest(async (marker: string | undefined) => {
			const from = Number(marker ?? 0);
			const next = from + size < newestFirst.length ? String(from + size) : undefined;
			return { items: newestFirst.slice(from, from + size), next };
		}, stackId);
		return found.map(({ id }) => id);
	};

	it("is what follows the last start, whoever has started it, with the rollback that followed", async () => {
		const begun = events(
			...["[a] stack CREATE_IN_PROGRESS", "[a] stack CREATE_COMPLETE", "stack UPDATE_IN_PROGRESS"],
			...["Q UPDATE_FAILED", "stack UPDATE_ROLLBACK_IN_PROGRESS", "[c] stack UPDATE_ROLLBACK_FAILED"],
		);
		assert.deepEqual(await newest(begun), ["e2", "e3", "e4", "e5"]);
		assert.deepEqual(await newest(history), ["e4", "e5", "e6", "e7"]);
	});

	it("is what is left of it where its beginning was forgotten", async () => {
		assert.deepEqual(await newest(events("Q UPDATE_COMPLETE", "stack UPDATE_COMPLETE")), ["e0", "e1"]);
		assert.deepEqual(await newest([]), []);
	});
});
