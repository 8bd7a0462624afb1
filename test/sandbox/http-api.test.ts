import assert from "node:assert/strict";
import { CreateStackCommand } from "@aws-sdk/client-cloudformation";
import { type Sandbox, startSandbox } from "../../sandbox/sandbox.ts";
import { apiCode, appTemplate } from "./app.ts";
import { type Cloud, openCloud, outputsOf, putZip, settled } from "./cloud.ts";

/** A route whose calls another function lets through or not. */
const guarded = {
	Guard: {
		Type: "AWS::Lambda::Function",
		Properties: {
			Runtime: "nodejs24.x",
			Handler: "index.handler",
			Role: { "Fn::GetAtt": ["Role", "Arn"] },
			Code: { S3Bucket: "code", S3Key: "guard.zip" },
		},
	},
	Authorizer: {
		Type: "AWS::ApiGatewayV2::Authorizer",
		Properties: {
			ApiId: { Ref: "Api" },
			Name: "guard",
			AuthorizerType: "REQUEST",
			AuthorizerPayloadFormatVersion: "2.0",
			EnableSimpleResponses: true,
			AuthorizerResultTtlInSeconds: 0,
			IdentitySource: ["$request.header.Authorization"],
			AuthorizerUri: {
				"Fn::Join": [
					"",
					[
						"arn:aws:apigateway:",
						{ Ref: "AWS::Region" },
						":lambda:path/2015-03-31/functions/",
						{ "Fn::GetAtt": ["Guard", "Arn"] },
						"/invocations",
					],
				],
			},
		},
	},
	GuardedRoute: {
		Type: "AWS::ApiGatewayV2::Route",
		Properties: {
			ApiId: { Ref: "Api" },
			RouteKey: "GET /guarded/{id}",
			Target: { "Fn::Join": ["/", ["integrations", { Ref: "Integration" }]] },
			AuthorizationType: "CUSTOM",
			AuthorizerId: { Ref: "Authorizer" },
		},
	},
};

describe("the sandbox's HTTP APIs", function () {
	this.timeout(120_000);
	let sandbox: Sandbox;
	let cloud: Cloud;
	let url: string;
	let functionUrl: string;

	before(async () => {
		sandbox = await startSandbox({ port: 0 });
		cloud = openCloud(sandbox);
		await putZip(cloud, "code", "api.zip", apiCode);
		const staging = {
			Type: "AWS::ApiGatewayV2::Stage",
			Properties: { ApiId: { Ref: "Api" }, StageName: "staging", AutoDeploy: true },
		};
		await putZip(cloud, "code", "guard.zip", {
			"index.mjs": `export const handler = async ({ headers, routeArn }) => ({
				isAuthorized: headers.authorization === "Bearer good",
				context: { routeArn },
			});`,
		});
		const TemplateBody = appTemplate({ bucket: "code", hasQueue: false, more: { staging, ...guarded } });
		const Capabilities = ["CAPABILITY_IAM" as const];
		await cloud.stacks.send(new CreateStackCommand({ StackName: "app", TemplateBody, Capabilities }));
		const outputs = outputsOf(await settled(cloud, "app"));
		url = outputs["Url"] ?? "";
		functionUrl = outputs["FunctionUrl"] ?? "";
	});
	after(async () => {
		cloud?.close();
		await sandbox?.stop();
	});

	type Event = { readonly raw: string; readonly query: unknown; readonly proxy: string | null } & Record<
		string,
		unknown
	>;

	async function get(path: string, init?: RequestInit): Promise<Event> {
		const response = await fetch(path, init);
		assert.equal(response.status, 200, await response.clone().text());
		return (await response.json()) as Event;
	}

	const paths: Record<string, Partial<Event>> = {
		"": { raw: "/", proxy: null },
		"/": { raw: "/", proxy: null },
		"/a": { raw: "/a", proxy: "a" },
		"/a/b/c": { raw: "/a/b/c", proxy: "a/b/c" },
		"/a?x=1&y=two%20words&x=3": { raw: "/a", query: { x: "1,3", y: "two words" } },
		// A named stage comes before the paths of the default stage.
		"/staging/a": { proxy: "a" },
	};
	for (const [path, expected] of Object.entries(paths)) {
		it(`serve ${path || "their address"} by its path`, async () => {
			const event = await get(url + path);
			for (const [key, value] of Object.entries(expected)) assert.deepEqual(event[key], value, key);
		});
	}

	it("are listed with the address that they answer at", async () => {
		const scope = `${sandbox.account}/20260101/${sandbox.region}/apigateway/aws4_request`;
		const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
		const listed = await fetch(`${sandbox.endpoint}/v2/apis`, { headers: { authorization } });
		const { items } = (await listed.json()) as { items: { apiEndpoint: string }[] };
		assert.deepEqual(
			items.map(({ apiEndpoint }) => apiEndpoint),
			[url],
		);
	});

	it("pass text as text and other bodies in base64", async () => {
		const text = await get(`${url}/a`, {
			method: "POST",
			body: "hello",
			headers: { "content-type": "text/plain" },
		});
		assert.deepEqual([text["body"], text["encoded"]], ["hello", false]);
		const bytes = Buffer.from([0, 1, 255]);
		const headers = { "content-type": "application/octet-stream" };
		const binary = await get(`${url}/a`, { method: "POST", body: bytes, headers });
		assert.deepEqual([binary["body"], binary["encoded"]], [bytes.toString("base64"), true]);
	});

	it("give binary answers and cookies back", async () => {
		const image = await fetch(`${url}/image`);
		assert.equal(image.headers.get("content-type"), "image/png");
		assert.deepEqual([...new Uint8Array(await image.arrayBuffer())], [0, 255, 128, 10]);
		const cookies = await fetch(`${url}/cookies`);
		assert.deepEqual(cookies.headers.getSetCookie(), ["a=1", "b=2"]);
	});

	it("answer preflight requests from the template's CORS settings", async () => {
		const preflight = (origin: string) =>
			fetch(`${url}/orders`, {
				method: "OPTIONS",
				headers: { origin, "access-control-request-method": "POST" },
			});
		const allowed = await preflight("https://app.example");
		assert.equal(allowed.status, 204);
		assert.equal(allowed.headers.get("access-control-allow-origin"), "https://app.example");
		assert.equal(allowed.headers.get("access-control-allow-methods"), "GET,POST");
		assert.equal(allowed.headers.get("access-control-max-age"), "60");
		const foreign = await preflight("https://elsewhere.example");
		assert.equal(foreign.headers.get("access-control-allow-origin"), null);
		const called = await fetch(`${url}/`, { headers: { origin: "https://app.example" } });
		assert.equal(called.headers.get("access-control-allow-origin"), "https://app.example");
		await called.arrayBuffer();
	});

	it("ask the authorizer of a route, which comes before wider routes", async () => {
		const call = (authorization: string) => fetch(`${url}/guarded/1`, { headers: { authorization } });
		assert.equal((await call("Bearer good")).status, 200);
		assert.equal((await call("Bearer bad")).status, 403);
		assert.equal((await fetch(`${url}/guarded/1`)).status, 401);
	});

	it("have function URLs beside them that answer too", async () => {
		assert.match(functionUrl, /^http:\/\/127\.0\.0\.1:\d+\/_aws\/lambda-url\/[a-z0-9]+\/$/);
		assert.equal((await get(`${functionUrl}some/path?q=1`)).raw, "/some/path");
	});
});
