import assert from "node:assert/strict";
import { exactlyOne } from "../../../../engine/resources/shared/exactly-one.ts";

describe("exactly one of several keys", () => {
	const keys = ["a", "b", "c"] as const;

	it("is fine with one", () => assert.deepEqual(exactlyOne({ b: "x", d: 1 }, [...keys], ["at"]), []));

	it("counts a text without letters, but no switch that is off", () => {
		assert.deepEqual(exactlyOne({ a: "", b: false }, [...keys], ["at"]), []);
	});

	it("points at the object when there is none", () => {
		assert.deepEqual(exactlyOne({ a: false }, [...keys], ["at", 0]), [
			{
				code: "not-exactly-one",
				message: "one of a, b or c must be set",
				path: ["at", 0],
				atKey: true,
				hint: "set a, b or c",
			},
		]);
	});

	it("points at the second when there are more", () => {
		assert.deepEqual(exactlyOne({ c: 1, b: 2, a: 3 }, [...keys], ["at"]), [
			{
				code: "not-exactly-one",
				message: "b cannot be set together with a",
				path: ["at", "b"],
				atKey: true,
				hint: "keep one of a, b, c",
			},
		]);
	});
});
