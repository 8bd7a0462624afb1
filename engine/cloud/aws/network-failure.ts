import { Failure } from "../../report/failure.ts";
import type { CallContext } from "./call-context.ts";

const unreachable: Readonly<Record<string, string>> = {
	ECONNREFUSED: "refuses connections",
	EHOSTDOWN: "cannot be reached",
	EHOSTUNREACH: "cannot be reached",
	ENETDOWN: "cannot be reached",
	ENETUNREACH: "cannot be reached",
	EADDRNOTAVAIL: "cannot be reached",
	EAI_AGAIN: "cannot be found: the name server does not answer",
	ENOTFOUND: "cannot be found: no such host name",
	EAI_FAIL: "cannot be found: the name server failed",
};
const lost = new Set([
	"ECONNRESET",
	"ECONNABORTED",
	"EPIPE",
	"ERR_STREAM_PREMATURE_CLOSE",
	"ERR_HTTP2_STREAM_ERROR",
]);
const late = new Set(["ETIMEDOUT", "ESOCKETTIMEDOUT"]);

/** The host that a call with this context was sent to, as far as it is known before the SDK chose one. */
export function hostOf(context: CallContext): string {
	if (context.host !== undefined) return context.host;
	if (context.endpoint !== undefined && URL.canParse(context.endpoint)) return new URL(context.endpoint).host;
	const [service = "aws"] = context.action.split(":");
	return `${service === "ecr" ? "api.ecr" : service}.${context.region}.amazonaws.com`;
}

/** A failure to reach an endpoint at all, or to hear all of its answer; `undefined` for anything else. */
export function networkFailure(error: unknown, context: CallContext): Failure | undefined {
	const found = networkErrorIn(error);
	if (!found) return undefined;
	const host = found.host ?? hostOf(context);
	const { code, name } = found;
	if (code !== undefined && code in unreachable) {
		return failed("endpoint-unreachable", `${host} ${unreachable[code]}`, context, error);
	}
	if (lost.has(code ?? "") || /^(aborted|socket hang up)$/.test(found.message)) {
		return failed("connection-lost", `the connection to ${host} was lost`, context, error);
	}
	// Last, because the SDK gives this name to lost connections too.
	if (late.has(code ?? "") || name === "TimeoutError") return timeoutFailure(context, error);
	// What answers speaks no HTTP, or no TLS.
	if (/^(HPE_|ERR_SSL_|EPROTO$)/.test(code ?? "")) return notAwsFailure(context, error);
	return isUntrusted(code ?? "") ? untrusted(host, found.message, error) : undefined;
}

/** The failure of a call that was given up because its endpoint took too long. */
export function timeoutFailure(context: CallContext, cause?: unknown): Failure {
	return failed("endpoint-timeout", `${hostOf(context)} does not answer`, context, cause);
}

/** The failure of an answer that holds nothing of what AWS would say: a hotel's sign-in page, another program. */
export function notAwsFailure(context: CallContext, cause?: unknown): Failure {
	return failed("endpoint-not-aws", `${hostOf(context)} does not answer as AWS does`, context, cause);
}

function failed(code: string, message: string, context: CallContext, cause: unknown): Failure {
	const hint =
		context.endpoint === undefined
			? "check the network connection, the proxy and the region"
			: `check that something listens at ${context.endpoint}`;
	return new Failure({
		code,
		kind: "network",
		message,
		hint,
		details: [`in the call ${context.action}`],
		cause,
	});
}

/** OpenSSL's verdicts on a certificate: a company's proxy that opens TLS is the usual reason. */
function isUntrusted(code: string): boolean {
	return /^(CERT_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_(VERIFY|GET_ISSUER)|ERR_TLS_CERT)/.test(code);
}

function untrusted(host: string, reason: string, cause: unknown): Failure {
	return new Failure({
		code: "certificate-untrusted",
		kind: "network",
		message: `the certificate of ${host} is not trusted: ${reason}`,
		hint: "if a proxy opens TLS connections, name its certificate in NODE_EXTRA_CA_CERTS",
		cause,
	});
}

type NetworkError = {
	readonly name: string;
	readonly message: string;
	readonly code?: string;
	readonly host?: string;
};

/** The innermost error with a code of Node's network layer: Node wraps several tries in one `AggregateError`. */
function networkErrorIn(error: unknown, depth = 0): NetworkError | undefined {
	if (!(error instanceof Error) || depth > 5) return undefined;
	const inner = error instanceof AggregateError ? error.errors[0] : error.cause;
	const code: unknown = "code" in error ? error.code : undefined;
	if (typeof code !== "string" && error.name !== "TimeoutError") {
		return networkErrorIn(inner, depth + 1) ?? plainlyLost(error);
	}
	const host = textField(error, "hostname");
	return {
		name: error.name,
		message: error.message,
		...(typeof code === "string" && { code }),
		...(host !== undefined && { host }),
	};
}

/** An answer that was cut in the middle comes from the body's stream, without a code. */
function plainlyLost(error: Error): NetworkError | undefined {
	return /^(aborted|socket hang up)$/.test(error.message)
		? { name: error.name, message: error.message }
		: undefined;
}

function textField(error: Error, name: string): string | undefined {
	const value: unknown = name in error ? Reflect.get(error, name) : undefined;
	return typeof value === "string" && value !== "" ? value : undefined;
}
