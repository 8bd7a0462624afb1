import assert from "node:assert/strict";
import { awsErrorOf, cleanedMessage, failureOf, kebab } from "../../../../engine/cloud/aws/failure-of.ts";
import { openFunctions } from "../../../../engine/cloud/aws/functions.ts";
import { openIdentity } from "../../../../engine/cloud/aws/identity.ts";
import { openObjects } from "../../../../engine/cloud/aws/objects.ts";
import type { Session } from "../../../../engine/cloud/aws/session.ts";
import { openStacks } from "../../../../engine/cloud/aws/stacks.ts";
import { Failure } from "../../../../engine/report/failure.ts";
import { type Answer, jsonError, objectError, queryError, testKeys, withAnswers } from "./answers.ts";

const ask = {
	identity: (session: Session) => openIdentity(session)({}),
	stack: (session: Session) => openStacks(session).read("shop-dev", {}),
	object: (session: Session) => openObjects(session).read("bucket", "key", {}),
	function: (session: Session) => openFunctions(session).read("fn", {}),
} as const;

async function failureFor(call: keyof typeof ask, answer: Answer): Promise<Failure> {
	return await withAnswers(
		() => answer,
		async (server) => {
			try {
				await ask[call](server.session());
			} catch (error) {
				if (error instanceof Failure) return error;
				throw error;
			}
			return assert.fail("the call went through");
		},
	);
}

type Case = readonly [
	why: string,
	call: keyof typeof ask,
	answer: Answer,
	kind: string,
	code: string,
	message: RegExp,
];

const cases: readonly Case[] = [
	[
		"an expired session in the query protocol",
		"identity",
		queryError("ExpiredToken", "The security token included in the request is expired", 403),
		"credentials",
		"expired-credentials",
		/^the AWS credentials have expired$/,
	],
	[
		"an expired session in JSON",
		"function",
		jsonError("ExpiredTokenException", "The security token included in the request is expired", 403),
		"credentials",
		"expired-credentials",
		/have expired/,
	],
	[
		"an expired session in S3",
		"object",
		objectError("ExpiredToken", "The provided token has expired.", 400),
		"credentials",
		"expired-credentials",
		/have expired/,
	],
	[
		"a key that AWS does not know",
		"identity",
		queryError("InvalidClientTokenId", "The security token included in the request is invalid.", 403),
		"credentials",
		"invalid-credentials",
		/^AWS does not accept the credentials$/,
	],
	[
		"a key that Lambda does not know",
		"function",
		jsonError("UnrecognizedClientException", "The security token included in the request is invalid.", 403),
		"credentials",
		"invalid-credentials",
		/does not accept/,
	],
	[
		"a key that S3 does not know",
		"object",
		objectError(
			"InvalidAccessKeyId",
			"The AWS Access Key Id you provided does not exist in our records.",
			403,
		),
		"credentials",
		"invalid-credentials",
		/does not accept/,
	],
	[
		"a wrong secret, without the request that AWS quotes",
		"stack",
		queryError(
			"SignatureDoesNotMatch",
			"The request signature we calculated does not match. The Canonical String should have been 'POST / x-amz-security-token:SECRETSESSION'",
			403,
		),
		"credentials",
		"invalid-credentials",
		/^AWS does not accept the credentials$/,
	],
	[
		"a clock that is wrong",
		"stack",
		queryError("RequestExpired", "Request has expired.", 400),
		"credentials",
		"clock-wrong",
		/clock/,
	],
	[
		"a missing permission, with everybody's name",
		"stack",
		queryError(
			"AccessDenied",
			"User: arn:aws:iam::111111111111:user/ann is not authorized to perform: cloudformation:DescribeStacks on resource: arn:aws:cloudformation:eu-west-1:111111111111:stack/shop-dev/* because no identity-based policy allows the cloudformation:DescribeStacks action",
			403,
		),
		"permission",
		"access-denied",
		/^arn:aws:iam::111111111111:user\/ann may not do cloudformation:DescribeStacks on arn:aws:cloudformation:eu-west-1:111111111111:stack\/shop-dev\/\* because no identity-based policy allows the cloudformation:DescribeStacks action$/,
	],
	[
		"a missing permission of which S3 says nothing",
		"object",
		objectError("AccessDenied", "Access Denied", 403),
		"permission",
		"access-denied",
		/^the credentials in use may not do s3:GetObject$/,
	],
	[
		"an explicit deny",
		"function",
		jsonError(
			"AccessDeniedException",
			"User: arn:aws:sts::1:assumed-role/dev/ann is not authorized to perform: lambda:GetFunction on resource: arn:aws:lambda:eu-west-1:1:function:fn with an explicit deny in a service control policy",
			403,
		),
		"permission",
		"access-denied",
		/with an explicit deny in a service control policy$/,
	],
	[
		"an error that nobody knows, without what differs from run to run",
		"stack",
		queryError(
			"SomethingNewException",
			"No luck today (Service: Foo, Status Code: 400, Request ID: abc-123)",
			400,
		),
		"aws",
		"aws-something-new-exception",
		/^No luck today$/,
	],
	[
		"an error without a body",
		"function",
		{ status: 418 },
		"aws",
		"aws-error",
		/HTTP 418 to lambda:GetFunction/,
	],
	[
		"a missing stack in other words",
		"stack",
		queryError("ValidationError", "Nope"),
		"aws",
		"aws-validation-error",
		/^Nope$/,
	],
];

