import { createHash, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

type Part = { readonly body: Buffer; readonly etag: string; readonly sha256: string };

type Pending = {
	readonly key: string;
	readonly startedAt: number;
	readonly parts: Map<number, Part>;
};

/** What one request may be met with. */
export type Fault =
	/** The connection is cut after so many bytes of the body, or, with `answers`, when all is done but not said. */
	| { readonly cutAfter: number }
	| { readonly cutBeforeAnswer: true }
	| { readonly error: string; readonly status: number };

/** A server that keeps objects as S3 does: digests of parts and wholes are checked, uploads in parts stay until they end. */
export type S3Server = {
	readonly endpoint: string;
	readonly objects: Map<string, { readonly body: Buffer; readonly sha256: string }>;
	readonly pending: Map<string, Pending>;
	/** Requests in their order: method, and what of the query matters. */
	readonly asked: string[];
	/** Bytes of parts and objects that have arrived, those of cut requests included. */
	received: number;
	/** Asked before each request; `undefined` lets it through. */
	fault: (name: string, count: number) => Fault | undefined;
	/** Leaves the digests out of listings, as some that speak S3's language do. */
	hidesDigests: boolean;
	stop(): Promise<void>;
};

const digest = (algorithm: string, body: Uint8Array) => createHash(algorithm).update(body).digest();

type Reply = { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: string };

const refusal = (code: string, status: number): Reply => ({
	status,
	body: `<Error><Code>${code}</Code><Message>${code}</Message></Error>`,
});

function nameOf(request: IncomingMessage, query: URLSearchParams): string {
	const { method = "" } = request;
	if (query.has("uploads")) return method === "POST" ? "begin" : "uploads";
	if (query.has("partNumber")) return "part";
	if (query.has("uploadId")) return method === "POST" ? "complete" : method === "DELETE" ? "abort" : "parts";
	return method.toLowerCase();
}

/** Keeps bytes until they are all there, or cuts the connection on the way. */
function bodyOf(server: S3Server, request: IncomingMessage, fault: Fault | undefined): Promise<Buffer> {
	return new Promise((resolve) => {
		const chunks: Buffer[] = [];
		let length = 0;
		request.on("data", (chunk: Buffer) => {
			chunks.push(chunk);
			length += chunk.length;
			if (request.method === "PUT") server.received += chunk.length;
			if (fault && "cutAfter" in fault && length >= fault.cutAfter) request.socket.destroy();
		});
		request.on("error", () => undefined);
		request.on("end", () => resolve(Buffer.concat(chunks)));
	});
}

function begin(server: S3Server, key: string): Reply {
	const id = randomUUID();
	server.pending.set(id, { key, startedAt: Date.now(), parts: new Map() });
	return {
		body: `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
	};
}

function takePart(upload: Pending, number: number, body: Buffer, claimed: string): Reply {
	const sha256 = digest("sha256", body).toString("base64");
	if (sha256 !== claimed) return refusal("BadDigest", 400);
	const etag = `"${digest("md5", body).toString("hex")}"`;
	upload.parts.set(number, { body, etag, sha256 });
	return { headers: { etag, "x-amz-checksum-sha256": sha256 } };
}

function listParts(server: S3Server, { parts }: Pending): Reply {
	const texts = [...parts].map(
		([number, { etag, sha256, body }]) =>
			`<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag><Size>${body.length}</Size>${
				server.hidesDigests ? "" : `<ChecksumSHA256>${sha256}</ChecksumSHA256>`
			}</Part>`,
	);
	return {
		body: `<ListPartsResult><IsTruncated>false</IsTruncated>${texts.join("")}</ListPartsResult>`,
	};
}

function complete(server: S3Server, id: string, upload: Pending, text: string): Reply {
	const named = [...text.matchAll(/<Part>.*?<\/Part>/gs)].map(([part]) => ({
		number: Number(/<PartNumber>(\d+)/.exec(part)?.[1]),
		etag: /<ETag>(.*?)<\/ETag>/.exec(part)?.[1]?.replaceAll("&quot;", '"'),
		sha256: /<ChecksumSHA256>(.*?)</.exec(part)?.[1],
	}));
	const parts = named.map(({ number, etag, sha256 }) => {
		const part = upload.parts.get(number);
		return part?.etag === etag && part?.sha256 === sha256 ? part : undefined;
	});
	if (parts.length === 0 || parts.includes(undefined)) return refusal("InvalidPart", 400);
	const found = parts.flatMap((part) => part ?? []);
	if (found.slice(0, -1).some(({ body }) => body.length < 5 * 1024 * 1024))
		return refusal("EntityTooSmall", 400);
	const digests = Buffer.concat(found.map(({ sha256 }) => Buffer.from(sha256, "base64")));
	const sha256 = `${digest("sha256", digests).toString("base64")}-${found.length}`;
	server.objects.set(upload.key, { body: Buffer.concat(found.map(({ body }) => body)), sha256 });
	server.pending.delete(id);
	return {
		body: `<CompleteMultipartUploadResult><ChecksumSHA256>${sha256}</ChecksumSHA256></CompleteMultipartUploadResult>`,
	};
}

function listUploads(server: S3Server, prefix: string): Reply {
	const texts = [...server.pending]
		.filter(([, { key }]) => key.startsWith(prefix))
		.map(
			([id, { key, startedAt }]) =>
				`<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>${new Date(startedAt).toISOString()}</Initiated></Upload>`,
		);
	return { body: `<ListMultipartUploadsResult>${texts.join("")}</ListMultipartUploadsResult>` };
}

function answer(
	server: S3Server,
	name: string,
	request: {
		readonly key: string;
		readonly query: URLSearchParams;
		readonly digest: string;
		readonly body: Buffer;
	},
): Reply {
	const { key, query, body } = request;
	const id = query.get("uploadId") ?? "";
	const upload = server.pending.get(id);
	if (query.has("uploadId"))
		return upload ? answerUpload(server, name, { ...request, id, upload }) : refusal("NoSuchUpload", 404);
	if (name === "begin") return begin(server, key);
	if (name === "uploads") return listUploads(server, query.get("prefix") ?? "");
	const known = server.objects.get(key);
	if (name === "head")
		return known ? { headers: { "x-amz-checksum-sha256": known.sha256 } } : { status: 404 };
	if (name !== "put") return refusal("NotImplemented", 501);
	const sha256 = digest("sha256", body).toString("base64");
	if (sha256 !== request.digest) return refusal("BadDigest", 400);
	server.objects.set(key, { body, sha256 });
	return {};
}

function answerUpload(
	server: S3Server,
	name: string,
	asked: {
		readonly query: URLSearchParams;
		readonly digest: string;
		readonly body: Buffer;
		readonly id: string;
		readonly upload: Pending;
	},
): Reply {
	const { query, body, id, upload } = asked;
	if (name === "part") return takePart(upload, Number(query.get("partNumber")), body, asked.digest);
	if (name === "parts") return listParts(server, upload);
	if (name === "complete") return complete(server, id, upload, String(body));
	server.pending.delete(id);
	return { status: 204 };
}

/** Starts a server with one bucket, of whatever name. */
export async function openS3Server(): Promise<S3Server> {
	const http = createServer(async (request, response) => {
		const { pathname, searchParams: query } = new URL(request.url ?? "", "http://local");
		const key = decodeURIComponent(pathname.split("/").slice(2).join("/"));
		const name = nameOf(request, query);
		server.asked.push(name);
		const fault = server.fault(name, server.asked.filter((one) => one === name).length);
		const body = await bodyOf(server, request, fault);
		const claimed = String(request.headers["x-amz-checksum-sha256"] ?? "");
		const reply =
			fault && "error" in fault
				? refusal(fault.error, fault.status)
				: answer(server, name, { key, query, digest: claimed, body });
		if (fault && "cutBeforeAnswer" in fault) return void request.socket.destroy();
		response.writeHead(reply.status ?? 200, reply.headers ?? {});
		response.end(reply.body === undefined ? undefined : `<?xml version="1.0"?>${reply.body}`);
	});
	await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
	const { port } = http.address() as AddressInfo;
	const server: S3Server = {
		endpoint: `http://127.0.0.1:${port}`,
		objects: new Map(),
		pending: new Map(),
		asked: [],
		received: 0,
		fault: () => undefined,
		hidesDigests: false,
		stop: () =>
			new Promise((resolve) => {
				http.close(() => resolve());
				http.closeAllConnections();
			}),
	};
	return server;
}
