import assert from "node:assert/strict";
import {
	allowedMethods,
	behaviorParts,
	crowdedOut,
} from "../../../../../engine/resources/shared/cdn/behaviors.ts";
import { CompanionSlot } from "../../../../../engine/template/slot.ts";
import { placed, surroundings } from "../../../../support/placed.ts";

const files = {
	kind: "bucket",
	name: "files",
	hasCleanUrls: true,
	isSinglePageApp: false,
	keepsHeaders: true,
} as const;
const around = surroundings([placed("edge-lambda-function", "guard", {})], []);
const lambda = "arn:aws:lambda:us-east-1:123456789012:function:guard:1";

describe("a behaviour of a distribution", () => {
	it("does for a bucket what S3 does not", () => {
		const { behavior } = behaviorParts({ target: files, path: ["cdn"] }, 0, "files", around);
		assert.deepEqual(JSON.parse(JSON.stringify(behavior)).FunctionAssociations, [
			{
				EventType: "viewer-request",
				FunctionARN: { "Fn::GetAtt": ["StpCdnCleanUrlsFunction", "FunctionARN"] },
			},
			{
				EventType: "viewer-response",
				FunctionARN: { "Fn::GetAtt": ["StpCdnStoredHeadersFunction", "FunctionARN"] },
			},
		]);
	});

	it("runs functions of the user", () => {
		const edgeFunctions = {
			onOriginRequest: "guard",
			onOriginResponse: lambda,
			onRequest: { "Fn::GetAtt": ["Mine", "FunctionARN"] },
		};
		const { behavior } = behaviorParts(
			{ target: { kind: "function", name: "api" }, edgeFunctions, path: ["cdn"] },
			0,
			"api",
			around,
		);
		assert.partialDeepStrictEqual(behavior, {
			LambdaFunctionAssociations: [
				{
					EventType: "origin-request",
					LambdaFunctionARN: new CompanionSlot("GuardVersion"),
					IncludeBody: true,
				},
				{ EventType: "origin-response", LambdaFunctionARN: lambda, IncludeBody: false },
			],
			FunctionAssociations: [
				{ EventType: "viewer-request", FunctionARN: { "Fn::GetAtt": ["Mine", "FunctionARN"] } },
			],
		});
	});

	it("leaves to the user's functions what they do instead", () => {
		const out = (edgeFunctions: object) =>
			crowdedOut({ target: files, edgeFunctions }, around).map(({ code, by }) => `${code} by ${by}`);
		assert.deepEqual(out({ onOriginRequest: lambda, onOriginResponse: lambda }), []);
		assert.deepEqual(out({ onRequest: lambda }), ["clean-urls by onRequest", "stored-headers by onRequest"]);
		assert.deepEqual(out({ onRequest: { Ref: "Mine" } }), ["clean-urls by onRequest"]);
	});

	it("passes on the methods that its target is asked with", () => {
		assert.deepEqual(allowedMethods({ target: files }), ["GET", "HEAD", "OPTIONS"]);
		assert.equal(allowedMethods({ target: { kind: "function", name: "api" } }).length, 7);
	});

	it("puts a prefix before the path", () => {
		const pathOf = (prefix: string) => {
			const { origin } = behaviorParts({ target: files, prefix, path: [] }, 0, "files", around);
			return JSON.parse(JSON.stringify(origin)).OriginPath;
		};
		assert.deepEqual(["a/b/", "/a", "/", ""].map(pathOf), ["/a/b", "/a", undefined, undefined]);
	});
});
