import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { consolePage, stackPage } from "../../../client/stacks/console.ts";

describe("pages of the AWS console", () => {
	it("lead to a resource by its physical id", () => {
		assert.equal(
			consolePage("AWS::Lambda::Function", "shop-dev-api", "eu-west-1"),
			"https://eu-west-1.console.aws.amazon.com/lambda/home?region=eu-west-1#/functions/shop-dev-api",
		);
	});

	it("write log groups as CloudWatch does", () => {
		assert.equal(
			consolePage("AWS::Logs::LogGroup", "/aws/lambda/a", "eu-west-1"),
			"https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/$252Faws$252Flambda$252Fa",
		);
	});

	it("are in the console of the region's partition", () => {
		assert.match(
			consolePage("AWS::S3::Bucket", "b", "cn-north-1") ?? "",
			/^https:\/\/cn-north-1\.console\.amazonaws\.cn\//,
		);
		assert.match(
			stackPage("arn:aws-us-gov:cloudformation:us-gov-west-1:1:stack/a/b", "us-gov-west-1"),
			/^https:\/\/us-gov-west-1\.console\.amazonaws-us-gov\.com\/cloudformation\/.*stackId=arn%3A/,
		);
	});

	it("are none for a type without one", () => {
		assert.equal(consolePage("AWS::Lambda::Permission", "p", "eu-west-1"), undefined);
	});
});
