import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { planWords, swapWords } from "../../client/views/plan-words.ts";
import type { PlanRow } from "../../server/protocol.ts";

const row = (more: Partial<PlanRow>): PlanRow => ({
	resource: "api",
	range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
	...more,
});

describe("the words on a resource", () => {
	it("say who makes a change, and how long that takes", () => {
		assert.equal(planWords(row({})), undefined);
		assert.match(planWords(row({ kind: "swap" })) ?? "", /swap, about 1 s$/);
		assert.match(
			planWords(row({ kind: "swap", isContainer: true })) ?? "",
			/about 1 min until new containers run/,
		);
		assert.match(planWords(row({ kind: "defer" })) ?? "", /CloudFormation, about 1 min/);
		assert.match(planWords(row({ kind: "replace" })) ?? "", /replacement/);
	});

	it("say what a save does, and when it was live", () => {
		assert.match(swapWords({ phase: "building" }, 0), /building$/);
		assert.match(swapWords({ phase: "sending" }, 0), /sending$/);
		const live = { phase: "live", elapsedMs: 430, at: 1_000 } as const;
		assert.match(swapWords(live, 1_400), /live in 0\.4 s, just now/);
		assert.match(swapWords(live, 13_000), /live in 0\.4 s, 12 s ago/);
		assert.match(swapWords(live, 301_000), /5 min ago/);
		assert.match(swapWords({ phase: "failed" }, 0), /not swapped/);
	});
});
