import assert from "node:assert/strict";
import { judgeFindings } from "../../.ci/cfn-lint-gate.ts";

const finding = (Id: string, Level: string) => ({
	Rule: { Id },
	Level,
	Message: "no good",
	Filename: "a.json",
	Location: { Path: ["Resources", "A", 0] },
});

describe("what cfn-lint finds", () => {
	it("fails when it is an error, or a warning of a kind that nobody has looked at", () => {
		const { failures } = judgeFindings([finding("E3005", "Error"), finding("W1234", "Warning")]);
		assert.deepEqual(failures, [
			"E3005 a.json Resources.A.0: no good",
			"W1234 a.json Resources.A.0: no good",
		]);
	});

	it("is counted when it is an accepted warning, with the reason", () => {
		const { failures, accepted } = judgeFindings([finding("W3005", "Warning"), finding("W3005", "Warning")]);
		assert.deepEqual(failures, []);
		assert.equal(accepted.length, 1);
		assert.match(accepted[0] ?? "", /^W3005 \(2\): \w/);
	});
});
