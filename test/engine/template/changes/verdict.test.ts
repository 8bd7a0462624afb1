import assert from "node:assert/strict";
import { isLiteralText, membersOf } from "../../../../engine/template/changes/verdict.ts";

describe("a literal text", () => {
	it("is one in which CloudFormation resolves nothing", () => {
		assert.equal(isLiteralText("plain ${text}"), true);
		for (const value of ["a {{resolve:secretsmanager:b}} c", { Ref: "A" }, 5, undefined]) {
			assert.equal(isLiteralText(value), false);
		}
	});
});

describe("the members of a value", () => {
	it("are those of an object", () => {
		assert.deepEqual(membersOf({ a: 1 }), { a: 1 });
		for (const value of [[], "a", null, undefined]) assert.equal(membersOf(value), undefined);
	});
});
