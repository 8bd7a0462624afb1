import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { after } from "mocha";
import {
	insertionWrapper,
	nextWrapper,
	serverWrapper,
	WRAPPER,
} from "../../../../engine/deploy/websites/wrappers.ts";
import { type Files, temporaryFolder, writeFiles } from "../../package/project.ts";

type Answer = {
	readonly statusCode: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly cookies?: readonly string[];
	readonly body: string;
	readonly isBase64Encoded?: boolean;
};
type Handler = (event: object, context: object) => Promise<Answer>;

async function load(files: Files): Promise<Handler> {
	const folder = temporaryFolder();
	writeFiles(folder, { "package.json": '{"type":"module"}', ...files });
	const loaded = (await import(pathToFileURL(join(folder, WRAPPER)).href)) as { readonly handler: Handler };
	return loaded.handler;
}

function call(method: string, rawPath: string, more: object = {}): object {
	const headers = { host: "abc.lambda-url.eu-west-1.on.aws", "x-forwarded-host": "www.example.com" };
	return { rawPath, rawQueryString: "a=1&b=2", headers, requestContext: { http: { method } }, ...more };
}

/** A handler like those of adapters for Node.js. */
const nodeHandler = `export const handler = (request, response, next) => {
	if (request.url.startsWith("/none")) return next();
	if (request.url.startsWith("/broken")) return next(new Error("no"));
	const chunks = [];
	request.on("data", (chunk) => chunks.push(chunk));
	request.on("end", () => {
		response.setHeader("set-cookie", ["a=1; Path=/", "b=2"]);
		if (request.url.startsWith("/image")) {
			response.setHeader("content-type", "image/png");
			return response.end(Buffer.from([0xff, 0x00]));
		}
		response.setHeader("content-type", "application/json");
		response.statusCode = 201;
		const { method, url, headers, socket } = request;
		response.end(JSON.stringify({ method, url, host: headers.host, cookie: headers.cookie, encrypted: socket.encrypted, body: Buffer.concat(chunks).toString() }));
	});
};`;

const pages: Files = {
	"spool-pages.json":
		'{"about/index.html":{"content-type":"text/html"},"404.html":{"content-type":"text/html"},"index.html":{"cache-control":"no-store"}}',
	"spool-pages/about/index.html": "About",
	"spool-pages/404.html": "Lost",
	"spool-pages/index.html": "Start",
};

