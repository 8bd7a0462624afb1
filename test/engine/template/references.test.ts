import assert from "node:assert/strict";
import {
	dependenciesOf,
	findCycle,
	renameResources,
	visitReferences,
} from "../../../engine/template/references.ts";
import type { CfnResource } from "../../../engine/template/template.ts";

function referencesIn(value: unknown): readonly string[] {
	const found: string[] = [];
	visitReferences(value, (id) => found.push(id));
	return found;
}

const resource = (
	Properties: Readonly<Record<string, unknown>>,
	DependsOn?: string | readonly string[],
): CfnResource => ({
	Type: "AWS::SQS::Queue",
	Properties,
	...(DependsOn !== undefined && { DependsOn }),
});

describe("the references of a template", () => {
	const cases: readonly (readonly [why: string, value: unknown, expected: readonly string[]])[] = [
		["Ref", { A: { Ref: "X" } }, ["X"]],
		["GetAtt as a list", { "Fn::GetAtt": ["X", "Arn"] }, ["X"]],
		["GetAtt as a text", { "Fn::GetAtt": "X.Arn" }, ["X"]],
		["Sub with names and attributes", { "Fn::Sub": "${X}-${Y.Arn}-${ Z }" }, ["X", "Y", "Z"]],
		["Sub without what is escaped", { "Fn::Sub": "${!X} ${Y}" }, ["Y"]],
		[
			"Sub without its own values, but with what is in them",
			{ "Fn::Sub": ["${x}${Y}", { x: { Ref: "Z" } }] },
			["Y", "Z"],
		],
		["deep in maps and lists", { A: [{ B: { "Fn::Join": ["", [{ Ref: "X" }]] } }] }, ["X"]],
		["pseudo parameters, which are names too", { Ref: "AWS::Region" }, ["AWS::Region"]],
		["a property of the name Ref that is no text", { Ref: { Ref: "X" } }, ["X"]],
		["none in texts", { A: "Ref X ${X}" }, []],
		["none in nothing", null, []],
	];
	for (const [why, value, expected] of cases) {
		it(`are found: ${why}`, () => assert.deepEqual(referencesIn(value), expected));
	}

	it("are what a resource waits for, as far as the template has it", () => {
		const known = new Set(["X", "Y", "Z"]);
		assert.deepEqual(
			[...dependenciesOf(resource({ A: { Ref: "X" }, B: { Ref: "AWS::Region" } }, ["Y", "Q"]), known)],
			["X", "Y"],
		);
		assert.deepEqual([...dependenciesOf(resource({}, "Z"), known)], ["Z"]);
	});
});

describe("a circle of resources", () => {
	const to = (...ids: readonly string[]) => resource({ A: ids.map((Ref) => ({ Ref })) });

	const cases: readonly (readonly [
		why: string,
		resources: Readonly<Record<string, CfnResource>>,
		expected: readonly string[] | undefined,
	])[] = [
		["none", { A: to("B", "C"), B: to("C"), C: to() }, undefined],
		["of one", { A: to("A") }, ["A"]],
		["of two", { A: to("B"), B: to("A") }, ["A", "B"]],
		["by DependsOn", { A: resource({}, "B"), B: resource({}, ["A"]) }, ["A", "B"]],
		["behind others that are not in it", { A: to("B"), B: to("C"), C: to("D"), D: to("B") }, ["B", "C", "D"]],
		["none in a diamond", { A: to("B", "C"), B: to("D"), C: to("D"), D: to() }, undefined],
		["none through what is not there", { A: to("Nope") }, undefined],
	];
	for (const [why, resources, expected] of cases) {
		it(`is found: ${why}`, () => assert.deepEqual(findCycle(resources), expected));
	}

	it("is looked for in no time, also in a chain of 500 that all share their ends", () => {
		const ids = Array.from({ length: 500 }, (_, index) => `R${index}`);
		const resources = Object.fromEntries(
			ids.map((id, index) => [id, to(...ids.slice(index + 1, index + 20))]),
		);
		assert.equal(findCycle(resources), undefined);
	}).timeout(30_000);
});

describe("a resource with a new logical id", () => {
	it("has it wherever the template names it", () => {
		const named = (id: string) => ({
			AWSTemplateFormatVersion: "2010-09-09" as const,
			Description: "",
			Resources: {
				[id]: resource({}),
				Other: resource(
					{
						A: { Ref: id },
						B: { "Fn::GetAtt": [id, "Arn"] },
						C: { "Fn::Sub": `\${${id}} \${${id}.Arn} \${!Old}` },
						D: { "Fn::Sub": [`\${${id}.Arn}`, { x: { Ref: id } }] },
						E: "Old",
					},
					id,
				),
			},
			Outputs: {},
		});
		const renamed = renameResources(named("Old"), new Map([["Old", "New"]]));
		const expected = named("New");
		assert.deepEqual(renamed, {
			...expected,
			Resources: { ...expected.Resources, Other: { ...expected.Resources["Other"], DependsOn: ["New"] } },
		});
	});
});
