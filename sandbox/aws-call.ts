import type { IncomingHttpHeaders } from "node:http";

/** How a service words its errors on the wire. */
export type Protocol = "query" | "json" | "rest-json" | "s3" | "registry" | "none";

/** An HTTP request read as a call of an AWS API. */
export type AwsCall = {
	/** The service of the signature, such as `cloudformation` or `s3`; `registry` and `data` for what is not signed. */
	readonly service: string;
	/** The API's name of the action where the request says it, else method and path; see {@link readCall}. */
	readonly action: string;
	readonly protocol: Protocol;
	/** The access key of the signature, which is the account in the sandbox. */
	readonly account?: string;
};

type Request = {
	readonly method: string;
	readonly url: string;
	readonly headers: IncomingHttpHeaders;
	readonly body: Uint8Array;
};

/** Sub-resources of S3 that make another action of the same method and path. */
const subresource =
	/[?&](uploads|uploadId|location|versioning|versions|tagging|policy|encryption|acl|lifecycle|cors|list-type|delete)\b/;

const lambdaActions: Readonly<Record<string, string>> = {
	"PUT code": "UpdateFunctionCode",
	"PUT configuration": "UpdateFunctionConfiguration",
	"GET configuration": "GetFunctionConfiguration",
	"POST invocations": "Invoke",
	"POST versions": "PublishVersion",
	"POST functions": "CreateFunction",
};

/**
 * Reads a request as a call of AWS, by the rules of its protocols
 * (https://smithy.io/2.0/aws/protocols/index.html): the action is in `X-Amz-Target`, in the form's `Action` or in
 * method and path. S3's actions read `PUT object`, `GET bucket?list-type` and the like.
 */
export function readCall(request: Request): AwsCall {
	const path = request.url.split("?")[0] ?? "";
	const { account, service } = readSignature(request) ?? {};
	const by = { ...(account !== undefined && { account }) };
	if (path.startsWith("/v2/") && service === undefined) {
		const part = /\/(blobs\/uploads|blobs|manifests|tags)/.exec(path)?.[1] ?? "ping";
		return { service: "registry", action: `${request.method} ${part}`, protocol: "registry", ...by };
	}
	const target = request.headers["x-amz-target"];
	if (typeof target === "string") {
		const [prefix = "", action = ""] = target.split(".");
		return { service: service ?? prefix.toLowerCase(), action, protocol: "json", ...by };
	}
	if (request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded") && service) {
		const form = new URLSearchParams(Buffer.from(request.body).toString("latin1"));
		return { service, action: form.get("Action") ?? "", protocol: "query", ...by };
	}
	if (service === undefined)
		return { service: "data", action: `${request.method} ${path}`, protocol: "none" };
	if (service === "s3") return { service, action: s3Action(request, path), protocol: "s3", ...by };
	return { service, action: restAction(service, request.method, path), protocol: "rest-json", ...by };
}

function readSignature(request: Request): { readonly account: string; readonly service: string } | undefined {
	const header = request.headers.authorization ?? "";
	const query = decodeURIComponent(/X-Amz-Credential=([^&]+)/.exec(request.url)?.[1] ?? "");
	const [, account, service] =
		/(?:Credential=|^)([^/\s]+)\/\d+\/[^/]+\/([^/]+)\//.exec(header || query) ?? [];
	return account !== undefined && service !== undefined ? { account, service } : undefined;
}

function s3Action({ method, url }: Request, path: string): string {
	const level = ["service", "bucket", "object"][Math.min(path.split("/").filter(Boolean).length, 2)];
	const sub = subresource.exec(url)?.[1];
	return `${method} ${level}${sub === undefined ? "" : `?${sub}`}`;
}

function restAction(service: string, method: string, path: string): string {
	const named = service === "lambda" ? lambdaActions[`${method} ${path.split("/").at(-1)}`] : undefined;
	return named ?? `${method} ${path}`;
}

/** An error as AWS would send it: `code` is the name that the SDK gives the error. */
export type AwsError = { readonly code: string; readonly message?: string; readonly status?: number };

export type Answer = {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
};

const requestId = "00000000-0000-4000-8000-000000000000";

/** Words an error in the protocol of the call. The status is 400 when left out. */
export function awsError(protocol: Protocol, error: AwsError): Answer {
	const { code, message = code, status = 400 } = error;
	const xml = `<Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message>`;
	switch (protocol) {
		case "query": {
			const type = `<Type>${status < 500 ? "Sender" : "Receiver"}</Type>`;
			const body = `<ErrorResponse><Error>${type}${xml}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
			return { status, headers: { "content-type": "text/xml", "x-amzn-requestid": requestId }, body };
		}
		case "s3": {
			const body = `<?xml version="1.0" encoding="UTF-8"?><Error>${xml}<RequestId>${requestId}</RequestId></Error>`;
			return { status, headers: { "content-type": "application/xml", "x-amz-request-id": requestId }, body };
		}
		case "registry":
			return jsonAnswer(status, { errors: [{ code, message }] }, {});
		case "json":
			return jsonAnswer(status, { __type: code, message }, { "content-type": "application/x-amz-json-1.1" });
		case "rest-json":
		case "none":
			return jsonAnswer(status, { message }, { "x-amzn-errortype": code });
	}
}

function jsonAnswer(status: number, body: object, headers: Readonly<Record<string, string>>): Answer {
	const common = { "content-type": "application/json", "x-amzn-requestid": requestId };
	return { status, headers: { ...common, ...headers }, body: JSON.stringify(body) };
}

function escapeXml(text: string): string {
	return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
