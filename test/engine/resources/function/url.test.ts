import assert from "node:assert/strict";
import { checkUrl, urlChildren } from "../../../../engine/resources/function/url.ts";
import { resourcesOf } from "../../../support/placed.ts";
import { around, exampleFunction, inShort, type Values } from "./example.ts";

const compile = (url: Values["url"]) => {
	const fn = exampleFunction(url ? { url } : {});
	return resourcesOf(urlChildren(fn, around([fn])));
};
const arn = { "Fn::GetAtt": ["ApiFunction", "Arn"] };

describe("the address of a function", () => {
	it("is not there without url", () => assert.deepEqual(compile(undefined), {}));
	it("is not there when it is off", () =>
		assert.deepEqual(compile({ enabled: false, authMode: "NONE" }), {}));

	it("is open to anyone by two permissions", () =>
		assert.deepEqual(compile({ enabled: true }), {
			ApiUrl: {
				Type: "AWS::Lambda::Url",
				Properties: { AuthType: "NONE", InvokeMode: "BUFFERED", TargetFunctionArn: arn },
			},
			ApiPublicUrlPermission: {
				Type: "AWS::Lambda::Permission",
				Properties: {
					FunctionName: arn,
					Principal: "*",
					Action: "lambda:InvokeFunctionUrl",
					FunctionUrlAuthType: "NONE",
				},
			},
		}));

	it("gives nobody a permission when requests must be signed", () =>
		assert.deepEqual(compile({ enabled: true, authMode: "AWS_IAM", responseStreamEnabled: true }), {
			ApiUrl: {
				Type: "AWS::Lambda::Url",
				Properties: { AuthType: "AWS_IAM", InvokeMode: "RESPONSE_STREAM", TargetFunctionArn: arn },
			},
		}));

	const cors: readonly (readonly [string, NonNullable<Values["url"]>["cors"], unknown])[] = [
		["none when they are off", { enabled: false, maxAge: 5 }, undefined],
		[
			"open ones by default",
			{ enabled: true },
			{
				AllowOrigins: ["*"],
				AllowMethods: ["*"],
				AllowHeaders: [
					"Content-Type",
					"X-Amz-Date",
					"Authorization",
					"X-Api-Key",
					"X-Amz-Security-Token",
					"X-Amz-User-Agent",
				],
			},
		],
		[
			"those that are written",
			{
				enabled: true,
				allowedOrigins: ["https://example.com"],
				allowedMethods: ["GET"],
				allowedHeaders: ["X-Shop"],
				allowCredentials: true,
				exposedResponseHeaders: ["ETag"],
				maxAge: 600,
			},
			{
				AllowOrigins: ["https://example.com"],
				AllowMethods: ["GET"],
				AllowHeaders: ["X-Shop"],
				AllowCredentials: true,
				ExposeHeaders: ["ETag"],
				MaxAge: 600,
			},
		],
	];
	for (const [name, settings, expected] of cors) {
		it(`has CORS settings: ${name}`, () => {
			const children = compile({ enabled: true, ...(settings && { cors: settings }) });
			const properties: Readonly<Record<string, unknown>> = { ...(children["ApiUrl"]?.["Properties"] ?? {}) };
			assert.deepEqual(properties["Cors"], expected);
		});
	}

	it("cannot list OPTIONS, which Lambda answers itself", () => {
		const check = (enabled: boolean) =>
			inShort(
				checkUrl(
					exampleFunction({ url: { enabled, cors: { enabled: true, allowedMethods: ["GET", "OPTIONS"] } } }),
				),
			);
		assert.deepEqual(check(true), ["url-cors-options at url.cors.allowedMethods.1"]);
		assert.deepEqual(check(false), []);
	});
});
