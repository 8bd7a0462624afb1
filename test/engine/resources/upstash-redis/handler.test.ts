import assert from "node:assert/strict";
import { handlerCode } from "../../../../engine/resources/upstash-redis/handler.ts";

type Request = { readonly method: string; readonly path: string; readonly body: unknown };
type Answer = Readonly<Record<string, unknown>>;

const name = "proj-dev-1-cache";
const wanted = { DatabaseName: name, Region: "eu-west-1" };
const details = {
	database_id: "db1",
	endpoint: "cache.upstash.io",
	port: 6379,
	password: "p",
	rest_token: "t",
	read_only_rest_token: "r",
};

/** Upstash and CloudFormation as the function sees them: requests are kept, `reply` answers those to Upstash. */
async function run(event: object, reply: (request: Request) => unknown) {
	const requests: Request[] = [];
	const sent: Answer[] = [];
	const send = async (
		url: string,
		options: { method: string; body?: string; headers: Record<string, string> },
	) => {
		const body: unknown = options.body && JSON.parse(options.body);
		if (url === "https://cloudformation.example.com") {
			sent.push(body as Answer);
			return {};
		}
		assert.equal(options.headers["Authorization"], `Basic ${btoa("dev@example.com:secret")}`);
		const request = {
			method: options.method,
			path: url.replace("https://api.upstash.com/v2/redis", ""),
			body,
		};
		requests.push(request);
		const answer = reply(request);
		const status = typeof answer === "number" ? answer : 200;
		return { ok: status < 300, status, text: async () => (status < 300 ? JSON.stringify(answer) : "no") };
	};
	class SecretsManagerClient {
		async send() {
			return { SecretString: JSON.stringify({ Email: "dev@example.com", Key: "secret" }) };
		}
	}
	class GetSecretValueCommand {}
	const module: { handler?: (event: object) => Promise<void> } = {};
	// What Lambda gives a module: the names that the code uses without declaring them.
	const load = new Function("require", "exports", "process", "fetch", "console", handlerCode);
	const quiet = { error: () => undefined };
	load(() => ({ GetSecretValueCommand, SecretsManagerClient }), module, { env: {} }, send, quiet);
	await module.handler?.({
		StackId: "stack",
		RequestId: "request",
		LogicalResourceId: "CacheDatabase",
		ResponseURL: "https://cloudformation.example.com",
		...event,
	});
	assert.equal(sent.length, 1);
	return {
		requests: requests.map(({ method, path }) => `${method} ${path}`),
		bodies: requests,
		answer: sent[0] ?? {},
	};
}

const upstash =
	(databases: readonly object[]) =>
	({ method, path }: Request): unknown => {
		if (path === "/databases") return databases;
		return method === "POST" && path !== "/database" ? "OK" : details;
	};

describe("the function that makes databases at Upstash", () => {
	it("makes one and tells its address and its secrets, which CloudFormation is not to show", async () => {
		const { requests, bodies, answer } = await run(
			{ RequestType: "Create", ResourceProperties: { ...wanted, EvictionEnabled: "true" } },
			upstash([]),
		);
		assert.deepEqual(requests, ["GET /databases", "POST /database", "GET /database/db1"]);
		assert.deepEqual(bodies[1]?.body, {
			database_name: name,
			platform: "aws",
			primary_region: "eu-west-1",
			tls: true,
			eviction: true,
		});
		assert.deepEqual(answer, {
			StackId: "stack",
			RequestId: "request",
			LogicalResourceId: "CacheDatabase",
			PhysicalResourceId: "db1",
			NoEcho: true,
			Status: "SUCCESS",
			Data: {
				DatabaseID: "db1",
				Endpoint: "cache.upstash.io",
				Port: "6379",
				Password: "p",
				RestToken: "t",
				ReadOnlyRestToken: "r",
			},
		});
	});

	it("makes no second one when Lambda calls twice", async () => {
		const { requests } = await run(
			{ RequestType: "Create", ResourceProperties: wanted },
			upstash([{ database_id: "db1", database_name: name }]),
		);
		assert.deepEqual(requests, ["GET /databases", "GET /database/db1"]);
	});

	const updates: readonly (readonly [
		why: string,
		before: object,
		now: object,
		expected: readonly string[],
	])[] = [
		["nothing that it knows", wanted, wanted, ["GET /database/db1"]],
		[
			"eviction",
			wanted,
			{ ...wanted, EvictionEnabled: "true" },
			["POST /enable-eviction/db1", "GET /database/db1"],
		],
		[
			"eviction back",
			{ ...wanted, EvictionEnabled: "true" },
			wanted,
			["POST /disable-eviction/db1", "GET /database/db1"],
		],
		[
			"the region, which is another database",
			{ ...wanted, Region: "us-east-1" },
			wanted,
			["GET /databases", "POST /database", "GET /database/db1"],
		],
	];
	for (const [why, OldResourceProperties, ResourceProperties, expected] of updates) {
		it(`changes ${why}`, async () => {
			const event = {
				RequestType: "Update",
				PhysicalResourceId: "db1",
				OldResourceProperties,
				ResourceProperties,
			};
			const { requests, answer } = await run(event, upstash([]));
			assert.deepEqual(requests, expected);
			assert.equal(answer["Status"], "SUCCESS");
		});
	}

	it("deletes what is there, and is content with what is not", async () => {
		const event = { RequestType: "Delete", PhysicalResourceId: "db1", ResourceProperties: wanted };
		for (const reply of ["OK", 404]) {
			const { requests, answer } = await run(event, () => reply);
			assert.deepEqual(requests, ["DELETE /database/db1"]);
			assert.deepEqual([answer["Status"], answer["PhysicalResourceId"]], ["SUCCESS", "db1"]);
		}
		const { requests } = await run({ ...event, PhysicalResourceId: "not-made" }, () => 500);
		assert.deepEqual(requests, []);
	});

	it("answers with the reason when Upstash refuses, and without the key", async () => {
		const { answer } = await run({ RequestType: "Create", ResourceProperties: wanted }, () => 401);
		assert.equal(answer["Status"], "FAILED");
		assert.equal(answer["PhysicalResourceId"], "not-made");
		assert.equal(answer["Reason"], "Upstash answers 401 to GET /databases: no");
	});
});
