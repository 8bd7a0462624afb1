import assert from "node:assert/strict";
import { parseConfig } from "../../../engine/config/parse.ts";
import type { Problem } from "../../../engine/report/problem.ts";
import { checkValue } from "../../../engine/schema/check.ts";
import { checkOrder } from "../../../engine/schema/check-order.ts";
import { createPlaces } from "../../../engine/schema/places.ts";
import { readSchema } from "../../../engine/schema/read.ts";
import { integer, object, optional } from "../../../engine/schema/schema.ts";
import type { Walk } from "../../../engine/schema/walk.ts";
import { assertProblems } from "../../support/marked.ts";

const range = readSchema(
	object(
		"A range.",
		{
			from: optional(integer("From.", { default: 1 })),
			to: optional(integer("To.", { default: 2, maximum: 10 })),
		},
		{ ordered: ["from", "to"] },
	),
);

function check(marked: string): void {
	const { root } = parseConfig({ path: "a.yml", text: marked });
	assert.ok(root);
	const { problems } = checkValue(range, root, { name: "the range", span: { start: 0, end: 0 } });
	assertProblems(marked, problems);
}

describe("two numbers that have an order", () => {
	it("are told of at the greater one that is less", () =>
		check(`from: 5
to: 3
#   ^ minimum-above-maximum: to is 3, but must be at least from, which is 5
`));

	it("are told of where only one is written", () => {
		check(`from: 5
#     ^ minimum-above-maximum: from is 5, but to is 2 when it is left out
`);
		check(`to: 0
#   ^ minimum-above-maximum: to is 0, but must be at least from, which is 1
`);
	});

	it("may be equal", () => check("from: 3\nto: 3\n"));

	it("are told of once where one of them is wrong by itself", () =>
		check(`from: 50
to: 30
#   ^^ number-out-of-range: to is 30, but must be at most 10
`));

	it("are nothing to a schema that names none", () => {
		const problems: Problem[] = [];
		const walk: Walk = { problems, mentions: [], places: createPlaces({ start: 0, end: 0 }), unknown: [] };
		const { root } = parseConfig({ path: "a.yml", text: "from: 5\nto: 3\n" });
		assert.ok(root);
		const spot = { node: root, path: [], keySpan: root.span, name: "it", holder: {}, knownBefore: false };
		const { ordered: _none, ...schema } = range;
		checkOrder(schema, { from: 5, to: 3 }, spot, walk);
		assert.deepEqual(problems, []);
		checkOrder(range, { from: 5, to: 3 }, spot, walk);
		assert.equal(problems.length, 1);
	});
});
