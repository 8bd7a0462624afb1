import assert from "node:assert/strict";
import { deployedValues } from "../../../../engine/deploy/scripts/deployed-values.ts";
import { evaluate, Unknowable, type World } from "../../../../engine/deploy/scripts/evaluate.ts";
import type { Template } from "../../../../engine/template/template.ts";

const secrets: Readonly<Record<string, string>> = {
	"db::": "whole",
	"db:password:": "pa$$word",
	"db:password:v1": "old",
	"arn:aws:secretsmanager:eu-west-1:1:secret:x::": "by arn",
	"evil::": "{{resolve:secretsmanager:db:SecretString:password::}}",
};

function worldOf(deployed?: World["deployed"]): World {
	return {
		deployed,
		exports: new Map([["OtherDevUrl", "https://other"]]),
		secrets: {
			secret: async (name, key, version) => secrets[`${name}:${key}:${version}`],
			parameter: async (name) => (name === "/a/b" ? "param" : undefined),
		},
		hidden: new Set(),
	};
}

const host = { "Fn::GetAtt": ["DbInstance", "Endpoint.Address"] };

const template: Template = {
	AWSTemplateFormatVersion: "2010-09-09",
	Description: "",
	Resources: {},
	Outputs: {
		QueueArn: { Value: { "Fn::GetAtt": ["Queue", "Arn"] } },
		Plain: { Value: "x" },
		StpStackInfoMap: {
			Value: {
				"Fn::Sub": [
					'{"resources":{"db":{"host":"${sub0}","text":"a ${!x} ${sub1}:5432/${sub2}"}}}',
					{ sub0: host, sub1: { Ref: "A" }, sub2: { Ref: "B" } },
				],
			},
		},
	},
};

const deployed = deployedValues(
	{
		name: "shop-dev",
		id: "arn:aws-cn:cloudformation:cn-north-1:1:stack/shop-dev/1",
		status: "UPDATE_COMPLETE",
		outputs: {
			QueueArn: "arn:queue",
			StpStackInfoMap: '{"resources":{"db":{"host":"db.internal","text":"a ${x} one:5432/two"}}}',
		},
		tags: {},
		terminationProtection: false,
		createdAt: 0,
	},
	template,
	[
		{ logicalId: "Bucket", physicalId: "shop-bucket", type: "AWS::S3::Bucket", status: "CREATE_COMPLETE" },
		{ logicalId: "Late", type: "AWS::S3::Bucket", status: "CREATE_IN_PROGRESS" },
	],
	{ project: "shop", stage: "dev", region: "cn-north-1", account: "111111111111" },
);

