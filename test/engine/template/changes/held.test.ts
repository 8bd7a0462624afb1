import assert from "node:assert/strict";
import { classifyChanges } from "../../../../engine/template/changes/classify.ts";
import { heldBy } from "../../../../engine/template/changes/held.ts";
import type { CfnResource, Template } from "../../../../engine/template/template.ts";

const template = (Resources: Template["Resources"]): Template => ({
	AWSTemplateFormatVersion: "2010-09-09",
	Description: "",
	Resources,
	Outputs: {},
});

const role = (more: object = {}): CfnResource => ({ Type: "AWS::IAM::Role", Properties: { ...more } });
const fn = (more: object = {}): CfnResource => ({
	Type: "AWS::Lambda::Function",
	DependsOn: ["Logs"],
	Properties: {
		Code: { S3Key: "api.zip" },
		MemorySize: 128,
		Role: { "Fn::GetAtt": ["Role", "Arn"] },
		...more,
	},
});
const logs = (days: number): CfnResource => ({
	Type: "AWS::Logs::LogGroup",
	Properties: { RetentionInDays: days },
});
const base = { Api: fn(), Role: role(), Logs: logs(1) };

const cases: Record<string, readonly [Template["Resources"], readonly string[]]> = {
	"nothing, when only what can be swapped changes": [{ ...base, Api: fn({ MemorySize: 256 }) }, []],
	"its runtime": [{ ...base, Api: fn({ Runtime: "x" }) }, ["Api Runtime"]],
	"its role": [{ ...base, Role: role({ Policies: ["a"] }) }, ["Role Policies"]],
	"a new policy of its role": [
		{ ...base, More: { Type: "AWS::IAM::Policy", Properties: { Roles: [{ Ref: "Role" }] } } },
		["More added"],
	],
	"no policy of another role": [
		{ ...base, More: { Type: "AWS::IAM::Policy", Properties: { Roles: [{ Ref: "Other" }] } } },
		[],
	],
	"a new resource that it reads": [
		{
			...base,
			Api: fn({ Environment: { Variables: { JOBS: { Ref: "Jobs" } } } }),
			Jobs: { Type: "AWS::SQS::Queue" },
		},
		["Api Environment.Variables.JOBS", "Jobs added"],
	],
	"no resource that it does not know": [{ ...base, Jobs: { Type: "AWS::SQS::Queue" } }, []],
	"no change of its log group": [{ ...base, Logs: logs(7) }, []],
	"no tags and no reserved concurrency": [
		{ ...base, Api: fn({ Tags: [{ Key: "a", Value: "b" }], ReservedConcurrentExecutions: 1 }) },
		[],
	],
	"no order of creation": [{ ...base, Api: { ...fn(), DependsOn: ["Logs", "Role"] } }, []],
};

describe("a swap of a function is held back by", () => {
	for (const [name, [resources, expected]] of Object.entries(cases)) {
		it(name, () => {
			const wanted = template(resources);
			const held = heldBy("Api", wanted, classifyChanges(template(base), wanted));
			assert.deepEqual(
				held.map(({ id, property, change }) => `${id} ${property ?? change}`),
				expected,
			);
		});
	}

	it("nothing, when there is no such function", () => {
		assert.deepEqual(heldBy("Api", template({}), classifyChanges(template(base), template({}))), []);
	});
});
