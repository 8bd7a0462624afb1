import { Agent, type ClientRequest, type IncomingMessage, request as plainRequest } from "node:http";
import { Agent as TlsAgent, request as tlsRequest } from "node:https";

/** A body that is made while it is sent, and again for every attempt. */
export type StreamedBody = { readonly size: number; readonly read: () => AsyncIterable<Uint8Array> };

export type RegistryRequest = {
	readonly method: "GET" | "HEAD" | "POST" | "PUT" | "DELETE";
	readonly url: URL;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: Uint8Array | StreamedBody;
	readonly signal?: AbortSignal;
};

/** An answer whose body is still to be read: by `readAll`, by a loop, or away by `drop`. */
export type RegistryAnswer = {
	readonly status: number;
	header(name: string): string | undefined;
	readonly body: IncomingMessage;
};

export type Transport = { send(request: RegistryRequest): Promise<RegistryAnswer> };

/** A connection on which not one byte moves for so long is lost. Long, because a registry hashes a layer at its end. */
const idleMs = 120_000;

/**
 * HTTP as a registry wants it: connections are kept, a body goes out with its length and in one piece, redirects are
 * the caller's matter. Not `fetch`, which sends streams without a length.
 */
export function openTransport(): Transport {
	const agents = { "http:": new Agent({ keepAlive: true }), "https:": new TlsAgent({ keepAlive: true }) };
	return { send: (request) => send(agents, request) };
}

type Agents = { readonly "http:": Agent; readonly "https:": TlsAgent };

async function send(agents: Agents, { method, url, headers, body, signal }: RegistryRequest) {
	signal?.throwIfAborted();
	const size = body instanceof Uint8Array ? body.byteLength : body?.size;
	const sized = size === undefined && method !== "POST" ? {} : { "Content-Length": String(size ?? 0) };
	const options = { method, headers: { ...headers, ...sized }, ...(signal && { signal }) };
	const request =
		url.protocol === "http:"
			? plainRequest(url, { ...options, agent: agents["http:"] })
			: tlsRequest(url, { ...options, agent: agents["https:"] });
	request.setTimeout(idleMs, () => request.destroy(lateError()));
	const answered = answerOf(request);
	// Awaited below, perhaps after the body has failed.
	answered.catch(() => undefined);
	try {
		if (body === undefined || body instanceof Uint8Array) request.end(body);
		else await sendStream(request, body);
		return await answered;
	} catch (error) {
		request.destroy();
		signal?.throwIfAborted();
		throw error;
	}
}

function lateError(): Error {
	return Object.assign(new TypeError("the connection was silent for too long"), { code: "ETIMEDOUT" });
}

function answerOf(request: ClientRequest): Promise<RegistryAnswer> {
	return new Promise((resolve, reject) => {
		request.once("error", reject);
		request.once("response", (body) => {
			// An answer before the end of the request is a refusal; the connection is of no use after it.
			if (!request.writableEnded) body.once("end", () => request.destroy());
			resolve({
				status: body.statusCode ?? 0,
				header: (name) => {
					const value = body.headers[name.toLowerCase()];
					return Array.isArray(value) ? value.join(", ") : value;
				},
				body,
			});
		});
	});
}

async function sendStream(request: ClientRequest, body: StreamedBody): Promise<void> {
	let isAnswered = false;
	request.once("response", () => (isAnswered = true));
	for await (const chunk of body.read()) {
		if (isAnswered) return;
		if (request.destroyed) break;
		if (!request.write(chunk)) await roomIn(request);
	}
	if (!isAnswered) request.end();
}

/** Resolves when the request takes more bytes, or will never do so again. */
function roomIn(request: ClientRequest): Promise<void> {
	return new Promise((resolve) => {
		const events = ["drain", "response", "close"] as const;
		const done = () => {
			for (const event of events) request.off(event, done);
			resolve();
		};
		for (const event of events) request.on(event, done);
	});
}

/** Reads the body away, so that its connection can be used again. */
export async function drop({ body }: RegistryAnswer): Promise<void> {
	for await (const _chunk of body);
}

/** The whole body, which may have at most `limit` bytes; `undefined` when it has more. */
export async function readAll({ body }: RegistryAnswer, limit: number): Promise<Uint8Array | undefined> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of body) {
		size += chunk.byteLength;
		if (size > limit) {
			body.destroy();
			return undefined;
		}
		chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}
