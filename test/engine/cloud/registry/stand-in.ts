import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** A request as the stand-in saw it. */
export type Asked = {
	readonly method: string;
	readonly path: string;
	readonly query: URLSearchParams;
	readonly headers: IncomingMessage["headers"];
	/** Bytes of its body that arrived. */
	size: number;
};

/** Looks at a request first; true when it has answered. */
export type Interrupt = (asked: Asked, response: ServerResponse, request: IncomingMessage) => boolean;

export type StandIn = {
	readonly host: string;
	readonly url: string;
	readonly asked: Asked[];
	/** Bytes by `repository/digest`. */
	readonly blobs: Map<string, Buffer>;
	/** By `repository/reference`. */
	readonly manifests: Map<string, { readonly type: string; readonly bytes: Buffer }>;
	interrupt: Interrupt | undefined;
	/** False: a mount is answered like any other begin of an upload, as ECR does without the account's setting. */
	mounts: boolean;
	close(): Promise<void>;
};

/** The digest of `bytes` as a registry writes it. */
export function sha256(bytes: Uint8Array): string {
	return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

function end(
	response: ServerResponse,
	status: number,
	headers: Record<string, string> = {},
	body?: Uint8Array,
) {
	response.writeHead(status, { "Content-Length": String(body?.length ?? 0), ...headers }).end(body);
}

/** Answers with an error in the words of the distribution specification. */
export function refuse(response: ServerResponse, status: number, code: string, message: string): true {
	end(response, status, {}, Buffer.from(JSON.stringify({ errors: [{ code, message }] })));
	return true;
}

async function bodyOf(request: IncomingMessage, asked: Asked): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) {
		chunks.push(chunk);
		asked.size += chunk.length;
	}
	return Buffer.concat(chunks);
}

function readBlob(
	{ blobs }: StandIn,
	[repository, digest]: [string, string],
	asked: Asked,
	response: ServerResponse,
) {
	const bytes = blobs.get(`${repository}/${digest}`);
	if (!bytes) return refuse(response, 404, "BLOB_UNKNOWN", "blob unknown to registry");
	const headers = { "Content-Length": String(bytes.length) };
	return end(response, 200, headers, asked.method === "HEAD" ? undefined : bytes);
}

function beginUpload(standIn: StandIn, repository: string, { query }: Asked, response: ServerResponse) {
	const digest = query.get("mount");
	const mounted = standIn.mounts ? standIn.blobs.get(`${query.get("from")}/${digest}`) : undefined;
	if (!mounted) return end(response, 202, { Location: `/v2/${repository}/blobs/uploads/1?_state=x` });
	standIn.blobs.set(`${repository}/${digest}`, mounted);
	return end(response, 201);
}

function storeManifest(
	standIn: StandIn,
	[repository, reference]: [string, string],
	type: string,
	bytes: Buffer,
	response: ServerResponse,
) {
	const named = [...bytes.toString("utf8").matchAll(/"digest":"(sha256:[0-9a-f]{64})"/g)].map(
		([, digest = ""]) => digest,
	);
	const missing = named.find(
		(one) => !standIn.blobs.has(`${repository}/${one}`) && !standIn.manifests.has(`${repository}/${one}`),
	);
	if (missing) return refuse(response, 404, "MANIFEST_BLOB_UNKNOWN", `blob unknown to registry: ${missing}`);
	for (const key of [reference, sha256(bytes)])
		standIn.manifests.set(`${repository}/${key}`, { type, bytes });
	return end(response, 201);
}

async function answer(standIn: StandIn, asked: Asked, request: IncomingMessage, response: ServerResponse) {
	const match = /^\/v2\/(.+)\/(blobs|manifests)\/(.+)$/.exec(asked.path);
	if (!match) return end(response, asked.path === "/v2/" ? 200 : 404);
	const [, repository = "", kind, reference = ""] = match;
	if (asked.method === "POST") return beginUpload(standIn, repository, asked, response);
	if (asked.method === "PUT") {
		const bytes = await bodyOf(request, asked);
		const type = request.headers["content-type"] ?? "";
		if (kind === "manifests") return storeManifest(standIn, [repository, reference], type, bytes, response);
		const digest = asked.query.get("digest") ?? "";
		if (sha256(bytes) !== digest)
			return refuse(response, 400, "DIGEST_INVALID", "provided digest did not match uploaded content");
		standIn.blobs.set(`${repository}/${digest}`, bytes);
		return end(response, 201);
	}
	if (kind === "blobs") return readBlob(standIn, [repository, reference], asked, response);
	const manifest = standIn.manifests.get(`${repository}/${reference}`);
	if (!manifest) return refuse(response, 404, "MANIFEST_UNKNOWN", "manifest unknown");
	return end(response, 200, { "Content-Type": `${manifest.type}; charset=utf-8` }, manifest.bytes);
}

/** A registry in memory, of which every answer can be replaced. */
export async function startStandIn(): Promise<StandIn> {
	const server = createServer((request, response) => {
		const { pathname, searchParams } = new URL(request.url ?? "/", "http://stand-in");
		const asked: Asked = {
			method: request.method ?? "",
			path: pathname,
			query: searchParams,
			headers: request.headers,
			size: 0,
		};
		standIn.asked.push(asked);
		if (standIn.interrupt?.(asked, response, request)) return;
		answer(standIn, asked, request, response).catch(() => response.destroy());
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const address = server.address();
	const host = `127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
	const standIn: StandIn = {
		host,
		url: `http://${host}`,
		asked: [],
		blobs: new Map(),
		manifests: new Map(),
		interrupt: undefined,
		mounts: true,
		close: async () => {
			server.closeAllConnections();
			server.close();
			await once(server, "close");
		},
	};
	return standIn;
}

/** A registry for the tests of a `describe`, empty before each of them. */
export function standInForEach(): () => StandIn {
	let current: StandIn | undefined;
	beforeEach(async () => {
		current = await startStandIn();
	});
	afterEach(async () => current?.close());
	return () => {
		if (!current) throw new Error("the stand-in has not started");
		return current;
	};
}
