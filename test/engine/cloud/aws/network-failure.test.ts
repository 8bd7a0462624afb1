import assert from "node:assert/strict";
import {
	hostOf,
	networkFailure,
	notAwsFailure,
	timeoutFailure,
} from "../../../../engine/cloud/aws/network-failure.ts";

const context = { action: "cloudformation:DescribeStacks", region: "eu-west-1" };

function systemError(code: string, more: object = {}): Error {
	return Object.assign(new Error(`connect ${code}`), { code, ...more });
}

describe("failures of the network", () => {
	const cases: [why: string, error: unknown, code: string, message: string][] = [
		[
			"a refused connection",
			systemError("ECONNREFUSED", { address: "127.0.0.1", port: 1 }),
			"endpoint-unreachable",
			"cloudformation.eu-west-1.amazonaws.com refuses connections",
		],
		[
			"a refused connection on both addresses of a name",
			new AggregateError([systemError("ECONNREFUSED"), systemError("ECONNREFUSED")]),
			"endpoint-unreachable",
			"cloudformation.eu-west-1.amazonaws.com refuses connections",
		],
		[
			"a name that nobody knows",
			systemError("ENOTFOUND", { hostname: "bucket.s3.eu-wst-1.amazonaws.com" }),
			"endpoint-unreachable",
			"bucket.s3.eu-wst-1.amazonaws.com cannot be found: no such host name",
		],
		[
			"a machine that is offline",
			systemError("EAI_AGAIN", { hostname: "sts.eu-west-1.amazonaws.com" }),
			"endpoint-unreachable",
			"sts.eu-west-1.amazonaws.com cannot be found: the name server does not answer",
		],
		[
			"no way to the network",
			systemError("ENETUNREACH"),
			"endpoint-unreachable",
			"cloudformation.eu-west-1.amazonaws.com cannot be reached",
		],
		[
			"a time limit of the SDK",
			Object.assign(new Error("no connection within 3000 ms"), { name: "TimeoutError" }),
			"endpoint-timeout",
			"cloudformation.eu-west-1.amazonaws.com does not answer",
		],
		[
			"a connection that was cut",
			systemError("ECONNRESET"),
			"connection-lost",
			"the connection to cloudformation.eu-west-1.amazonaws.com was lost",
		],
		[
			"a connection that was cut, by the name that the SDK gives it",
			Object.assign(systemError("ECONNRESET"), { name: "TimeoutError" }),
			"connection-lost",
			"the connection to cloudformation.eu-west-1.amazonaws.com was lost",
		],
		[
			"another program that answers",
			systemError("HPE_INVALID_CONSTANT"),
			"endpoint-not-aws",
			"cloudformation.eu-west-1.amazonaws.com does not answer as AWS does",
		],
		[
			"an answer that was cut",
			new Error("aborted"),
			"connection-lost",
			"the connection to cloudformation.eu-west-1.amazonaws.com was lost",
		],
		[
			"a proxy that opens TLS",
			systemError("SELF_SIGNED_CERT_IN_CHAIN"),
			"certificate-untrusted",
			"the certificate of cloudformation.eu-west-1.amazonaws.com is not trusted: connect SELF_SIGNED_CERT_IN_CHAIN",
		],
		[
			"an error that is wrapped in another",
			new Error("request failed", { cause: systemError("ETIMEDOUT") }),
			"endpoint-timeout",
			"cloudformation.eu-west-1.amazonaws.com does not answer",
		],
	];
	for (const [why, error, code, message] of cases) {
		it(`tells ${why}`, () => {
			const failure = networkFailure(error, context) ?? assert.fail("not a failure of the network");
			assert.deepEqual([failure.kind, failure.code, failure.message], ["network", code, message]);
			assert.ok(failure.hint);
		});
	}

	it("does not take other errors for its own", () => {
		for (const error of [new TypeError("x"), systemError("ERR_ASSERTION"), "ECONNRESET", undefined]) {
			assert.equal(networkFailure(error, context), undefined);
		}
	});

	it("names the endpoint that stands in for AWS", () => {
		const local = { ...context, endpoint: "http://127.0.0.1:4566/" };
		assert.equal(hostOf(local), "127.0.0.1:4566");
		assert.equal(timeoutFailure(local).message, "127.0.0.1:4566 does not answer");
		assert.match(timeoutFailure(local).hint ?? "", /listens at http:\/\/127\.0\.0\.1:4566/);
		assert.equal(notAwsFailure(local).message, "127.0.0.1:4566 does not answer as AWS does");
		assert.equal(
			hostOf({ action: "ecr:ListImages", region: "us-east-1" }),
			"api.ecr.us-east-1.amazonaws.com",
		);
	});
});
