import assert from "node:assert/strict";
import { CreateStackCommand } from "@aws-sdk/client-cloudformation";
import {
	CreateFunctionCommand,
	GetFunctionCommand,
	GetPolicyCommand,
	InvokeCommand,
	ListTagsCommand,
	ListVersionsByFunctionCommand,
	PublishVersionCommand,
	TagResourceCommand,
	UpdateFunctionCodeCommand,
	waitUntilFunctionActiveV2,
	waitUntilFunctionUpdatedV2,
} from "@aws-sdk/client-lambda";
import { type Sandbox, startSandbox } from "../../sandbox/sandbox.ts";
import { apiCode, appTemplate, workerCode } from "./app.ts";
import { type Cloud, eventually, logOf, openCloud, outputsOf, putZip, settled, zip } from "./cloud.ts";

type Answer = { readonly output: unknown; readonly error: string | undefined };

describe("the sandbox's functions", function () {
	this.timeout(120_000);
	let sandbox: Sandbox;
	let cloud: Cloud;
	let app: Record<string, string>;

	before(async () => {
		process.env["SPOOL_TEST_LEAK"] = "leaked";
		process.env["AWS_PROFILE"] = "leaked";
		sandbox = await startSandbox({ port: 0, account: "222222222222", region: "eu-central-1" });
		cloud = openCloud(sandbox);
		await putZip(cloud, "code", "api.zip", apiCode);
		await putZip(cloud, "code", "worker.zip", workerCode);
		const TemplateBody = appTemplate({ bucket: "code" });
		const Capabilities = ["CAPABILITY_IAM" as const];
		await cloud.stacks.send(new CreateStackCommand({ StackName: "app", TemplateBody, Capabilities }));
		app = outputsOf(await settled(cloud, "app"));
	});
	after(async () => {
		delete process.env["SPOOL_TEST_LEAK"];
		delete process.env["AWS_PROFILE"];
		cloud?.close();
		await sandbox?.stop();
	});

	async function define(name: string, files: Record<string, string>, timeout = 3): Promise<string> {
		await cloud.functions.send(
			new CreateFunctionCommand({
				FunctionName: name,
				Runtime: "nodejs24.x",
				Handler: "index.handler",
				Role: `arn:aws:iam::${sandbox.account}:role/any`,
				Code: { ZipFile: zip(files) },
				Timeout: timeout,
			}),
		);
		await waitUntilFunctionActiveV2(
			{ client: cloud.functions, maxWaitTime: 10, minDelay: 0.05 },
			{ FunctionName: name },
		);
		return name;
	}

	async function invoke(FunctionName: string, event: object = {}): Promise<Answer> {
		const { Payload, FunctionError } = await cloud.functions.send(
			new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
		);
		return { output: JSON.parse(Payload?.transformToString() ?? "null"), error: FunctionError };
	}

	it("run on the Node.js of their runtime with what Lambda tells them", async () => {
		const response = await fetch(`${app["Url"]}/`);
		const told = (await response.json()) as Record<string, unknown>;
		assert.match(String(told["node"]), /^24\./);
		assert.equal(told["arn"], `arn:aws:lambda:eu-central-1:222222222222:function:${app["Function"]}`);
		const remaining = Number(told["remaining"]);
		assert.ok(remaining > 0 && remaining <= 10_000, `${remaining} ms remain of 10 s`);
	});

	it("see nothing of the environment of whoever started the sandbox", async () => {
		const response = await fetch(`${app["Url"]}/`);
		const { environment } = (await response.json()) as { environment: string[] };
		for (const leaked of [
			"SPOOL_TEST_LEAK",
			"AWS_PROFILE",
			"HOME",
			"GATEWAY_PORT",
			"STATE_DIR",
			"PYTHONPATH",
		]) {
			assert.ok(!environment.includes(leaked), `${leaked} is visible`);
		}
		for (const given of ["AWS_REGION", "AWS_LAMBDA_FUNCTION_NAME", "AWS_EXECUTION_ENV", "TABLE", "VERSION"]) {
			assert.ok(environment.includes(given), `${given} is missing`);
		}
	});

	it("find the AWS SDK without carrying it, as modules of either kind", async () => {
		const posted = await fetch(`${app["Url"]}/orders`, {
			method: "POST",
			body: JSON.stringify({ id: "one" }),
		});
		assert.equal(posted.status, 201);
		// The second function, which is CommonJS, gets the message and writes to the table.
		await eventually(async () => {
			const orders = await (await fetch(`${app["Url"]}/orders`)).json();
			return JSON.stringify(orders) === '["done-one","one"]' || undefined;
		}, "the message's way to the table");
	});

	it("carry their own SDK where they have one", async () => {
		const name = await define("own-sdk", {
			"index.mjs":
				'import { mine } from "@aws-sdk/client-s3";\nexport const handler = () => Promise.resolve(mine);',
			"node_modules/@aws-sdk/client-s3/package.json": '{"main":"index.js"}',
			"node_modules/@aws-sdk/client-s3/index.js": "exports.mine = true;",
		});
		assert.equal((await invoke(name)).output, true);
	});

	it("write what they print to their log", async () => {
		const name = await define("printing", {
			"index.mjs": 'export const handler = async () => { console.log("printed"); console.error("also"); };',
		});
		await invoke(name);
		assert.match(await logOf(cloud, name), /START RequestId[\s\S]*printed[\s\S]*also[\s\S]*END RequestId/);
	});

	it("fail with the message of an error thrown while they load, which is in the log", async () => {
		for (const [name, files] of Object.entries({
			"broken-esm": { "index.mjs": 'await null;\nthrow new TypeError("cannot load");' },
			"broken-cjs": { "index.js": 'throw new TypeError("cannot load");' },
		})) {
			const { output, error } = await invoke(await define(name, files as Record<string, string>));
			assert.equal(error, "Unhandled");
			assert.equal((output as { errorMessage: string }).errorMessage, "cannot load");
			assert.match(await logOf(cloud, name), /TypeError: cannot load/);
		}
	});

	it("fail with the message of an error thrown while they run", async () => {
		const name = await define("throwing", {
			"index.mjs": 'export const handler = async () => { throw new RangeError("too far"); };',
		});
		const { output, error } = await invoke(name);
		assert.equal(error, "Unhandled");
		assert.equal((output as { errorMessage: string }).errorMessage, "too far");
		assert.match(await logOf(cloud, name), /RangeError: too far/);
	});

	it("are ended when their time is over", async () => {
		const name = await define(
			"slow",
			{ "index.mjs": "export const handler = () => new Promise(() => {});" },
			1,
		);
		const { output, error } = await invoke(name);
		assert.equal(error, "Unhandled");
		assert.match((output as { errorMessage: string }).errorMessage, /Task timed out after 1\.00 seconds/);
	});

	it("keep versions, policy and tags when their code is updated, and answer with the new code", async () => {
		const FunctionName = app["Function"] ?? "";
		await cloud.functions.send(new PublishVersionCommand({ FunctionName }));
		const { Configuration } = await cloud.functions.send(new GetFunctionCommand({ FunctionName }));
		const Resource = Configuration?.FunctionArn ?? "";
		await cloud.functions.send(new TagResourceCommand({ Resource, Tags: { swapped: "yes" } }));
		const { Policy } = await cloud.functions.send(new GetPolicyCommand({ FunctionName }));

		const ZipFile = zip({ "index.mjs": "export const handler = async () => ({ swapped: true });" });
		await cloud.functions.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
		await assert.rejects(cloud.functions.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile })), {
			name: "ResourceConflictException",
			message: `The operation cannot be performed at this time. An update is in progress for resource: ${Resource}`,
		});
		const waiting = { client: cloud.functions, maxWaitTime: 10, minDelay: 0.05 };
		await waitUntilFunctionUpdatedV2(waiting, { FunctionName });

		assert.deepEqual(await (await fetch(`${app["Url"]}/`)).json(), { swapped: true });
		const { Versions } = await cloud.functions.send(new ListVersionsByFunctionCommand({ FunctionName }));
		assert.deepEqual(
			Versions?.map(({ Version }) => Version),
			["$LATEST", "1"],
		);
		assert.equal((await cloud.functions.send(new GetPolicyCommand({ FunctionName }))).Policy, Policy);
		const { Tags } = await cloud.functions.send(new ListTagsCommand({ Resource }));
		assert.equal(Tags?.["part"], "app");
		assert.equal(Tags?.["swapped"], "yes");
		const old = await cloud.functions.send(
			new InvokeCommand({ FunctionName, Qualifier: "1", Payload: "{}" }),
		);
		assert.equal(old.FunctionError, "Unhandled", "version 1 is the old code, which needs an HTTP request");
	});

	it("answer with the new code once it is live, also while they are called without a pause", async () => {
		const code = (text: string) => ({ "index.mjs": `export const handler = async () => "${text}";` });
		const FunctionName = await define("busy", code("0"));
		const waiting = { client: cloud.functions, maxWaitTime: 10, minDelay: 0.05 };
		const calling = { isOver: false };
		const caller = async () => {
			// An invocation that was under way when its process ended fails; it is no answer.
			while (!calling.isOver) await invoke(FunctionName);
		};
		const callers = [caller(), caller(), caller()];
		const answers: unknown[] = [];
		for (const text of ["1", "2", "3", "4", "5", "6"]) {
			const ZipFile = zip(code(text));
			await cloud.functions.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
			await waitUntilFunctionUpdatedV2(waiting, { FunctionName });
			const after = await Promise.all([1, 2, 3, 4].map(() => invoke(FunctionName)));
			answers.push(...after.map(({ output }) => output).filter((output) => output !== text));
		}
		calling.isOver = true;
		await Promise.all(callers);
		assert.deepEqual(answers, []);
	});
});
