import type { FrameworkBuild } from "../../resources/shared/build-plan.ts";

/** File of a server's folder that Lambda calls, by the handlers of the template. */
export const WRAPPER = "index-wrap.mjs";
/** Folder of the pages that the server serves as they are, and the file that lists them. */
export const PAGES = "spool-pages";
export const PAGE_LIST = "spool-pages.json";

/** Kinds of content that travel as text; all other content is told as base64. */
const shared = `
const isText = (type) => /^(text\\/|application\\/(json|javascript|xml|x-www-form-urlencoded|manifest\\+json|graphql|.*\\+(json|xml)))|^image\\/svg|charset=/i.test(type);

/** The host that the viewer has asked for, in the place of that of the function's URL. */
function viewed(event) {
	const headers = { ...event.headers };
	if (headers["x-forwarded-host"]) headers.host = headers["x-forwarded-host"];
	return { ...event, headers };
}

const addressOf = (event) => event.rawPath + (event.rawQueryString ? "?" + event.rawQueryString : "");
const bodyOf = (event) => event.body === undefined ? undefined : Buffer.from(event.body, event.isBase64Encoded ? "base64" : "utf8");

/** Headers of the call, with its cookies, which Lambda hands over apart from them. */
const headersOf = (event) => ({ ...event.headers, ...(event.cookies?.length > 0 && { cookie: event.cookies.join("; ") }) });

function answer(statusCode, headers, cookies, body) {
	const plain = isText(headers["content-type"] ?? "") && !headers["content-encoding"];
	return {
		statusCode,
		headers,
		...(cookies.length > 0 && { cookies }),
		body: body.toString(plain ? "utf8" : "base64"),
		isBase64Encoded: !plain,
	};
}
`;

const withoutPages = `
const pageFor = () => undefined;
const notFound = () => undefined;
`;

const withPages = `
const pages = JSON.parse(readFileSync(new URL("./${PAGE_LIST}", import.meta.url), "utf8"));

function page(key, statusCode, method) {
	const body = method === "HEAD" ? "" : readFileSync(new URL("./${PAGES}/" + key.split("/").map(encodeURIComponent).join("/"), import.meta.url), "utf8");
	return { statusCode, headers: pages[key], body };
}

/** A page that was made by the build. */
function pageFor(event) {
	const { method } = event.requestContext.http;
	if (method !== "GET" && method !== "HEAD") return undefined;
	let path;
	try {
		path = decodeURIComponent(event.rawPath).replace(/^\\/+|\\/+$/g, "");
	} catch {
		return undefined;
	}
	const keys = path === "" ? ["index.html"] : [path, path + "/index.html", path + ".html"];
	const key = keys.find((one) => Object.hasOwn(pages, one));
	return key === undefined ? undefined : page(key, key === "404.html" ? 404 : 200, method);
}

/** The page for what nobody answers. */
const notFound = (event) => Object.hasOwn(pages, "404.html") ? page("404.html", 404, event.requestContext.http.method) : undefined;
`;

const passthrough = (file: string) => `
const { handler: respond } = await import(${JSON.stringify(`./${file}`)});

export const handler = async (event, context) => pageFor(event) ?? respond(viewed(event), context);
`;

const nodeHttp = (file: string) => `
// A server that Astro's adapter would start by itself, and a limit for bodies that SvelteKit's has: Lambda has one of its own.
process.env.ASTRO_NODE_AUTOSTART ??= "disabled";
process.env.BODY_SIZE_LIMIT ??= "Infinity";
const { handler: respond } = await import(${JSON.stringify(`./${file}`)});

const UNANSWERED = "x-spool-unanswered";
const server = createServer((request, response) => {
	// CloudFront takes HTTPS only; the way from here to the framework is inside of the function.
	Object.defineProperty(request.socket, "encrypted", { value: true, configurable: true });
	Promise.resolve(
		respond(request, response, (error) => {
			if (error) console.error(error);
			if (response.headersSent) return response.end();
			response.statusCode = error ? 500 : 404;
			if (!error) response.setHeader(UNANSWERED, "1");
			response.setHeader("content-type", "text/plain; charset=utf-8");
			response.end(error ? "Internal Server Error" : "Not Found");
		}),
	).catch((error) => {
		console.error(error);
		if (!response.headersSent) response.statusCode = 500;
		response.end();
	});
});
const port = await new Promise((resolve, reject) => {
	server.once("error", reject);
	server.listen(0, "127.0.0.1", () => resolve(server.address().port));
});
server.unref();

const betweenServers = new Set(["connection", "content-length", "keep-alive", "set-cookie", "transfer-encoding"]);

function ask(event) {
	const { method } = event.requestContext.http;
	const body = bodyOf(event);
	const { connection: _, "content-length": __, "transfer-encoding": ___, ...headers } = headersOf(event);
	if (body) headers["content-length"] = String(body.length);
	return new Promise((resolve, reject) => {
		const asked = request({ host: "127.0.0.1", port, method, path: addressOf(event), headers, agent: false }, (response) => {
			const chunks = [];
			response.on("data", (chunk) => chunks.push(chunk));
			response.on("error", reject);
			response.on("end", () => resolve({ response, body: Buffer.concat(chunks) }));
		});
		asked.on("error", reject);
		asked.end(body);
	});
}

export const handler = async (event) => {
	const made = pageFor(event);
	if (made) return made;
	const { response, body } = await ask(viewed(event));
	if (response.headers[UNANSWERED]) return notFound(event) ?? answer(404, { "content-type": "text/plain; charset=utf-8" }, [], body);
	const headers = Object.fromEntries(Object.entries(response.headers).filter(([name]) => !betweenServers.has(name)).map(([name, value]) => [name, String(value)]));
	return answer(response.statusCode, headers, response.headers["set-cookie"] ?? [], body);
};
`;

