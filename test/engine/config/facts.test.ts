import assert from "node:assert/strict";
import fc from "fast-check";
import {
	gitFacts,
	MAX_TEXT_BYTES,
	textAnswer,
	textOf,
	type Want,
	wantKey,
} from "../../../engine/config/facts.ts";

const want: fc.Arbitrary<Want> = fc.oneof(
	fc.record({ kind: fc.constant("path" as const), path: fc.string() }),
	fc.record({ kind: fc.constant("text" as const), path: fc.string() }),
	fc.record({ kind: fc.constant("git" as const), fact: fc.constantFrom(...gitFacts) }),
	fc.record({ kind: fc.constant("argument" as const), name: fc.string() }),
	fc.constant({ kind: "profile" as const }),
	fc.constant({ kind: "settings" as const }),
	fc.record({ kind: fc.constant("secret" as const), name: fc.string() }),
	fc.record({ kind: fc.constant("parameter" as const), name: fc.string() }),
	fc.record({
		kind: fc.constant("outputs" as const),
		stack: fc.string(),
		region: fc.constantFrom("eu-west-1", "us-east-1"),
	}),
	fc.record({ kind: fc.constant("hosted-zone" as const), domain: fc.string() }),
	fc.record({ kind: fc.constant("name-servers" as const), domain: fc.string() }),
	fc.record({
		kind: fc.constant("certificate" as const),
		domain: fc.domain(),
		region: fc.constantFrom("eu-west-1", "us-east-1"),
		notOf: fc.string(),
	}),
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

describe("the answer to a want for a text", () => {
	it("is told apart from the words that say why there is none", () => {
		assert.equal(textOf(textAnswer("missing")), "missing");
		assert.equal(textOf(textAnswer("")), "");
		assert.equal(textOf("missing"), undefined);
	});

	it("is none for a file that no template could hold", () =>
		assert.equal(textAnswer("x".repeat(MAX_TEXT_BYTES + 1)), "too-large"));
});
