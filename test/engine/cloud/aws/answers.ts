import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import type { Session } from "../../../../engine/cloud/aws/session.ts";
import { openSession } from "../../../../engine/cloud/aws/session.ts";

/** One request as it arrived. */
export type Asked = {
	readonly method: string;
	/** Path and query as they stood in the request line. */
	readonly path: string;
	readonly headers: IncomingHttpHeaders;
	readonly body: Buffer;
	/** The fields of a request of the query protocol (CloudFormation, STS). */
	readonly fields: Readonly<Record<string, string>>;
	/** How often the server had been asked before. */
	readonly index: number;
};

export type Answer =
	| {
			readonly status?: number;
			readonly headers?: Record<string, string>;
			readonly body?: string | Uint8Array;
	  }
	/** The connection is cut: at once, or in the middle of an answer. */
	| "cut"
	| "cut in the middle"
	/** Nothing ever comes. */
	| "silence";

/** A server that gives made-up answers in AWS's name, so that the real SDK is what is tested. */
export type AnsweringServer = {
	readonly endpoint: string;
	readonly asked: Asked[];
	/** A session whose every call goes to the server. */
	session(): Session;
	stop(): Promise<void>;
};

export async function answering(answer: (asked: Asked) => Answer): Promise<AnsweringServer> {
	const all: Asked[] = [];
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on("data", (chunk: Buffer) => chunks.push(chunk));
		request.on("error", () => undefined);
		request.on("end", () => {
			const body = Buffer.concat(chunks);
			const { method = "", url: path = "", headers } = request;
			const fields = Object.fromEntries(new URLSearchParams(body.subarray(0, 100_000).toString("utf8")));
			const asked = { method, path, headers, body, fields, index: all.length };
			all.push(asked);
			const given = answer(asked);
			if (given === "silence") return;
			if (given === "cut") return void request.socket.destroy();
			if (given === "cut in the middle") {
				response.writeHead(200, { "content-length": "1000" });
				response.write("<half", () => request.socket.destroy());
				return;
			}
			response.writeHead(given.status ?? 200, given.headers ?? {});
			response.end(given.body ?? "");
		});
	});
	server.on("clientError", (_, socket) => socket.destroy());
	await new Promise<void>((resolve) => {
		server.listen(0, "127.0.0.1", resolve);
	});
	const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	return {
		endpoint,
		asked: all,
		session: () => openSession({ region: "eu-west-1", endpoint, credentials: testKeys, environment: {} }),
		stop: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => {
				server.close(resolve);
			});
		},
	};
}

export const testKeys = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/EXAMPLE" };

/** Runs `work` against a server that lives as long as it. */
export async function withAnswers<T>(
	answer: (asked: Asked) => Answer,
	work: (server: AnsweringServer) => Promise<T>,
): Promise<T> {
	const server = await answering(answer);
	try {
		return await work(server);
	} finally {
		await server.stop();
	}
}

const requestId = "0b1c2d3e-1111-2222-3333-444455556666";

/** An answer of the query protocol: `<{action}Response><{action}Result>…`. */
export function queryAnswer(action: string, result = ""): Answer {
	return {
		headers: { "content-type": "text/xml" },
		body: `<${action}Response><${action}Result>${result}</${action}Result><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${action}Response>`,
	};
}

export function queryError(code: string, message: string, status = 400): Answer {
	return {
		status,
		headers: { "content-type": "text/xml" },
		body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
	};
}

/** An error of S3. */
export function objectError(code: string, message: string, status: number): Answer {
	return {
		status,
		headers: { "content-type": "application/xml" },
		body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message><RequestId>TX123</RequestId><HostId>abc</HostId></Error>`,
	};
}

export function json(value: object, status = 200, headers: Record<string, string> = {}): Answer {
	return { status, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(value) };
}

/** An error of a service that speaks JSON. */
export function jsonError(code: string, message: string, status = 400): Answer {
	return json({ __type: code, message, Message: message }, status, { "x-amzn-errortype": code });
}

export function xmlList(name: string, items: readonly string[]): string {
	return `<${name}>${items.map((item) => `<member>${item}</member>`).join("")}</${name}>`;
}
