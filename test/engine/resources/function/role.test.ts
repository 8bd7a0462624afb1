import assert from "node:assert/strict";
import { roleChild } from "../../../../engine/resources/function/role.ts";
import { getAtt } from "../../../../engine/template/intrinsics.ts";
import { resourcesOf } from "../../../support/placed.ts";
import { around, exampleFunction, propertiesOf, type Values } from "./example.ts";

type Policy = { readonly PolicyName: string; readonly PolicyDocument: unknown };

function policiesOf(values: Partial<Values>, options: Parameters<typeof around>[1] = {}): readonly Policy[] {
	const fn = exampleFunction(values);
	const policies = propertiesOf(resourcesOf([roleChild(fn, around([fn], options))]), "ApiRole")["Policies"];
	return Array.isArray(policies) ? policies : [];
}

const statementsOf = (policies: readonly Policy[], name: string) =>
	policies.find(({ PolicyName }) => PolicyName === name)?.PolicyDocument;

const logging = {
	PolicyName: "allow-cloudwatch-logging-policy",
	PolicyDocument: {
		Version: "2012-10-17",
		Statement: [
			{
				Effect: "Allow",
				Action: [
					"logs:PutLogEvents",
					"logs:DescribeLogGroups",
					"logs:DescribeLogStreams",
					"logs:CreateLogStream",
				],
				Resource: ["", ":*", ":*:*"].map((end) => ({
					"Fn::Sub": `arn:\${AWS::Partition}:logs:*:\${AWS::AccountId}:log-group:/aws/lambda/proj-dev-api${end}`,
				})),
			},
		],
	},
};

describe("the role of a function", () => {
	it("trusts Lambda in the region and at the edge, and may write logs", () => {
		const fn = exampleFunction();
		assert.deepEqual(resourcesOf([roleChild(fn, around([fn]))]), {
			ApiRole: {
				Type: "AWS::IAM::Role",
				Properties: {
					RoleName: "proj-dev-api-eu-west-1",
					AssumeRolePolicyDocument: {
						Version: "2012-10-17",
						Statement: [
							{
								Effect: "Allow",
								Principal: { Service: ["lambda.amazonaws.com", "edgelambda.amazonaws.com"] },
								Action: ["sts:AssumeRole"],
							},
						],
					},
					Policies: [logging],
				},
			},
		});
	});

	it("may write logs also when they are off", () =>
		assert.deepEqual(policiesOf({ logging: { disabled: true } }), [logging]));

	it("has the policies in the format's order", () => {
		const connections = () => ({
			statements: [{ Effect: "Allow", Action: ["s3:ListBucket"], Resource: ["arn"] }],
			environment: {},
			children: () => [],
		});
		const values: Partial<Values> = {
			iamRoleStatements: [{ Resource: ["*"] }],
			destinations: { onFailure: "arn:aws:sqs:eu-west-1:123456789012:failures" },
		};
		assert.deepEqual(
			policiesOf(values, { connections }).map(({ PolicyName }) => PolicyName),
			[
				"allow-cloudwatch-logging-policy",
				"custom-iam-role-statements",
				"custom-allow-access-to-policy-statements",
				"allow-destinations",
			],
		);
	});

	it("takes over the user's statements and adds those of the events", () => {
		const values: Partial<Values> = {
			iamRoleStatements: [
				{
					Sid: "Read",
					Effect: "Deny",
					Action: ["s3:Get*"],
					Resource: ["*"],
					Condition: { Bool: { "aws:SecureTransport": "false" } },
				},
				{ Resource: [getAtt("Table", "Arn")] },
			],
			events: [
				{ type: "sqs", properties: { sqsQueueName: "jobs" } },
				{ type: "sqs", properties: { sqsQueueArn: "arn:aws:sqs:eu-west-1:123456789012:other" } },
				{ type: "sqs", properties: { sqsQueueName: "jobs" } },
			],
		};
		assert.deepEqual(statementsOf(policiesOf(values), "custom-iam-role-statements"), {
			Version: "2012-10-17",
			Statement: [
				{
					Sid: "Read",
					Effect: "Deny",
					Action: ["s3:Get*"],
					Resource: ["*"],
					Condition: { Bool: { "aws:SecureTransport": "false" } },
				},
				{ Effect: "Allow", Action: "*", Resource: [{ "Fn::GetAtt": ["Table", "Arn"] }] },
				{
					Effect: "Allow",
					Action: [
						"sqs:ReceiveMessage",
						"sqs:ChangeMessageVisibility",
						"sqs:GetQueueUrl",
						"sqs:DeleteMessage",
						"sqs:GetQueueAttributes",
					],
					Resource: [{ "Fn::GetAtt": ["JobsQueue", "Arn"] }, "arn:aws:sqs:eu-west-1:123456789012:other"],
				},
			],
		});
	});

	it("may send to its destinations, whatever they are", () => {
		const Resource = ["arn:ok", "arn:failed"];
		const policies = policiesOf({ destinations: { onSuccess: "arn:ok", onFailure: "arn:failed" } });
		assert.deepEqual(statementsOf(policies, "allow-destinations"), {
			Version: "2012-10-17",
			Statement: ["lambda:InvokeFunction", "sqs:SendMessage", "sns:Publish", "events:PutEvents"].map(
				(action) => ({
					Effect: "Allow",
					Action: [action],
					Resource,
				}),
			),
		});
	});

	it("is shortened to 64 characters", () => {
		const fn = exampleFunction({}, "aVeryLongFunctionNameForProcessingOrdersOfTheWarehouse");
		const child = roleChild(fn, around([fn]));
		assert.equal(child.name?.text.length, 64);
		assert.equal(
			child.name?.full,
			"proj-dev-aVeryLongFunctionNameForProcessingOrdersOfTheWarehouse-eu-west-1",
		);
		assert.equal(child.resource.Properties?.["RoleName"], child.name?.text);
	});
});