const webFetch = (file: string) => `
const respond = createRequestHandler(await import(${JSON.stringify(`./${file}`)}), "production");

export const handler = async (event) => {
	const made = pageFor(event);
	if (made) return made;
	const asked = viewed(event);
	const { method } = asked.requestContext.http;
	const body = method === "GET" || method === "HEAD" ? undefined : bodyOf(asked);
	const host = asked.headers.host ?? asked.requestContext.domainName;
	const response = await respond(new Request("https://" + host + addressOf(asked), { method, headers: headersOf(asked), body }));
	const headers = Object.fromEntries([...response.headers].filter(([name]) => name !== "set-cookie"));
	return answer(response.status, headers, response.headers.getSetCookie(), Buffer.from(await response.arrayBuffer()));
};
`;

/** Package of Remix that has the handler of requests; every project with a server of Node.js has it. */
export const REMIX = "@remix-run/node";

const bodies = { passthrough, "node-http": nodeHttp, "web-fetch": webFetch } as const;

const imports = {
	passthrough: "",
	"node-http": 'import { createServer, request } from "node:http";\n',
	"web-fetch": `import { createRequestHandler } from "${REMIX}";\n`,
} as const;

/**
 * The module that Lambda calls: it serves the pages that the build has made, and makes a call of Lambda's one of the
 * framework's handler in `file`. The format of calls and answers:
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 */
export function serverWrapper(
	wrapper: FrameworkBuild["wrapper"],
	file: string,
	options: { readonly hasPages: boolean },
): string {
	const { hasPages } = options;
	return [
		'import { Buffer } from "node:buffer";\n',
		hasPages ? 'import { readFileSync } from "node:fs";\n' : "",
		imports[wrapper],
		shared,
		hasPages ? withPages : withoutPages,
		bodies[wrapper](file),
	].join("");
}

/** The module around OpenNext's server. At the edge functions have no variables, so `variables` are in its code. */
export function nextWrapper(variables: Readonly<Record<string, string>> | undefined): string {
	const set = variables ? `Object.assign(process.env, ${JSON.stringify(variables)});\n` : "";
	return `${set}export const { handler } = await import("./index.mjs");\n`;
}

/**
 * The module that CloudFormation calls to put what the build knows of revalidation into the table, by the protocol of
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html. `hasProvider`: OpenNext has
 * made something that does it; without, there is nothing to put there.
 */
export function insertionWrapper(hasProvider: boolean): string {
	return `${hasProvider ? 'const { handler: insert } = await import("./index.mjs");' : "const insert = async () => undefined;"}

export const handler = async (event) => {
	let problem;
	try {
		if (event.RequestType !== "Delete") await insert({ requestType: event.RequestType.toLowerCase() });
	} catch (error) {
		console.error(error);
		problem = error instanceof Error ? error.message : String(error);
	}
	const { StackId, RequestId, LogicalResourceId } = event;
	const body = JSON.stringify({
		Status: problem === undefined ? "SUCCESS" : "FAILED",
		Reason: problem === undefined ? undefined : problem.slice(0, 1000),
		PhysicalResourceId: event.PhysicalResourceId ?? "dynamodb-cache",
		StackId,
		RequestId,
		LogicalResourceId,
	});
	await fetch(event.ResponseURL, { method: "PUT", body, headers: { "content-type": "" } });
};
`;
}
