import assert from "node:assert/strict";
import { compileCloudwatchLog } from "../../../../../engine/resources/function/events/cloudwatch-log.ts";
import { getAtt } from "../../../../../engine/template/intrinsics.ts";
import { resourcesOf } from "../../../../support/placed.ts";

const arn = { "Fn::GetAtt": ["ApiFunction", "Arn"] };
const group = "arn:aws:logs:eu-west-1:123456789012:log-group:/other/app";

describe("an event of a log group", () => {
	it("makes a filter after the permission that CloudWatch Logs tries", () => {
		const ofGroup = getAtt("OtherLogGroup", "Arn");
		assert.deepEqual(resourcesOf(compileCloudwatchLog("api", { logGroupArn: ofGroup, filter: "ERROR" }, 1)), {
			ApiEvent1Permission: {
				Type: "AWS::Lambda::Permission",
				Properties: {
					FunctionName: arn,
					Action: "lambda:InvokeFunction",
					Principal: { "Fn::Sub": "logs.${AWS::Region}.amazonaws.com" },
					SourceArn: ofGroup,
				},
			},
			ApiEvent1SubscriptionFilter: {
				Type: "AWS::Logs::SubscriptionFilter",
				DependsOn: ["ApiEvent1Permission"],
				Properties: {
					LogGroupName: { "Fn::Select": [6, { "Fn::Split": [":", ofGroup] }] },
					FilterPattern: "ERROR",
					DestinationArn: arn,
				},
			},
		});
	});

	const arns = [
		["without its ending", group, `${group}:*`],
		["with its ending", `${group}:*`, `${group}:*`],
		["that CloudFormation looks up", "{{resolve:ssm:/group}}", "{{resolve:ssm:/group}}"],
	] as const;
	for (const [why, logGroupArn, expected] of arns) {
		it(`lets a group call whose ARN is written ${why}`, () => {
			const [permission, filter] = compileCloudwatchLog("api", { logGroupArn }, 0);
			assert.equal(permission?.resource.Properties?.["SourceArn"], expected);
			assert.equal(filter?.resource.Properties?.["FilterPattern"], "");
		});
	}
});
