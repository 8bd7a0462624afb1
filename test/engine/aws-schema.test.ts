import assert from "node:assert/strict";
import { checkTemplate } from "../support/aws-schema.ts";

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