describe("failures of AWS", () => {
	for (const [why, call, answer, kind, code, message] of cases) {
		it(`tells ${why}`, async () => {
			const failure = await failureFor(call, answer);
			assert.equal(failure.kind, kind, failure.message);
			assert.equal(failure.code, code);
			assert.match(failure.message, message);
			if (kind !== "aws") assert.ok((failure.hint ?? "").length > 0, "no hint");
		});
	}

	it("tells whose types are to be activated first", async () => {
		const told = async (types: string) =>
			(
				await failureFor(
					"stack",
					queryError("ValidationError", `Template format error: Unrecognized resource types: [${types}]`),
				)
			).hint;
		assert.match(
			String(await told("MongoDB::Atlas::Cluster, MongoDB::Atlas::Project")),
			/extensions of MongoDB/,
		);
		assert.equal(await told("AWS::New::Thing"), undefined);
	});

	it("shows neither keys nor tokens, nor what quotes them", async () => {
		for (const [, call, answer] of cases) {
			const { message, hint, details, kind, cause } = await failureFor(call, answer);
			const shown = [message, hint, ...details].join("\n");
			for (const secret of [testKeys.secretAccessKey, testKeys.accessKeyId, "SECRETSESSION"]) {
				assert.ok(!shown.includes(secret), shown);
			}
			if (kind === "credentials") assert.equal(cause, undefined);
		}
	});

	it("strikes an access key id out of a message", () => {
		assert.equal(cleanedMessage("Key AKIAIOSFODNN7EXAMPLE is not known"), "Key (access key id) is not known");
	});

	it("cleans what CloudFormation's handlers add", () => {
		const raw =
			'Resource handler returned message: "No such role (Service: Lambda, Status Code: 400, Request ID: 1-2) (SDK Attempt Count: 1)" (RequestToken: 3-4, HandlerErrorCode: InvalidRequest)';
		assert.equal(cleanedMessage(raw), 'Resource handler returned message: "No such role"');
	});

	it("writes AWS's names as codes", () => {
		const names = {
			NoSuchBucket: "no-such-bucket",
			KMSAccessDenied: "kms-access-denied",
			"A.B_C1": "a-b-c1",
		};
		for (const [name, code] of Object.entries(names)) assert.equal(kebab(name), code);
	});

	it("leaves failures alone, and takes any other error for one of the call", () => {
		const context = { action: "s3:PutObject", region: "eu-west-1" };
		const failure = new Failure({ code: "x", kind: "file", message: "m" });
		assert.equal(failureOf(failure, context), failure);
		const other = failureOf(new TypeError("odd"), context);
		assert.deepEqual(
			[other.kind, other.code, other.message],
			["aws", "aws-error", "the call s3:PutObject failed: odd"],
		);
		assert.equal(awsErrorOf(new TypeError("odd")), undefined);
		assert.equal(awsErrorOf("text"), undefined);
	});
});
