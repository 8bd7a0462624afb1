import assert from "node:assert/strict";
import fc from "fast-check";
import { Deferred, entryOf, nodeOf, plainValue } from "../../../engine/text/tree.ts";

const here = { start: 3, end: 9 };
const deferred = new Deferred({
	directive: "Secret",
	args: ["db"],
	path: [],
	span: here,
	text: "$Secret('db')",
	unanswered: false,
});

describe("the tree of a config", () => {
	it("is plain data again, whatever JSON it was made of", () => {
		fc.assert(
			fc.property(fc.jsonValue(), (value) => {
				assert.deepEqual(plainValue(nodeOf(value, here)), value);
			}),
		);
	});

	it("puts every part of a made node at the one place where it was written", () => {
		const node = nodeOf({ a: [1, "x"] }, here);
		assert.deepEqual(node, {
			kind: "map",
			span: here,
			entries: [
				{
					key: "a",
					keySpan: here,
					value: {
						kind: "list",
						span: here,
						items: [
							{ kind: "scalar", span: here, value: 1, quoted: false },
							{ kind: "scalar", span: here, value: "x", quoted: true },
						],
					},
				},
			],
		});
	});

	it("keeps deferred values, also inside of others", () => {
		const value = { a: [deferred] };
		assert.equal((plainValue(nodeOf(value, here)) as typeof value).a[0], deferred);
	});

	it("takes what no JSON has for nothing", () => {
		assert.deepEqual(plainValue(nodeOf(undefined, here)), null);
	});

	it("finds the entry of a key, the first one if it is there twice", () => {
		const [one, two] = [nodeOf(1, here), nodeOf(2, here)];
		const map = {
			kind: "map" as const,
			span: here,
			entries: [one, two].map((value) => ({ key: "a", keySpan: here, value })),
		};
		assert.equal(entryOf(map, "a")?.value, one);
		assert.equal(entryOf(map, "b"), undefined);
		assert.equal(entryOf(map, "toString"), undefined);
		assert.equal(entryOf(one, "a"), undefined);
		assert.equal(entryOf(undefined, "a"), undefined);
	});

	it("has members of any name, also of those that objects are born with", () => {
		const text = '{"__proto__":{"a":1},"constructor":2}';
		assert.equal(JSON.stringify(plainValue(nodeOf(JSON.parse(text), here))), text);
	});
});
