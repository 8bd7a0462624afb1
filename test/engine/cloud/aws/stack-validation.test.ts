import assert from "node:assert/strict";
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { clientSettings } from "../../../../engine/cloud/aws/session.ts";
import { withValidation } from "../../../../engine/cloud/aws/stack-validation.ts";
import type { StackEvent } from "../../../../engine/cloud/port.ts";
import { type Answer, queryAnswer, queryError, withAnswers, xmlList } from "./answers.ts";

const stack = {
	logicalId: "shop",
	physicalId: "arn:stack",
	type: "AWS::CloudFormation::Stack",
	at: 5,
	token: "t",
};
const start: StackEvent = { ...stack, id: "e0", status: "CREATE_IN_PROGRESS" };
const summary: StackEvent = {
	...stack,
	id: "e1",
	status: "CREATE_FAILED",
	reason: "Validation failed with 2 error(s). Call DescribeEvents to retrieve the full list of issues.",
};
const end: StackEvent = { ...stack, id: "e2", status: "ROLLBACK_COMPLETE" };

function finding(operation: string, seconds: number, more: string): string {
	return `<EventId>v${seconds}</EventId><OperationId>${operation}</OperationId><EventType>VALIDATION_ERROR</EventType><Timestamp>2026-01-15T12:00:0${seconds}Z</Timestamp>${more}`;
}

const inside =
	"<LogicalResourceId>Queue</LogicalResourceId><ResourceType>AWS::SQS::Queue</ResourceType><ValidationFailureMode>FAIL</ValidationFailureMode><ValidationStatusReason>extraneous key [Nmae]</ValidationStatusReason><ValidationPath>/Resources/Queue/Properties/Nmae</ValidationPath>";
const whole =
	"<LogicalResourceId>Store</LogicalResourceId><ResourceType>AWS::S3::Bucket</ResourceType><ValidationStatusReason>already exists</ValidationStatusReason><ValidationPath>/Resources/Store</ValidationPath>";

async function read(events: readonly StackEvent[], answer: Answer, operation?: string) {
	return await withAnswers(
		() => answer,
		async (server) => {
			const client = new CloudFormationClient(clientSettings(server.session()));
			return { events: await withValidation(client, events, () => operation, {}), asked: server.asked };
		},
	);
}

describe("what CloudFormation's validation finds", () => {
	const answer = queryAnswer(
		"DescribeEvents",
		xmlList("OperationEvents", [
			finding("new", 2, inside),
			finding("new", 3, whole),
			finding(
				"new",
				4,
				whole.replace(
					"<ValidationStatusReason>",
					"<ValidationFailureMode>WARN</ValidationFailureMode><ValidationStatusReason>",
				),
			),
			finding("old", 1, inside),
			"<EventId>x</EventId><OperationId>new</OperationId><EventType>STACK_EVENT</EventType>",
		]),
	);

	it("stands as failed events of the resources before the stack's own", async () => {
		const { events, asked } = await read([start, summary, end], answer);
		assert.equal(asked[0]?.fields["StackName"], "arn:stack");
		assert.equal(asked[0]?.fields["Filters.FailedEvents"], "true");
		assert.deepEqual(events, [
			start,
			{
				id: "v2",
				logicalId: "Queue",
				type: "AWS::SQS::Queue",
				status: "CREATE_FAILED",
				reason: "extraneous key [Nmae] (at /Resources/Queue/Properties/Nmae)",
				at: 5,
				token: "t",
			},
			{
				id: "v3",
				logicalId: "Store",
				type: "AWS::S3::Bucket",
				status: "CREATE_FAILED",
				reason: "already exists",
				at: 5,
				token: "t",
			},
			summary,
			end,
		]);
	});

	it("is that of the operation which AWS names", async () => {
		const { events, asked } = await read([summary], answer, "old");
		assert.equal(asked[0]?.fields["OperationId"], "old");
		assert.deepEqual(
			events.map(({ id }) => id),
			["v1", "e1"],
		);
	});

	it("is not asked for without need", async () => {
		const { events, asked } = await read([start, end], answer);
		assert.deepEqual(events, [start, end]);
		assert.equal(asked.length, 0);
	});

	it("stays unknown where nobody may ask", async () => {
		const denial = queryError(
			"AccessDenied",
			"not authorized to perform: cloudformation:DescribeEvents",
			403,
		);
		assert.deepEqual((await read([start, summary], denial)).events, [start, summary]);
	});
});
