import assert from "node:assert/strict";
import {
	knownParameters,
	machineFacets,
	type Resolver,
	resolveReferences,
} from "../../../../engine/template/changes/machine-changes.ts";
import type { Template } from "../../../../engine/template/template.ts";

const resolver: Resolver = {
	ref: (name) => ({ Jobs: "jobs-url", "AWS::Region": "eu-west-1" })[name],
	attribute: (id, attribute) => (id === "Api" && attribute === "Arn" ? "api-arn" : undefined),
};

const resolved = (value: unknown) => resolveReferences(value, resolver)?.value;

describe("references outside CloudFormation", () => {
	it("are replaced wherever they stand", () => {
		assert.deepEqual(
			resolved({
				a: [{ Ref: "Jobs" }, { "Fn::GetAtt": ["Api", "Arn"] }],
				b: { "Fn::Sub": "in ${AWS::Region}: ${Api.Arn} ${!kept}" },
				c: { "Fn::Join": ["-", ["x", { Ref: "Jobs" }]] },
				d: { "Fn::Sub": ["${own}!", { own: { Ref: "Jobs" } }] },
				e: 1,
			}),
			{
				a: ["jobs-url", "api-arn"],
				b: "in eu-west-1: api-arn ${kept}",
				c: "x-jobs-url",
				d: "jobs-url!",
				e: 1,
			},
		);
	});

	it("that are not known make the whole unknown, and so does a secret", () => {
		for (const value of [
			{ Ref: "Other" },
			{ "Fn::GetAtt": ["Jobs", "Arn"] },
			{ "Fn::Sub": "${Other}" },
			{ "Fn::ImportValue": "x" },
			"{{resolve:secretsmanager:a}}",
		])
			assert.equal(resolveReferences({ a: [value] }, resolver), undefined, JSON.stringify(value));
	});
});

describe("what changes of a state machine", () => {
	const template = { Resources: { Api: { Type: "AWS::Lambda::Function" } } } as unknown as Template;
	const kinds = (after: unknown) =>
		machineFacets({ Definition: { States: {} } }, { Definition: after }, ["Definition"], template).map(
			({ kind }) => kind,
		);

	it("is a swap when all of its references will be known", () => {
		assert.deepEqual(kinds({ States: { a: { "Fn::GetAtt": ["Api", "Arn"] } } }), ["swap"]);
		assert.deepEqual(kinds({ States: { a: { "Fn::GetAtt": ["Api", "Other"] } } }), ["defer"]);
		for (const name of knownParameters) assert.deepEqual(kinds({ a: { Ref: name } }), ["swap"]);
	});

	it("is left to CloudFormation otherwise", () => {
		assert.deepEqual(
			machineFacets({}, {}, ["RoleArn", "Tags"], template).map(({ kind }) => kind),
			["defer", "defer"],
		);
	});
});
