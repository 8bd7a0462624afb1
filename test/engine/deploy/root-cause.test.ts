import assert from "node:assert/strict";
import { analyse } from "../../../engine/analyse.ts";
import type { StackEvent } from "../../../engine/cloud/port.ts";
import { cleanReason, rootCause } from "../../../engine/deploy/root-cause.ts";
import { account, configOf, target } from "../../support/deploy.ts";

const config = { path: "stacktape.yml", text: configOf({ api: {} }) };
const analysis = analyse(config, { ...target, account });

function event(logicalId: string, status: string, reason?: string, type = "AWS::SNS::Topic"): StackEvent {
	return {
		id: `${logicalId}${status}`,
		logicalId,
		type,
		status,
		at: 0,
		...(reason !== undefined && { reason }),
	};
}

const stackEvent = (status: string, reason?: string) =>
	event("shop-dev", status, reason, "AWS::CloudFormation::Stack");

describe("AWS's reason of a failure", () => {
	const reasons: Record<string, readonly [string, string]> = {
		"loses the wrapper, the token and the final period": [
			'Resource handler returned message: "Queue is gone." (RequestToken: 8f-1, HandlerErrorCode: NotFound)',
			"Queue is gone",
		],
		"loses the service and its request id": [
			"User: arn:aws:iam::1:user/x is not authorized to perform: iam:CreateRole (Service: Iam, Status Code: 403, Request ID: 1-2-3)",
			"User: arn:aws:iam::1:user/x is not authorized to perform: iam:CreateRole",
		],
		"loses both, one inside the other": [
			'Resource handler returned message: "Bucket is not empty (Service: S3, Status Code: 409, Request ID: ABC, Extended Request ID: a/b+c==)" (RequestToken: 1, HandlerErrorCode: GeneralServiceException)',
			"Bucket is not empty",
		],
		"loses the attempts of the SDK": [
			"Rate exceeded (Service: Lambda, Status Code: 429, Request ID: 1-2) (SDK Attempt Count: 3)",
			"Rate exceeded",
		],
		"keeps quotes and brackets that are its own": [
			'The value "a (b)" of key (c) is wrong',
			'The value "a (b)" of key (c) is wrong',
		],
		"is one line": ["first\n  second", "first second"],
	};
	for (const [name, [reason, expected]] of Object.entries(reasons)) {
		it(name, () => assert.equal(cleanReason(reason), expected));
	}
});

describe("the root cause", () => {
	it("is the first failure that did not follow from another one", () => {
		const cause = rootCause(
			[
				event("A", "CREATE_IN_PROGRESS"),
				event("A", "CREATE_FAILED", "Resource creation cancelled"),
				event("B", "UPDATE_FAILED", "Resource update canceled"),
				event("ApiFunction", "CREATE_FAILED", "no such key", "AWS::Lambda::Function"),
				event("C", "CREATE_FAILED", "later"),
				stackEvent("ROLLBACK_IN_PROGRESS", "The following resource(s) failed"),
			],
			analysis,
		);
		assert.equal(cause?.logicalId, "ApiFunction");
		assert.equal(cause?.resourceType, "AWS::Lambda::Function");
		assert.equal(cause?.resource, "api");
		assert.equal(cause?.problem?.message, "api (ApiFunction) failed: no such key");
		assert.equal(config.text.slice(cause?.problem?.span.start, cause?.problem?.span.end), "api");
	});

	it("is the stack's own reason when no resource failed", () => {
		const cause = rootCause(
			[
				stackEvent("UPDATE_IN_PROGRESS", "User Initiated"),
				stackEvent("UPDATE_ROLLBACK_IN_PROGRESS", "Output X could not be computed."),
			],
			undefined,
		);
		assert.equal(cause?.reason, "Output X could not be computed");
		assert.equal(cause?.problem, undefined);
	});

	it("is a cancelled resource when there is nothing else, and its status when there are no words", () => {
		assert.equal(rootCause([event("A", "CREATE_FAILED", "cancelled")], undefined)?.logicalId, "A");
		assert.equal(rootCause([event("A", "CREATE_FAILED")], undefined)?.reason, "CREATE_FAILED");
	});

	it("is unknown when nothing failed", () => {
		assert.equal(rootCause([event("A", "CREATE_COMPLETE")], analysis), undefined);
	});

	const hints: Record<string, RegExp> = {
		"Topic t already exists": /has made a resource of this name/,
		"The requested bucket name is not available. The bucket namespace is shared": /has made a resource/,
		"User: x is not authorized to perform: sns:CreateTopic on resource y":
			/the permission for sns:CreateTopic$/,
		"AccessDenied when calling S3": /lacks a permission/,
		"S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.": /deploy again/,
		"The bucket you tried to delete is not empty": /empty the bucket/,
		"CloudFormation cannot update a stack when a custom-named resource requires replacing.":
			/rename the resource/,
		"Account limit exceeded": /a quota of the account/,
		"Queue visibility timeout: 30 seconds is less than Function timeout: 60 seconds":
			/visibilityTimeoutSeconds/,
	};
	for (const [reason, hint] of Object.entries(hints)) {
		it(`has a hint for "${reason.slice(0, 50)}"`, () => {
			assert.match(rootCause([event("A", "CREATE_FAILED", reason)], undefined)?.hint ?? "", hint);
		});
	}

	it("has no hint for words that nobody knows", () => {
		assert.equal(rootCause([event("A", "CREATE_FAILED", "hm")], undefined)?.hint, undefined);
	});
});
