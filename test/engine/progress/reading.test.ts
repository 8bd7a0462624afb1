import assert from "node:assert/strict";
import fc from "fast-check";
import type { ProgressEvent } from "../../../engine/progress/event.ts";
import { fractionOf, nothingRead, read } from "../../../engine/progress/reading.ts";

const readAll = (events: readonly ProgressEvent[]) => events.reduce(read, nothingRead);

const begin = (
	id: string,
	more: Partial<ProgressEvent & { readonly kind: "begin" }> = {},
): ProgressEvent => ({
	kind: "begin",
	id,
	label: `label of ${id}`,
	weight: 1,
	...more,
});
const advance = (
	id: string,
	done: number,
	total: number,
	unit: "bytes" | "resources" | "items" = "bytes",
): ProgressEvent => ({ kind: "advance", id, done, total, unit });
const end = (id: string, outcome: "done" | "failed" = "done"): ProgressEvent => ({
	kind: "end",
	id,
	outcome,
	elapsedMs: 5,
});
const resource = (logicalId: string, status: string): ProgressEvent => ({
	kind: "resource",
	id: "deploy",
	logicalId,
	resourceType: "AWS::SQS::Queue",
	status,
});

describe("reading progress", () => {
	it("begins with nothing", () => {
		assert.equal(fractionOf(nothingRead, 10), 0);
		assert.equal(nothingRead.phase, undefined);
	});

	it("knows the phase that runs, which work inside of it does not change", () => {
		const reading = readAll([begin("a", { phase: "package" }), begin("b", { parent: "a" })]);
		assert.equal(reading.phase, "label of a");
		assert.equal(reading.spans.get("b")?.parent, "a");
	});

	it("counts phases by their weights, and the part of one that is done", () => {
		const reading = readAll([
			begin("a", { phase: "package", weight: 3 }),
			end("a"),
			begin("b", { phase: "upload", weight: 2 }),
			begin("c", { parent: "b", weight: 100 }),
			advance("b", 1, 4),
			advance("c", 1, 1),
		]);
		assert.equal(fractionOf(reading, 10), 0.35);
	});

	it("never has more than everything, nor a part of nothing", () => {
		const reading = readAll([begin("a", { phase: "upload" }), advance("a", 9, 3)]);
		assert.equal(reading.spans.get("a")?.fraction, 1);
		assert.equal(fractionOf(reading, 0), 0);
		assert.equal(fractionOf(reading, 0.5), 1);
		assert.equal(readAll([begin("a"), advance("a", 0, 0)]).spans.get("a")?.fraction, 0);
	});

	it("counts resources where they are counted", () => {
		const reading = readAll([begin("a"), advance("a", 2, 5, "resources"), advance("a", 1, 2, "bytes")]);
		assert.deepEqual(reading.resources, { done: 2, total: 5 });
	});

	it("lists what CloudFormation works on, in the order in which it began, each once", () => {
		const events = [resource("A", "CREATE_IN_PROGRESS"), resource("B", "CREATE_IN_PROGRESS")];
		assert.deepEqual(readAll([...events, resource("A", "CREATE_IN_PROGRESS")]).active, ["A", "B"]);
		assert.deepEqual(readAll([...events, resource("A", "CREATE_COMPLETE")]).active, ["B"]);
	});

	it("lists what failed, each once", () => {
		const reading = readAll([
			resource("A", "CREATE_IN_PROGRESS"),
			resource("A", "CREATE_FAILED"),
			resource("A", "DELETE_FAILED"),
		]);
		assert.deepEqual([reading.active, reading.failed], [[], ["A"]]);
	});

	it("works on nothing any more when the phase ends", () => {
		const events = [begin("deploy", { phase: "deploy" }), resource("A", "CREATE_IN_PROGRESS")];
		assert.deepEqual(readAll([...events, end("deploy", "failed")]).active, []);
		assert.deepEqual(readAll([...events, begin("x"), end("x")]).active, ["A"]);
	});

	it("remembers how a piece of work ended", () => {
		const { spans } = readAll([
			begin("a"),
			{ kind: "end", id: "a", outcome: "skipped", summary: "nothing", elapsedMs: 7 },
		]);
		const span = spans.get("a");
		assert.deepEqual(
			[span?.outcome, span?.summary, span?.elapsedMs, span?.fraction],
			["skipped", "nothing", 7, 1],
		);
	});

	it("is not changed by notes, nor by work that never began", () => {
		const before = readAll([begin("a")]);
		for (const event of [
			{ kind: "note", level: "warning", message: "x" },
			advance("nope", 1, 2),
			end("nope"),
		] satisfies ProgressEvent[])
			assert.deepEqual(read(before, event), before);
	});

	it("stays between nothing and everything, and leaves earlier readings alone", () => {
		const anyEvent: fc.Arbitrary<ProgressEvent> = fc.oneof(
			fc.constantFrom(...["a", "b"].map((id) => begin(id, { phase: "deploy" })), begin("c", { parent: "a" })),
			fc
				.tuple(fc.constantFrom("a", "b", "c"), fc.nat(9), fc.nat(9))
				.map(([id, done, total]) => advance(id, done, total)),
			fc.constantFrom(...["a", "b", "c"].map((id) => end(id))),
			fc.constantFrom("IN_PROGRESS", "COMPLETE", "FAILED").map((status) => resource("A", `CREATE_${status}`)),
		);
		fc.assert(
			fc.property(fc.array(anyEvent), (events) => {
				let reading = nothingRead;
				for (const event of events) {
					const copy = structuredClone(reading);
					const next = read(reading, event);
					assert.deepEqual(reading, copy);
					const fraction = fractionOf(next, 2);
					assert.ok(fraction >= 0 && fraction <= 1);
					reading = next;
				}
			}),
		);
	});
});
