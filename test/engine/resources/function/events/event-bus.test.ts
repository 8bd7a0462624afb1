import assert from "node:assert/strict";
import { compileEventBus } from "../../../../../engine/resources/function/events/event-bus.ts";
import { resourcesOf } from "../../../../support/placed.ts";

const arn = { "Fn::GetAtt": ["ApiFunction", "Arn"] };

describe("an event of an event bus", () => {
	it("makes a rule that may call the function", () =>
		assert.deepEqual(
			resourcesOf(
				compileEventBus(
					"api",
					{
						eventBusName: "orders",
						eventPattern: { source: ["shop"] },
						inputPath: "$.detail",
						onDeliveryFailure: { sqsQueueName: "failures" },
					},
					2,
				),
			),
			{
				ApiEvent2Rule: {
					Type: "AWS::Events::Rule",
					Properties: {
						State: "ENABLED",
						EventBusName: { "Fn::GetAtt": ["OrdersEventBus", "Arn"] },
						EventPattern: { source: ["shop"] },
						Targets: [
							{
								Arn: arn,
								Id: "api-event-2-event-rule",
								InputPath: "$.detail",
								DeadLetterConfig: { Arn: { "Fn::GetAtt": ["FailuresQueue", "Arn"] } },
							},
						],
					},
				},
				ApiEvent2Permission: {
					Type: "AWS::Lambda::Permission",
					Properties: {
						FunctionName: arn,
						Action: "lambda:InvokeFunction",
						Principal: "events.amazonaws.com",
						SourceArn: { "Fn::GetAtt": ["ApiEvent2Rule", "Arn"] },
					},
				},
			},
		));

	it("listens to the account's own bus when it names none", () => {
		const [rule] = compileEventBus("api", { useDefaultBus: true, eventPattern: { source: ["aws.s3"] } }, 0);
		assert.equal(rule?.resource.Properties?.["EventBusName"], undefined);
	});
});
