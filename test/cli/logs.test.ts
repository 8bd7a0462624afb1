import assert from "node:assert/strict";
import { sinceOf } from "../../engine/cli/logs.ts";
import { Failure } from "../../engine/report/failure.ts";

describe("the time that --since means", () => {
	const now = Date.UTC(2026, 0, 15, 12);
	const cases: readonly (readonly [string | undefined, string])[] = [
		[undefined, "2026-01-15T11:50:00.000Z"],
		["30s", "2026-01-15T11:59:30.000Z"],
		["15m", "2026-01-15T11:45:00.000Z"],
		["2h", "2026-01-15T10:00:00.000Z"],
		["3d", "2026-01-12T12:00:00.000Z"],
		["2026-01-14", "2026-01-14T00:00:00.000Z"],
		["2026-01-14T09:30:00Z", "2026-01-14T09:30:00.000Z"],
	];
	for (const [text, at] of cases)
		it(`${text ?? "(nothing)"}: ${at}`, () => assert.equal(new Date(sinceOf(text, now)).toISOString(), at));

	it("is refused when it is none", () => {
		for (const text of ["yesterday", "5", "-3m", "2026-13-45", "1y"])
			assert.throws(
				() => sinceOf(text, now),
				(error) => error instanceof Failure && error.kind === "usage" && error.message.includes(text),
			);
	});
});