describe("the server of a website on Lambda", () => {
	it("hands calls to a handler of Node.js, as the viewer has sent them", async () => {
		const handler = await load({
			"dist/server/entry.mjs": nodeHandler,
			[WRAPPER]: serverWrapper("node-http", "dist/server/entry.mjs", { hasPages: false }),
		});
		const more = {
			cookies: ["s=1", "t=2"],
			body: Buffer.from("héy").toString("base64"),
			isBase64Encoded: true,
		};
		const answer = await handler(call("POST", "/path", more), {});
		assert.equal(answer.statusCode, 201);
		assert.deepEqual(answer.cookies, ["a=1; Path=/", "b=2"]);
		assert.equal(answer.isBase64Encoded, false);
		assert.deepEqual(JSON.parse(answer.body), {
			method: "POST",
			url: "/path?a=1&b=2",
			host: "www.example.com",
			cookie: "s=1; t=2",
			encrypted: true,
			body: "héy",
		});
		const image = await handler(call("GET", "/image"), {});
		assert.deepEqual([image.body, image.isBase64Encoded], ["/wA=", true]);
		assert.equal((await handler(call("GET", "/none"), {})).statusCode, 404);
		assert.equal((await handler(call("GET", "/broken"), {})).statusCode, 500);
	});

	it("serves pages that the build has made, and the one for what is not there", async () => {
		const handler = await load({
			"entry.mjs": nodeHandler,
			...pages,
			[WRAPPER]: serverWrapper("node-http", "entry.mjs", { hasPages: true }),
		});
		const answered = async (method: string, path: string) => {
			const { statusCode, body } = await handler(call(method, path), {});
			return [statusCode, body.slice(0, 10)];
		};
		assert.deepEqual(await answered("GET", "/about"), [200, "About"]);
		assert.deepEqual(await answered("GET", "/about/"), [200, "About"]);
		assert.deepEqual(await answered("HEAD", "/about/index.html"), [200, ""]);
		assert.deepEqual(await answered("GET", "/none"), [404, "Lost"]);
		assert.deepEqual(await answered("POST", "/about"), [201, '{"method":']);
		assert.deepEqual(await answered("GET", "/%E0%A4%A"), [201, '{"method":']);
		assert.deepEqual(await answered("GET", "/../spool-pages.json"), [201, '{"method":']);
		const start = await handler(call("GET", "/"), {});
		assert.deepEqual([start.body, start.headers], ["Start", { "cache-control": "no-store" }]);
	});

	it("calls a handler that is one of Lambda already", async () => {
		const handler = await load({
			"index.mjs":
				"export const handler = async (event, context) => ({ statusCode: 200, host: event.headers.host, context });",
			[WRAPPER]: serverWrapper("passthrough", "index.mjs", { hasPages: false }),
		});
		assert.deepEqual(await handler(call("GET", "/"), { id: 1 }), {
			statusCode: 200,
			host: "www.example.com",
			context: { id: 1 },
		});
	});

	it("makes requests of the web for Remix", async () => {
		const remix = `export const createRequestHandler = (build, mode) => async (request) => {
	const headers = new Headers({ "content-type": "text/plain" });
	headers.append("set-cookie", "a=1");
	headers.append("set-cookie", "b=2");
	return new Response([build.name, mode, request.method, request.url, await request.text()].join(" "), { status: 202, headers });
};`;
		const handler = await load({
			"node_modules/@remix-run/node/package.json":
				'{"name":"@remix-run/node","type":"module","exports":"./index.js"}',
			"node_modules/@remix-run/node/index.js": remix,
			"build/server/index.js": 'export const name = "app";',
			[WRAPPER]: serverWrapper("web-fetch", "build/server/index.js", { hasPages: false }),
		});
		const answer = await handler(call("POST", "/x", { body: "hello" }), {});
		assert.deepEqual(answer, {
			statusCode: 202,
			headers: { "content-type": "text/plain" },
			cookies: ["a=1", "b=2"],
			body: "app production POST https://www.example.com/x?a=1&b=2 hello",
			isBase64Encoded: false,
		});
	});

	it("has its variables in its code where it runs at the edge", async () => {
		const index = "export const handler = async () => process.env.SPOOL_TEST_EDGE;";
		const handler = await load({ "index.mjs": index, [WRAPPER]: nextWrapper({ SPOOL_TEST_EDGE: 'a"b' }) });
		after(() => delete process.env["SPOOL_TEST_EDGE"]);
		assert.equal(await handler({}, {}), 'a"b');
		assert.doesNotMatch(nextWrapper(undefined), /process/);
	});
});

describe("what fills the table of a Next.js website", () => {
	const told: { readonly type: string | undefined; readonly body: unknown }[] = [];
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on("data", (chunk: Buffer) => chunks.push(chunk));
		request.on("end", () => {
			told.push({
				type: request.headers["content-type"],
				body: JSON.parse(Buffer.concat(chunks).toString()),
			});
			response.end();
		});
	});
	let url = "";

	before(async () => {
		server.listen(0, "127.0.0.1");
		await once(server, "listening");
		const address = server.address();
		url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`;
	});
	after(() => void server.close());

	const event = (RequestType: string) => ({
		...{ RequestType, ResponseURL: url, StackId: "s", RequestId: "r", LogicalResourceId: "l" },
	});

	it("tells CloudFormation how it went", async () => {
		const index =
			'export const handler = async ({ requestType }) => { if (requestType === "update") throw new Error("no table"); };';
		const handler = await load({ "index.mjs": index, [WRAPPER]: insertionWrapper(true) });
		await handler(event("Create"), {});
		await handler(event("Update"), {});
		await (await load({ [WRAPPER]: insertionWrapper(false) }))(event("Delete"), {});
		const same = {
			PhysicalResourceId: "dynamodb-cache",
			StackId: "s",
			RequestId: "r",
			LogicalResourceId: "l",
		};
		assert.deepEqual(
			told.map(({ body }) => body),
			[
				{ Status: "SUCCESS", ...same },
				{ Status: "FAILED", Reason: "no table", ...same },
				{ Status: "SUCCESS", ...same },
			],
		);
	});
});