describe("real values of what a template leaves to CloudFormation", () => {
	const cases: readonly (readonly [why: string, value: unknown, expected: string])[] = [
		["a text", "plain", "plain"],
		["a number", 5, "5"],
		["a truth", true, "true"],
		["an output", { "Fn::GetAtt": ["Queue", "Arn"] }, "arn:queue"],
		["a value of the overview", host, "db.internal"],
		["a value inside of a text of the overview", { Ref: "B" }, "two"],
		["the id of a resource", { Ref: "Bucket" }, "shop-bucket"],
		[
			"pseudo parameters",
			{ "Fn::Sub": "${AWS::Partition} ${AWS::Region} ${AWS::AccountId} ${AWS::URLSuffix}" },
			"aws-cn cn-north-1 111111111111 amazonaws.com.cn",
		],
		[
			"a text with holes",
			{
				"Fn::Sub": ["${!a} ${host}:${port}/${Bucket} ${DbInstance.Endpoint.Address}", { host, port: "5432" }],
			},
			"${a} db.internal:5432/shop-bucket db.internal",
		],
		["joined texts", { "Fn::Join": [",", ["a", host]] }, "a,db.internal"],
		["a part of a text", { "Fn::Select": [1, { "Fn::Split": [".", host] }] }, "internal"],
		["an item of a list", { "Fn::Select": ["0", ["a", "b"]] }, "a"],
		["an import", { "Fn::ImportValue": "OtherDevUrl" }, "https://other"],
		["a secret", "{{resolve:secretsmanager:db:SecretString:::}}", "whole"],
		[
			"a key of a secret, in a text",
			"pw={{resolve:secretsmanager:db:SecretString:password::}}!",
			"pw=pa$$word!",
		],
		["a version of a secret", "{{resolve:secretsmanager:db:SecretString:password::v1}}", "old"],
		[
			"a secret by its ARN",
			"{{resolve:secretsmanager:arn:aws:secretsmanager:eu-west-1:1:secret:x:SecretString:::}}",
			"by arn",
		],
		["a parameter", "{{resolve:ssm:/a/b:3}}", "param"],
		[
			"a secret in a text with holes",
			{ "Fn::Sub": ["${p}@${h}", { p: "{{resolve:secretsmanager:db:SecretString:password::}}", h: host }] },
			"pa$$word@db.internal",
		],
		[
			"a secret that looks like a reference, left alone",
			{ "Fn::Sub": ["${p}", { p: "{{resolve:secretsmanager:evil:SecretString:::}}" }] },
			"{{resolve:secretsmanager:db:SecretString:password::}}",
		],
		[
			"a reference whose name has a hole",
			{ "Fn::Sub": ["{{resolve:secretsmanager:${n}:SecretString:password::}}", { n: "db" }] },
			"pa$$word",
		],
	];
	for (const [why, value, expected] of cases) {
		it(`are found for ${why}`, async () => assert.equal(await evaluate(value, worldOf(deployed)), expected));
	}

	const unknown: readonly (readonly [why: string, value: unknown, reason: string])[] = [
		[
			"an attribute",
			{ "Fn::GetAtt": ["Bucket", "Arn"] },
			"the deployed stack does not tell Arn of Bucket: deploy it again",
		],
		["a resource", { Ref: "Other" }, "the deployed stack has no resource Other"],
		["a hole", { "Fn::Sub": "${Other}" }, "the deployed stack has no resource Other"],
		["a joined text", { "Fn::Join": ["", [{ Ref: "Other" }]] }, "the deployed stack has no resource Other"],
		[
			"a part",
			{ "Fn::Select": [0, { "Fn::Split": [".", { Ref: "Other" }] }] },
			"the deployed stack has no resource Other",
		],
		[
			"a list of another function",
			{ "Fn::Join": ["", { "Fn::Cidr": [] }] },
			"only CloudFormation computes Fn::Cidr",
		],
		["another function", { "Fn::FindInMap": [] }, "only CloudFormation computes Fn::FindInMap"],
		[
			"an import that nobody asked for",
			{ "Fn::ImportValue": "X" },
			"only CloudFormation computes Fn::ImportValue",
		],
		["a map", { a: 1 }, "it is no text"],
		["a secret", "{{resolve:secretsmanager:none:SecretString:::}}", 'there is no secret "none"'],
		[
			"a key",
			"{{resolve:secretsmanager:db:SecretString:user::}}",
			'there is no key "user" in the secret "db"',
		],
		["a parameter", "{{resolve:ssm-secure:/none}}", 'there is no parameter "/none"'],
	];
	for (const [why, value, reason] of unknown) {
		it(`are not made up for ${why} that is not there`, async () => {
			const result = await evaluate(value, worldOf(deployed));
			assert.ok(result instanceof Unknowable);
			assert.equal(result.reason, reason);
		});
	}

	it("wait for the deploy where they need it", async () => {
		for (const value of [host, { Ref: "AWS::Region" }, { "Fn::Sub": "${A.B}" }]) {
			const result = await evaluate(value, worldOf());
			assert.ok(result instanceof Unknowable && result.isUndeployed, JSON.stringify(value));
		}
		assert.equal(await evaluate("{{resolve:secretsmanager:db:SecretString:::}}", worldOf()), "whole");
	});

	it("are hidden when they are secrets", async () => {
		const world = worldOf(deployed);
		await evaluate("{{resolve:secretsmanager:db:SecretString:password::}} {{resolve:ssm:/a/b:1}}", world);
		await evaluate("{{resolve:ssm-secure:/a/b:1}}", world);
		assert.deepEqual([...world.hidden], ["pa$$word", "param"]);
	});

	it("are none for an overview that cannot be read", () => {
		const { values } = deployedValues(
			{
				name: "a",
				id: "arn:aws:x",
				status: "",
				outputs: { StpStackInfoMap: "{" },
				tags: {},
				terminationProtection: false,
				createdAt: 0,
			},
			template,
			[],
			{ project: "a", stage: "b", region: "eu-west-1" },
		);
		assert.equal(values.size, 0);
	});
});
