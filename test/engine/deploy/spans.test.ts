import assert from "node:assert/strict";
import { runSpan } from "../../../engine/deploy/spans.ts";
import type { ProgressEvent } from "../../../engine/progress/event.ts";
import { Cancelled, Failure } from "../../../engine/report/failure.ts";

/** A watcher and a machine whose clock stands still until it is moved. */
function watcher() {
	const events: ProgressEvent[] = [];
	const host = { time: 1_000, now: () => host.time };
	return { events, host, ports: { host, emit: (event: ProgressEvent) => void events.push(event) } };
}

const span = { id: "upload", label: "Upload", phase: "upload", parent: "all", weight: 3 } as const;

describe("a piece of work", () => {
	it("tells its begin and its end, and gives its result", async () => {
		const { events, host, ports } = watcher();
		const result = await runSpan(ports, span, async (work) => {
			assert.equal(work.id, "upload");
			host.time += 20;
			return 7;
		});
		assert.equal(result, 7);
		assert.deepEqual(events, [
			{ kind: "begin", ...span },
			{ kind: "end", id: "upload", outcome: "done", elapsedMs: 20 },
		]);
	});

	it("ends as it says, the last word counting", async () => {
		const { events, ports } = watcher();
		await runSpan(ports, { id: "a", label: "A" }, async (work) => {
			work.ending({ summary: "first" });
			work.ending({ outcome: "skipped", summary: "nothing to do" });
		});
		assert.deepEqual(events, [
			{ kind: "begin", id: "a", label: "A", weight: 1 },
			{ kind: "end", id: "a", outcome: "skipped", summary: "nothing to do", elapsedMs: 0 },
		]);
	});

	const endings: Record<string, readonly [unknown, string]> = {
		"a failure": [new Failure({ code: "x", kind: "aws", message: "x" }), "failed"],
		"a defect": [new TypeError("x"), "failed"],
		"the user's stop": [AbortSignal.abort().reason, "cancelled"],
		"a stop after something had begun": [new Cancelled(["x"]), "cancelled"],
	};
	for (const [name, [error, outcome]] of Object.entries(endings)) {
		it(`passes ${name} through and ends as ${outcome}, whatever it had said before`, async () => {
			const { events, ports } = watcher();
			const work = runSpan(ports, span, async (it) => {
				it.ending({ outcome: "done", summary: "all well" });
				throw error;
			});
			await assert.rejects(work, (reason) => reason === error);
			assert.deepEqual(events.at(-1), { kind: "end", id: "upload", outcome, elapsedMs: 0 });
		});
	}
});
