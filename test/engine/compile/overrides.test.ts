import assert from "node:assert/strict";
import { applyOverride } from "../../../engine/compile/overrides.ts";
import { compileText } from "./compile-text.ts";

type Values = Readonly<Record<string, unknown>>;

describe("an override", () => {
	// config-language.md, section 8.
	const cases: readonly (readonly [
		why: string,
		before: Values,
		path: string,
		value: unknown,
		after: Values,
	])[] = [
		["sets a property", { A: 1 }, "B", 2, { A: 1, B: 2 }],
		["replaces a property", { A: 1 }, "A", "x", { A: "x" }],
		[
			"merges an object into an existing one",
			{ A: { b: 1, c: { d: 2 } } },
			"A",
			{ c: { e: 3 } },
			{ A: { b: 1, c: { d: 2, e: 3 } } },
		],
		["replaces a list", { A: [1, 2] }, "A", [3], { A: [3] }],
		["replaces a text by an object", { A: "x" }, "A", { b: 1 }, { A: { b: 1 } }],
		[
			"replaces what CloudFormation fills in instead of merging into it",
			{ A: { Ref: "X" } },
			"A",
			{ b: 1 },
			{ A: { b: 1 } },
		],
		[
			"puts in what CloudFormation fills in as a whole",
			{ A: { b: 1 } },
			"A",
			{ Ref: "X" },
			{ A: { Ref: "X" } },
		],
		["sets deep inside", { A: { B: { C: 1, D: 2 } } }, "A.B.C", 9, { A: { B: { C: 9, D: 2 } } }],
		["makes missing levels", {}, "A.B.C", 9, { A: { B: { C: 9 } } }],
		["reaches an item by brackets", { A: [{ B: 1 }, { B: 2 }] }, "A[1].B", 9, { A: [{ B: 1 }, { B: 9 }] }],
		["reaches an item by its number", { A: [1, 2] }, "A.0", 9, { A: [9, 2] }],
		["adds an item", { A: [1] }, "A[1]", 2, { A: [1, 2] }],
		["makes a list for a missing level with a number", {}, "A[0].B", 1, { A: [{ B: 1 }] }],
		["makes a list for a missing level with a number between dots", {}, "A.0.B", 1, { A: [{ B: 1 }] }],
		["takes a numeric segment as a key of a map", { A: {} }, "A.0", 1, { A: { "0": 1 } }],
		["sets null", { A: 1 }, "A", null, { A: null }],
		[
			"takes the rest as one key in Parameters",
			{},
			"Parameters.rds.force_ssl",
			1,
			{ Parameters: { "rds.force_ssl": 1 } },
		],
		[
			"takes the rest as one key in AdvancedOptions",
			{ AdvancedOptions: {} },
			"AdvancedOptions.a.b",
			"x",
			{ AdvancedOptions: { "a.b": "x" } },
		],
		[
			"takes the rest as one key in a map with special keys",
			{ Labels: { "a/b": 1 } },
			"Labels.c.d",
			2,
			{ Labels: { "a/b": 1, "c.d": 2 } },
		],
		[
			"sets an object by its path there all the same",
			{ Labels: { "a/b": 1 } },
			"Labels.c.d",
			{ e: 1 },
			{ Labels: { "a/b": 1, c: { d: { e: 1 } } } },
		],
		[
			"sets by its path in a map with plain keys",
			{ Labels: { a_b: 1 } },
			"Labels.c.d",
			2,
			{ Labels: { a_b: 1, c: { d: 2 } } },
		],
	];
	for (const [why, before, path, value, after] of cases) {
		it(why, () => {
			const copy = structuredClone(before);
			assert.deepEqual(applyOverride(before, { path }, value), after);
			assert.deepEqual(before, copy, "the properties before must stay as they are");
		});
	}

	it("reaches the properties of a resource, with its directives resolved, and nothing else of it", () => {
		const { compiled, problems } = compileText(`resources:
  files: {type: bucket}
  jobs:
    type: sqs-queue
    overrides:
      JobsQueue:
        KmsMasterKeyId: $Format('alias/{}', $Stage())
        RedriveAllowPolicy.sourceQueueArns[0]: $ResourceParam('files', 'arn')
        VisibilityTimeout: 7
        Type: nope
`);
		// AWS knows no such property, which is said; it is a property all the same.
		assert.deepEqual(
			problems.map(({ code }) => code),
			["unknown-override-path"],
		);
		const { Type, Properties } = compiled.template.Resources["JobsQueue"] ?? {};
		assert.equal(Type, "AWS::SQS::Queue");
		assert.equal(Properties?.["KmsMasterKeyId"], "alias/dev");
		assert.equal(Properties?.["VisibilityTimeout"], 7);
		assert.equal(Properties?.["QueueName"], "proj-dev-jobs");
		assert.equal(Properties?.["Type"], "nope");
	});
});
