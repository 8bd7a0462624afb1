import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { GetFunctionCommand, LambdaClient, UpdateFunctionCodeCommand } from "@aws-sdk/client-lambda";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { type FaultProxy, startFaultProxy } from "../../sandbox/fault-proxy.ts";

describe("the fault proxy", () => {
	/** A target that counts what reaches it and answers everything with ten bytes. */
	let target: Server;
	let reached: string[];
	let proxy: FaultProxy;
	const clients: { destroy(): void }[] = [];

	beforeEach(async () => {
		reached = [];
		target = createServer((request, response) => {
			reached.push(`${request.method} ${request.url}`);
			request.resume().on("end", () => response.end("0123456789"));
		});
		await new Promise<void>((resolve) => target.listen(0, "127.0.0.1", resolve));
		proxy = await startFaultProxy({ target: `http://127.0.0.1:${(target.address() as AddressInfo).port}` });
	});
	afterEach(async () => {
		for (const client of clients.splice(0)) client.destroy();
		await proxy.close();
		target.closeAllConnections();
		await new Promise((resolve) => target.close(resolve));
	});

	function open<C extends { destroy(): void }>(Client: new (config: object) => C): C {
		const client = new Client({
			endpoint: proxy.endpoint,
			region: "eu-west-1",
			credentials: { accessKeyId: "111111111111", secretAccessKey: "x" },
			forcePathStyle: true,
			maxAttempts: 1,
		});
		clients.push(client);
		return client;
	}

	const text = async (path = "/") => await (await fetch(proxy.endpoint + path)).text();

	it("lets calls through and logs them by service and action", async () => {
		assert.equal(await text("/any?x=1"), "0123456789");
		const objects = open(S3Client);
		await objects.send(new PutObjectCommand({ Bucket: "b", Key: "k/x", Body: "abc" }));
		await open(LambdaClient)
			.send(new UpdateFunctionCodeCommand({ FunctionName: "f" }))
			.catch(() => undefined);
		await open(CloudFormationClient)
			.send(new DescribeStacksCommand({}))
			.catch(() => undefined);
		await open(CloudWatchLogsClient)
			.send(new DescribeLogGroupsCommand({}))
			.catch(() => undefined);
		assert.deepEqual(
			proxy.log().map(({ service, action, account }) => [service, action, account]),
			[
				["data", "GET /any", undefined],
				["s3", "PUT object", "111111111111"],
				["lambda", "UpdateFunctionCode", "111111111111"],
				["cloudformation", "DescribeStacks", "111111111111"],
				["logs", "DescribeLogGroups", "111111111111"],
			],
		);
		assert.equal(reached.length, 5);
	});

	it("words errors in the protocol of each service", async () => {
		proxy.addRule({ fault: { kind: "error", code: "Sorry", message: "a < b", status: 418 } });
		const calls = [
			() => open(CloudFormationClient).send(new DescribeStacksCommand({})),
			() => open(CloudWatchLogsClient).send(new DescribeLogGroupsCommand({})),
			() => open(LambdaClient).send(new GetFunctionCommand({ FunctionName: "f" })),
			() => open(S3Client).send(new GetObjectCommand({ Bucket: "b", Key: "k" })),
		];
		for (const call of calls) await assert.rejects(call(), { name: "Sorry", message: "a < b" });
		assert.deepEqual(reached, []);
	});

	it("breaks the calls that a rule is for, as often as it says", async () => {
		proxy.addRule({ path: /^\/b/, skip: 1, times: 2, fault: { kind: "answer", status: 503, body: "no" } });
		const answers: string[] = [];
		for (const path of ["/a", "/b", "/b", "/a", "/b", "/b"]) answers.push(await text(path));
		assert.deepEqual(answers, ["0123456789", "0123456789", "no", "0123456789", "no", "0123456789"]);
		proxy.addRule({ method: "GET", fault: { kind: "answer", status: 500 } });
		assert.equal(await text(), "");
		proxy.clearRules();
		assert.equal(await text(), "0123456789");
	});

	it("resets connections before, after and within the work of the target", async () => {
		for (const [when, calls] of [
			["before", 0],
			["after", 1],
			["middle", 2],
		] as const) {
			proxy.addRule({ times: 1, fault: { kind: "reset", when } });
			await assert.rejects(text(), TypeError, when);
			assert.equal(reached.length, calls, when);
			proxy.clearRules();
		}
	});

	it("cuts an answer short and changes a byte of it", async () => {
		proxy.addRule({ times: 1, fault: { kind: "truncate", bytes: 4 } });
		await assert.rejects(text(), TypeError);
		proxy.addRule({ times: 1, fault: { kind: "corrupt" } });
		const broken = Buffer.from(await (await fetch(proxy.endpoint)).arrayBuffer());
		const wrong = [...broken].filter((byte, i) => byte !== "0123456789".charCodeAt(i));
		assert.equal(wrong.length, 1);
	});

	it("delays, slows down and never answers", async () => {
		const took = async (work: () => Promise<unknown>) => {
			const started = performance.now();
			await work();
			return performance.now() - started;
		};
		proxy.addRule({ times: 1, fault: { kind: "delay", ms: 120 } });
		assert.ok((await took(text)) >= 115);
		proxy.addRule({ times: 1, fault: { kind: "slow", bytesPerSecond: 50 } });
		assert.ok((await took(text)) >= 190);
		proxy.addRule({ times: 1, fault: { kind: "hang" } });
		const signal = AbortSignal.timeout(100);
		await assert.rejects(fetch(proxy.endpoint, { signal }), { name: "TimeoutError" });
	});
});
