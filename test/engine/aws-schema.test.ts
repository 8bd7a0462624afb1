import assert from "node:assert/strict";
import type { WholeTemplate } from "../support/aws-references.ts";
import { checkTemplate, checkWholeTemplate } from "../support/aws-schema.ts";

const check = (Type: string, Properties?: unknown) =>
	checkTemplate({ Resources: { It: { Type, Properties } } });

/** Stands for what the engine fills in later. */
class Slot {
	readonly part = "key";
}

describe("the check against AWS's own schemas", () => {
	const table = (more: object) => ({ Replicas: [{ Region: "eu-west-1" }], KeySchema: [], ...more });

	const cases: readonly (readonly [string, string, unknown, readonly string[]])[] = [
		["accepts what fits", "AWS::SQS::Queue", { QueueName: "a", DelaySeconds: 1, FifoQueue: true }, []],
		["accepts nothing where nothing is required", "AWS::SQS::Queue", undefined, []],
		[
			"accepts intrinsics of any type",
			"AWS::SQS::Queue",
			{ DelaySeconds: { Ref: "A" }, Tags: { "Fn::If": [] } },
			[],
		],
		[
			"accepts what the engine fills in",
			"AWS::Lambda::Function",
			{ Role: "r", Code: { S3Key: new Slot() } },
			[],
		],
		["ignores what is not set", "AWS::SQS::Queue", { DelaySeconds: undefined, Wrong: undefined }, []],
		["tells an unknown type", "AWS::SQS::Quee", {}, ["It: AWS::SQS::Quee is not a resource type"]],
		["tells an unknown property", "AWS::SQS::Queue", { Delay: 1 }, ["It: Delay is not known"]],
		[
			"tells an unknown property far inside",
			"AWS::DynamoDB::GlobalTable",
			table({ GlobalSecondaryIndexes: [{ IndexName: "i", KeySchema: [], Projection: { Type: "ALL" } }] }),
			["It.GlobalSecondaryIndexes[0].Projection: Type is not known"],
		],
		["tells a missing property", "AWS::SQS::QueuePolicy", { Queues: [] }, ["It: PolicyDocument is missing"]],
		[
			"tells a missing property far inside",
			"AWS::DynamoDB::GlobalTable",
			table({ KeySchema: [{ KeyType: "HASH" }] }),
			["It.KeySchema[0]: AttributeName is missing"],
		],
		[
			"tells a tag without a value",
			"AWS::SQS::Queue",
			{ Tags: [{ Key: "a" }] },
			["It.Tags[0]: Value is missing"],
		],
		[
			"tells a text for a number",
			"AWS::SQS::Queue",
			{ DelaySeconds: "1" },
			['It.DelaySeconds: "1" must be a whole number'],
		],
		[
			"tells half a number",
			"AWS::SQS::Queue",
			{ DelaySeconds: 0.5 },
			["It.DelaySeconds: 0.5 must be a whole number"],
		],
		[
			"tells a text for a flag",
			"AWS::SQS::Queue",
			{ FifoQueue: "yes" },
			['It.FifoQueue: "yes" must be true or false'],
		],
		[
			"tells an object for a text",
			"AWS::SQS::Queue",
			{ QueueName: { a: 1, b: 2 } },
			['It.QueueName: {"a":1,"b":2} must be a text'],
		],
		[
			"tells a text for a list",
			"AWS::SQS::QueuePolicy",
			{ Queues: "a", PolicyDocument: {} },
			["It.Queues: must be a list"],
		],
		[
			"tells a list for an object",
			"AWS::S3::Bucket",
			{ VersioningConfiguration: [] },
			["It.VersioningConfiguration: must be an object"],
		],
		[
			"tells a value that is not allowed",
			"AWS::S3::Bucket",
			{ VersioningConfiguration: { Status: "On" } },
			['It.VersioningConfiguration.Status: "On" must be one of Enabled, Suspended'],
		],
		[
			"tells a wrong value of a map",
			"AWS::ApiGatewayV2::Api",
			{ Tags: { a: [] } },
			["It.Tags.a: [] must be a text"],
		],
		[
			"tells a custom resource without its function",
			"Custom::Thing",
			{ a: 1 },
			["It: ServiceToken is missing"],
		],
		["accepts a custom resource", "AWS::CloudFormation::CustomResource", { ServiceToken: "arn", a: 1 }, []],
	];

	for (const [why, type, properties, expected] of cases) {
		it(why, () => assert.deepEqual(check(type, properties), expected));
	}
});

describe("the check of what a template refers to", () => {
	const queue = { Type: "AWS::SQS::Queue" };
	const outputs = (Value: unknown) => ({ Resources: { It: queue }, Outputs: { A: { Value } } });
	const resource = (more: object) => ({ Resources: { It: { ...queue, ...more } } });

	const cases: readonly (readonly [string, WholeTemplate, readonly string[]])[] = [
		["accepts what is there", outputs([{ Ref: "It" }, { "Fn::GetAtt": ["It", "Arn"] }]), []],
		["accepts pseudo parameters", outputs({ "Fn::Sub": "${AWS::Region}-${It.Arn}-${!It.Url}" }), []],
		["accepts a name of the text itself", outputs({ "Fn::Sub": ["${name}", { name: { Ref: "It" } }] }), []],
		[
			"accepts what a custom resource may answer",
			{
				Resources: { It: { Type: "Custom::It", Properties: { ServiceToken: "arn" } } },
				Outputs: { A: { Value: { "Fn::GetAtt": "It.Anything" } } },
			},
			[],
		],
		[
			"tells a resource that is not there",
			outputs({ Ref: "At" }),
			["Outputs.A.Value: refers to At, which the template does not have"],
		],
		[
			"tells a misspelled pseudo parameter",
			outputs({ Ref: "AWS::Regoin" }),
			["Outputs.A.Value: AWS::Regoin is not a pseudo parameter"],
		],
		[
			"tells an attribute that the type does not have",
			outputs({ "Fn::GetAtt": ["It", "Url"] }),
			["Outputs.A.Value: AWS::SQS::Queue has no attribute Url"],
		],
		[
			"tells an attribute in a text",
			outputs({ "Fn::Sub": "a-${It.Url}" }),
			["Outputs.A.Value: AWS::SQS::Queue has no attribute Url"],
		],
		[
			"tells what is in the values of a text",
			outputs({ "Fn::Sub": ["${a}", { a: { Ref: "At" } }] }),
			["Outputs.A.Value.a: refers to At, which the template does not have"],
		],
		[
			"tells a dependency that is not there",
			resource({ DependsOn: ["At"] }),
			["It: depends on At, which the template does not have"],
		],
		[
			"tells a snapshot of what has none",
			resource({ DeletionPolicy: "Snapshot" }),
			["It: AWS::SQS::Queue cannot have the DeletionPolicy Snapshot"],
		],
		[
			"tells resources that wait for each other",
			{
				Resources: {
					It: { ...queue, DependsOn: "At" },
					At: { ...queue, Properties: { QueueName: { Ref: "It" } } },
				},
			},
			["It → At → It: wait for each other"],
		],
	];

	for (const [why, template, expected] of cases) {
		it(why, () => assert.deepEqual(checkWholeTemplate(template), expected));
	}
});
