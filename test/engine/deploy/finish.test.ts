import assert from "node:assert/strict";
import { withdrawnUrls } from "../../../engine/deploy/finish.ts";
import type { CfnResource, Template } from "../../../engine/template/template.ts";

const template = (Resources: Record<string, CfnResource>): Template => ({
	AWSTemplateFormatVersion: "2010-09-09",
	Description: "",
	Resources,
	Outputs: {},
});
const fn: CfnResource = { Type: "AWS::Lambda::Function", Properties: { FunctionName: "shop-dev-api" } };
const permission = (authType: string): CfnResource => ({
	Type: "AWS::Lambda::Permission",
	Properties: { FunctionName: { "Fn::GetAtt": ["ApiFunction", "Arn"] }, FunctionUrlAuthType: authType },
});

describe("function URLs that are public no more", () => {
	const before = template({ ApiFunction: fn, ApiPublicUrlPermission: permission("NONE") });

	it("are those whose permission leaves the template while the function stays", () =>
		assert.deepEqual(withdrawnUrls(before, template({ ApiFunction: fn })), ["shop-dev-api"]));

	it("are none as long as the permission stays", () => assert.deepEqual(withdrawnUrls(before, before), []));

	it("are none when the function goes as well, or nothing was deployed", () => {
		assert.deepEqual(withdrawnUrls(before, template({})), []);
		assert.deepEqual(withdrawnUrls(undefined, before), []);
	});

	it("are none of other permissions", () => {
		const signed = template({ ApiFunction: fn, Other: permission("AWS_IAM") });
		assert.deepEqual(withdrawnUrls(signed, template({ ApiFunction: fn })), []);
	});
});
