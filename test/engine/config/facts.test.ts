import assert from "node:assert/strict";
import fc from "fast-check";
import { type Want, wantKey } from "../../../engine/config/facts.ts";

const want: fc.Arbitrary<Want> = fc.oneof(
	fc.record({ kind: fc.constant("path" as const), path: fc.string() }),
	fc.record({ kind: fc.constant("secret" as const), name: fc.string() }),
);

describe("the key of a want", () => {
	it("is readable", () => {
		assert.equal(wantKey({ kind: "path", path: "src/a.ts" }), "path:src/a.ts");
		assert.equal(wantKey({ kind: "secret", name: "db" }), "secret:db");
	});

	it("is the same for the same want only", () => {
		fc.assert(
			fc.property(want, want, (left, right) => {
				assert.equal(wantKey(left) === wantKey(right), JSON.stringify(left) === JSON.stringify(right));
			}),
		);
	});
});
