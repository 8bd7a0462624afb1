import assert from "node:assert/strict";
import fc from "fast-check";
import { diffTemplates, sameJson } from "../../../engine/template/diff.ts";
import type { CfnResource, Template } from "../../../engine/template/template.ts";

function template(
	Resources: Readonly<Record<string, CfnResource>>,
	Outputs: Template["Outputs"] = {},
): Template {
	return { AWSTemplateFormatVersion: "2010-09-09", Description: "x", Resources, Outputs };
}

const queue = (
	Properties: Readonly<Record<string, unknown>>,
	more: Partial<CfnResource> = {},
): CfnResource => ({
	Type: "AWS::SQS::Queue",
	Properties,
	...more,
});

/** A change in one line. */
function diff(before: Template, after: Template): readonly string[] {
	return diffTemplates(before, after).map((change) =>
		change.kind === "changed"
			? `changed ${change.id}: ${change.changed.join(" ")}`
			: `${change.kind} ${change.id}`,
	);
}

/**
 * JSON without keys that are a backslash or a quotation mark alone: V8 13.6 takes the second for the first when it
 * parses an object like one that it has parsed before.
 */
const anyValue = fc.jsonValue().filter((value) => !/"\\[\\"]":/.test(JSON.stringify(value)));

const anyTemplate: fc.Arbitrary<Template> = fc
	.dictionary(
		fc.constantFrom("A", "B", "C", "constructor", "toString"),
		fc.record({
			Type: fc.constantFrom("AWS::SQS::Queue", "AWS::SNS::Topic"),
			Properties: fc.dictionary(fc.constantFrom("P", "Q"), anyValue),
			DependsOn: fc.constantFrom("A", ["B", "A"], ["A", "B"], []),
		}),
	)
	.map((resources) => template(resources));

describe("the difference of two templates", () => {
	const cases: readonly (readonly [
		why: string,
		before: Template,
		after: Template,
		expected: readonly string[],
	])[] = [
		["nothing", template({ A: queue({ B: [1] }) }), template({ A: queue({ B: [1] }) }), []],
		["a new resource", template({}), template({ A: queue({}) }), ["added A"]],
		["a resource that is gone", template({ A: queue({}) }), template({}), ["removed A"]],
		[
			"a new resource with a name that objects are born with",
			template({}),
			template({ constructor: queue({}) }),
			["added constructor"],
		],
		[
			"a changed property",
			template({ A: queue({ B: 1 }) }),
			template({ A: queue({ B: 2 }) }),
			["changed A: B"],
		],
		[
			"a property that is gone",
			template({ A: queue({ B: 1 }) }),
			template({ A: queue({}) }),
			["changed A: B"],
		],
		[
			"a property deep inside, by its top name",
			template({ A: queue({ B: { C: [1] } }) }),
			template({ A: queue({ B: { C: [2] } }) }),
			["changed A: B"],
		],
		[
			"an undefined property is none",
			template({ A: queue({ B: undefined }) }),
			template({ A: queue({}) }),
			[],
		],
		[
			"keys in another order are the same",
			template({ A: queue({ B: { c: 1, d: 2 } }) }),
			template({ A: queue({ B: { d: 2, c: 1 } }) }),
			[],
		],
		[
			"items in another order are not",
			template({ A: queue({ B: [1, 2] }) }),
			template({ A: queue({ B: [2, 1] }) }),
			["changed A: B"],
		],
		[
			"another type",
			template({ A: queue({}) }),
			template({ A: { Type: "AWS::SNS::Topic", Properties: {} } }),
			["changed A: <Type>"],
		],
		[
			"a policy",
			template({ A: queue({}) }),
			template({ A: queue({}, { DeletionPolicy: "Retain" }) }),
			["changed A: <DeletionPolicy>"],
		],
		[
			"the same DependsOn in another form",
			template({ A: queue({}, { DependsOn: "B" }) }),
			template({ A: queue({}, { DependsOn: ["B"] }) }),
			[],
		],
		[
			"DependsOn in another order",
			template({ A: queue({}, { DependsOn: ["B", "C"] }) }),
			template({ A: queue({}, { DependsOn: ["C", "B"] }) }),
			[],
		],
		[
			"another DependsOn",
			template({ A: queue({}) }),
			template({ A: queue({}, { DependsOn: ["B"] }) }),
			["changed A: <DependsOn>"],
		],
		[
			"a resource without properties",
			template({ A: { Type: "AWS::SQS::Queue" } }),
			template({ A: queue({}) }),
			[],
		],
		[
			"outputs",
			template({}, { A: { Value: 1 }, B: { Value: 1 } }),
			template({}, { B: { Value: 2 }, C: { Value: 1 } }),
			["output A", "output B", "output C"],
		],
	];
	for (const [why, before, after, expected] of cases) {
		it(`is ${why}`, () => assert.deepEqual(diff(before, after), expected));
	}

	it("has other sections in it", () => {
		const other = { ...template({}), Parameters: { A: { Type: "String" } } };
		assert.deepEqual(diff(template({}), other), ["section Parameters"]);
	});

	it("has both sides of a change", () => {
		const [change] = diffTemplates(template({ A: queue({ B: 1 }) }), template({ A: queue({ B: 2 }) }));
		assert.ok(change?.kind === "changed");
		assert.deepEqual([change.before.Properties, change.after.Properties], [{ B: 1 }, { B: 2 }]);
	});

	it("of a template and itself is empty, also after it was printed and read again", () => {
		fc.assert(
			fc.property(anyTemplate, (one) => {
				assert.deepEqual(diff(one, one), []);
				assert.deepEqual(diff(one, JSON.parse(JSON.stringify(one))), []);
			}),
		);
	});

	it("is the same in both directions, with what is added on one side removed on the other", () => {
		const turned = (change: string) =>
			change.startsWith("added") ? change.replace("added", "removed") : change.replace("removed", "added");
		const sorted = (changes: readonly string[]) =>
			changes.map((change) => change.split(" ").toSorted().join(" ")).toSorted();
		fc.assert(
			fc.property(anyTemplate, anyTemplate, (left, right) => {
				assert.deepEqual(sorted(diff(left, right)), sorted(diff(right, left).map(turned)));
			}),
		);
	});
});

describe("equal JSON", () => {
	it("is what prints the same, but for the order of keys", () => {
		fc.assert(
			fc.property(fc.jsonValue(), fc.jsonValue(), (left, right) => {
				assert.equal(sameJson(left, structuredClone(left)), true);
				if (JSON.stringify(left) === JSON.stringify(right)) assert.ok(sameJson(left, right));
				assert.equal(sameJson(left, right), sameJson(right, left));
			}),
		);
	});

	it("is not a list and a map of the same members", () => assert.equal(sameJson(["a"], { 0: "a" }), false));
	it("is not null and nothing in it", () => assert.equal(sameJson({ a: null }, {}), false));
});
