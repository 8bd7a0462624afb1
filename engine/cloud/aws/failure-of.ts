import { Failure } from "../../report/failure.ts";
import type { CallContext } from "./call-context.ts";
import { expiredHint, invalidHint } from "./credential-hints.ts";
import { networkFailure } from "./network-failure.ts";

/** What an AWS error is told apart by. */
export type AwsError = { readonly name: string; readonly message: string; readonly httpStatus?: number };

// Names of the same three refusals in the query, JSON and REST protocols:
// https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
const expired = new Set([
	"ExpiredToken",
	"ExpiredTokenException",
	"TokenRefreshRequired",
	"CredentialsExpired",
]);
const invalid = new Set([
	"AuthFailure",
	"IncompleteSignature",
	"IncompleteSignatureException",
	"InvalidAccessKeyId",
	"InvalidClientTokenId",
	"InvalidSignatureException",
	"InvalidToken",
	"MissingAuthenticationToken",
	"MissingAuthenticationTokenException",
	"SignatureDoesNotMatch",
	"UnrecognizedClientException",
]);
const skewed = new Set(["RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture"]);
const denied = new Set([
	"AccessDenied",
	"AccessDeniedException",
	"UnauthorizedAccess",
	"UnauthorizedOperation",
	"NotAuthorized",
	"Forbidden",
]);
const throttled = new Set([
	"BandwidthLimitExceeded",
	"RequestLimitExceeded",
	"RequestThrottled",
	"RequestThrottledException",
	"SlowDown",
	"ThrottledException",
	"Throttling",
	"ThrottlingException",
	"TooManyRequestsException",
]);

/** The name, message and HTTP status of an error that AWS sent; `undefined` for anything else. */
export function awsErrorOf(error: unknown): AwsError | undefined {
	if (!(error instanceof Error)) return undefined;
	const metadata: unknown = "$metadata" in error ? error.$metadata : undefined;
	// `$fault` marks what AWS answered; errors of the connection get `$metadata` too, from the retry loop.
	if (typeof metadata !== "object" || metadata === null || !("$fault" in error)) return undefined;
	const status: unknown = "httpStatusCode" in metadata ? metadata.httpStatusCode : undefined;
	return {
		name: error.name,
		message: error.message,
		...(typeof status === "number" && { httpStatus: status }),
	};
}

/**
 * Turns whatever a call to AWS threw into a failure that says whose fault it was and what to do.
 *
 * The kinds are told apart because their remedies are: sign in again, ask for a permission, mend the network,
 * or read what AWS says. Messages about credentials are ours and never quote AWS, whose text may repeat the
 * request with its session token.
 */
export function failureOf(error: unknown, context: CallContext): Failure {
	if (error instanceof Failure) return error;
	const network = networkFailure(error, context);
	if (network) return network;
	const aws = awsErrorOf(error);
	if (!aws) return unknownFailure(error, context);
	return (
		credentialsFailure(aws, context) ?? permissionFailure(aws, context) ?? plainFailure(aws, error, context)
	);
}

function credentialsFailure(aws: AwsError, context: CallContext): Failure | undefined {
	const { source } = context;
	if (skewed.has(aws.name) || /^Signature (expired|not yet current)/.test(aws.message)) {
		return new Failure({
			code: "clock-wrong",
			kind: "credentials",
			message: "AWS rejected the signature because the clock of this machine is wrong",
			hint: "set the clock and try again",
		});
	}
	if (expired.has(aws.name)) {
		return new Failure({
			code: "expired-credentials",
			kind: "credentials",
			message: "the AWS credentials have expired",
			hint: expiredHint(source),
		});
	}
	if (!invalid.has(aws.name)) return undefined;
	return new Failure({
		code: "invalid-credentials",
		kind: "credentials",
		message: "AWS does not accept the credentials",
		hint: invalidHint(source, context.region),
		details: [`AWS calls it ${aws.name}`],
	});
}

function permissionFailure(aws: AwsError, context: CallContext): Failure | undefined {
	const refused =
		denied.has(aws.name) || (aws.httpStatus === 403 && /not authorized|denied/i.test(aws.message));
	if (!refused) return undefined;
	// "User: arn:… is not authorized to perform: iam:PassRole on resource: arn:… because no identity-based policy …"
	const told =
		/(?:User|Principal): (\S+) is not authorized to perform: (\S+)(?: on resource: (\S+))?(?: (because|with) (.+))?/.exec(
			aws.message,
		);
	const [, principal, action = context.action, resource, joint, reason] = told ?? [];
	const who = principal === undefined ? "the credentials in use" : principal;
	const where = resource === undefined ? "" : ` on ${resource}`;
	const why = reason === undefined ? "" : ` ${joint} ${cleanedMessage(reason)}`;
	return new Failure({
		code: "access-denied",
		kind: "permission",
		message: `${who} may not do ${action}${where}${why}`,
		hint: `allow ${action} to ${principal ?? "the user or role that deploys"}`,
		...(told === null && { details: [`AWS says: ${cleanedMessage(aws.message)}`] }),
	});
}

function plainFailure(aws: AwsError, cause: unknown, context: CallContext): Failure {
	if (throttled.has(aws.name) || aws.httpStatus === 429) {
		return new Failure({
			code: "aws-throttling",
			kind: "aws",
			message: `AWS keeps slowing down ${context.action}: ${cleanedMessage(aws.message)}`,
			hint: "wait a minute and try again",
			cause,
		});
	}
	const status = aws.httpStatus === undefined ? "an unknown error" : `HTTP ${aws.httpStatus}`;
	const isNamed = !["UnknownError", "Unknown", "Error", ""].includes(aws.name);
	const text = cleanedMessage(aws.message);
	const publisher = /Unrecognized resource types?: \[(?:AWS::[\w:]+, ?)*(?!AWS::)(\w+)::/.exec(text)?.[1];
	return new Failure({
		code: isNamed ? `aws-${kebab(aws.name)}` : "aws-error",
		kind: "aws",
		message: text === "" || text === "UnknownError" ? `AWS answered ${status} to ${context.action}` : text,
		details: [`in the call ${context.action}`],
		...(publisher !== undefined && {
			hint: `activate the public extensions of ${publisher} in CloudFormation's registry, in this account and region`,
		}),
		cause,
	});
}

function unknownFailure(error: unknown, context: CallContext): Failure {
	const text = error instanceof Error ? error.message : String(error);
	return new Failure({
		code: "aws-error",
		kind: "aws",
		message: `the call ${context.action} failed: ${cleanedMessage(text)}`,
		cause: error,
	});
}

/**
 * A message of AWS without what differs from run to run and helps nobody: request ids, tokens, attempt counts.
 * Access key ids are struck out too, since messages end up in issues and logs.
 */
export function cleanedMessage(message: string): string {
	return message
		.replace(/\s*\((?:Service|RequestToken|Request ID|HandlerErrorCode|SDK Attempt Count): [^()]*\)/g, "")
		.replace(
			/,? ?(?:Request ID|RequestId|Extended Request ID|Encoded authorization failure message): ?[\w/+=-]+/g,
			"",
		)
		.replace(/\b(?:AKIA|ASIA)[A-Z0-9]{12,}/g, "(access key id)")
		.trim();
}

/** `NoSuchBucket` as `no-such-bucket`: AWS's name for an error in the form of our codes. */
export function kebab(name: string): string {
	return name
		.replace(/([a-z0-9])([A-Z])/g, "$1-$2")
		.replace(/([A-Z]+)([A-Z][a-z])/g, "$1-$2")
		.replace(/[^A-Za-z0-9]+/g, "-")
		.toLowerCase();
}
