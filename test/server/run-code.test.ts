import assert from "node:assert/strict";
import { NOT_ALLOWED } from "../../engine/config/facts.ts";
import { type CodeAnswer, writeAnswer } from "../../engine/config/program/answer.ts";
import { codeChangedNotification, type RunParams, type TransformParams } from "../../server/protocol.ts";
import {
	type ClientOptions,
	createClient,
	type LspClient,
	type OpenDocument,
} from "../support/lsp-client.ts";
import { memoryFiles } from "./memory-files.ts";

const program = `import { defineConfig } from "stacktape";

export default defineConfig(() => ({
	resources: {
		jobs: { type: "sqs-queue", properties: { visibilityTimeoutSeconds: 30 } },
	},
}));
`;

const queue = (visibilityTimeoutSeconds: number) => ({
	resources: { jobs: { type: "sqs-queue", properties: { visibilityTimeoutSeconds } } },
});

const value = (given: unknown): CodeAnswer => ({ ok: true, value: given });

/** Code whose answers a test decides, and what was asked of it. */
function fakeCode(first: CodeAnswer | typeof NOT_ALLOWED | "given up") {
	const asked: string[] = [];
	const state = { answer: first };
	const run = async ({ wants }: RunParams) => {
		asked.push(...wants.map(({ called, args }) => `${called} ${JSON.stringify(args)}`));
		const { answer } = state;
		if (answer === "given up") return null;
		return wants.map(() => (answer === NOT_ALLOWED ? answer : writeAnswer(answer)));
	};
	return { asked, state, run };
}

describe("code of a config, as the client runs it", () => {
	const clients: LspClient[] = [];

	async function start(options: ClientOptions): Promise<LspClient> {
		const files = memoryFiles({ "/project/size.ts": "", "/project/cdk/topic.ts": "" });
		const client = await createClient({ ...options, files });
		clients.push(client);
		return client;
	}

	afterEach(async () => {
		for (const client of clients.splice(0)) await client.close();
	});

	const open = (client: LspClient, text = program) => client.open("stacktape.ts", text, "typescript");

	/** Says that the code has changed, and waits for what comes of it. */
	async function rerun(client: LspClient, { uri }: OpenDocument): Promise<void> {
		const next = client.analysed(uri);
		await client.notify(codeChangedNotification, { uri });
		await next;
	}

	const codesOf = async (document: OpenDocument) =>
		(await document.diagnostics()).map(({ code, range }) => `${code} at ${range.start.line}`);
	const labelsOf = async (document: OpenDocument) => (await document.hints()).map(({ label }) => label);

	it("gives a config in TypeScript its problems, names and template, and nothing is said before", async () => {
		const code = fakeCode(value({ resources: { ...queue(90_000).resources, sound: { type: "sqs-queue" } } }));
		const client = await start({ code });
		const document = await open(client);
		const [problem] = await document.diagnostics();
		assert.equal(problem?.code, "number-out-of-range");
		const line = program.split("\n")[problem.range.start.line] ?? "";
		assert.equal(line.slice(problem.range.start.character, problem.range.end.character), "30");
		assert.deepEqual(await labelsOf(document), ["project-dev-sound"]);
		assert.ok((await document.names())?.some(({ name }) => name === "project-dev-sound"));
		assert.match((await document.template())?.text ?? "", /"QueueName": "project-dev-sound"/);
		assert.deepEqual(
			client.published.map(({ diagnostics }) => diagnostics.map(({ code: name }) => name)),
			[["number-out-of-range"]],
		);
		assert.deepEqual(code.asked, ['the config [{"project":"project","stage":"dev","region":"us-east-1"}]']);
	});

	it("keeps the last value while the code fails, and shows the fault at its line", async () => {
		const code = fakeCode(value(queue(30)));
		const client = await start({ code });
		const document = await open(client);
		assert.deepEqual(await codesOf(document), []);
		const place = { line: 2, character: 0 };
		code.state.answer = {
			ok: false,
			faults: [{ code: "code-threw", message: "the config threw Error: no", place }],
		};
		await rerun(client, document);
		assert.deepEqual(await codesOf(document), ["code-threw at 2"]);
		assert.deepEqual(await labelsOf(document), ["project-dev-jobs"]);
		code.state.answer = value({ resources: { ...queue(1).resources, more: { type: "bucket" } } });
		await rerun(client, document);
		assert.deepEqual(await codesOf(document), []);
		assert.equal((await labelsOf(document)).length, 2);
	});

	it("shows a fault in another file with its place there", async () => {
		const fault = {
			code: "code-threw",
			message: "the config threw Error: no",
			place: { file: "/project/lib.ts", line: 7, character: 3 },
			via: { line: 4, character: 1 },
		};
		const client = await start({ code: fakeCode({ ok: false, faults: [fault] }) });
		const [problem] = await (await open(client)).diagnostics();
		assert.equal(problem?.range.start.line, 4);
		assert.deepEqual(
			problem.relatedInformation?.map(({ location }) => [location.uri, location.range.start]),
			[["file:///project/lib.ts", { line: 7, character: 3 }]],
		);
	});

	it("follows edits with the value of the last run, and runs nothing for them", async () => {
		const code = fakeCode(value(queue(90_000)));
		const client = await start({ code });
		const document = await open(client);
		await document.diagnostics();
		await document.edit(0, 0, "// a line\n");
		assert.deepEqual(await codesOf(document), ["number-out-of-range at 5"]);
		assert.equal(code.asked.length, 1);
	});

	it("is run for the stage that is chosen", async () => {
		const code = fakeCode(value(queue(30)));
		const client = await start({ code });
		const document = await open(client);
		await document.diagnostics();
		const next = client.analysed(document.uri);
		const target = { project: "shop", stage: "prod", region: "eu-west-1" };
		await client.notify("spool/target", { folder: "file:///project", target });
		await next;
		assert.deepEqual(await labelsOf(document), ["shop-prod-jobs"]);
		assert.equal(code.asked.at(-1), 'the config [{"project":"shop","stage":"prod","region":"eu-west-1"}]');
	});

	it("says that nothing is run where the workspace is not trusted, until it is", async () => {
		const code = fakeCode(NOT_ALLOWED);
		const client = await start({ code });
		const document = await open(client);
		assert.deepEqual(await codesOf(document), ["config-not-run at 2"]);
		code.state.answer = value(queue(30));
		await rerun(client, document);
		assert.deepEqual(await codesOf(document), []);
	});

	it("is not waited for with a client that runs none", async () => {
		const client = await start({});
		assert.deepEqual(await codesOf(await open(client)), ["config-not-run at 2"]);
	});

	it("is run once more when the client has given it up", async () => {
		const code = fakeCode("given up");
		const client = await start({ code });
		const document = await open(client);
		code.state.answer = value(queue(30));
		await rerun(client, document);
		assert.deepEqual(await labelsOf(document), ["project-dev-jobs"]);
		assert.equal(code.asked.length, 2);
	});

	it("changes the template by transforms, again when it has changed", async () => {
		const transforms = { resources: { jobs: ["queue"] }, final: false };
		const code = fakeCode({ ok: true, value: queue(30), transforms });
		const works: TransformParams[] = [];
		const state = { delay: 7 };
		const transform = async (params: TransformParams) => {
			works.push(params);
			const { template } = structuredClone(params.work.templates) as {
				readonly template: { readonly Resources: Record<string, { Properties: Record<string, unknown> }> };
			};
			const [step] = params.work.steps;
			const found = template.Resources[step?.logicalId ?? ""] ?? assert.fail("no step");
			found.Properties = { ...found.Properties, DelaySeconds: state.delay };
			return writeAnswer(value({ template }));
		};
		const client = await start({ code: { run: code.run, transform } });
		const document = await open(client);
		await client.analysed(document.uri).catch(assert.fail);
		assert.match((await document.template())?.text ?? "", /"DelaySeconds": 7/);
		assert.deepEqual(await codesOf(document), []);
		state.delay = 8;
		await rerun(client, document);
		await client.analysed(document.uri);
		assert.match((await document.template())?.text ?? "", /"DelaySeconds": 8/);
		assert.equal(works.length, 2);
	});

	const ownDirective = (call: string) => `directives:
  - name: size
    filePath: ./size.ts
resources:
  jobs:
    type: sqs-queue
    properties:
      visibilityTimeoutSeconds: ${call}
`;

	it("answers directives of a config's own when it is opened and saved, not while somebody types", async () => {
		const code = fakeCode(value(90_000));
		const client = await start({ code });
		const document = await client.open("stacktape.yml", ownDirective("$size('a')"));
		await document.diagnostics();
		await client.analysed(document.uri);
		assert.deepEqual(await codesOf(document), ["number-out-of-range at 7"]);
		await document.type("$size('a", "b");
		assert.deepEqual(await codesOf(document), []);
		assert.equal(code.asked.length, 1);
		const next = client.analysed(document.uri);
		await document.save();
		await next;
		assert.deepEqual(code.asked, ['$size ["a"]', '$size ["ab"]']);
		assert.equal(client.published.at(-1)?.diagnostics[0]?.code, "number-out-of-range");
	});

	it("says of directives and constructs that they are not run where the workspace is not trusted", async () => {
		const client = await start({ code: fakeCode(NOT_ALLOWED) });
		const text = `${ownDirective("$size()")}  topic:
    type: aws-cdk-construct
    properties:
      entryfilePath: cdk/topic.ts
`;
		const document = await client.open("stacktape.yml", text);
		await document.diagnostics();
		await client.analysed(document.uri);
		const shown = client.published.at(-1)?.diagnostics ?? [];
		assert.deepEqual(
			shown.map(({ code, range, severity }) => [code, range.start.line, severity]),
			[
				["code-not-trusted", 7, 3],
				["code-not-trusted", 11, 3],
			],
		);
	});

	it("brings constructs of the CDK into the template", async () => {
		const made = { Resources: { TopicT1485CAA5: { Type: "AWS::SNS::Topic", Properties: {} } }, Outputs: {} };
		const client = await start({ code: fakeCode(value(made)) });
		const text =
			"resources:\n  topic:\n    type: aws-cdk-construct\n    properties:\n      entryfilePath: cdk/topic.ts\n";
		const document = await client.open("stacktape.yml", text);
		await document.diagnostics();
		await client.analysed(document.uri);
		assert.match((await document.template())?.text ?? "", /"TopicT1485CAA5"/);
	});

	it("gets nothing but what Spool alone knows in a language that has a server of its own", async () => {
		const synchronization = { dynamicRegistration: true };
		const client = await start({
			code: fakeCode(value(queue(90_000))),
			capabilities: { textDocument: { synchronization } },
		});
		const document = await open(client);
		await document.diagnostics();
		assert.deepEqual((await document.folding()) ?? [], []);
		assert.equal(await document.hover("jobs"), undefined);
		assert.deepEqual((await document.symbols()) ?? [], []);
		const selected = (client.registered as readonly { method: string; registerOptions?: unknown }[])
			.filter(({ registerOptions }) => JSON.stringify(registerOptions).includes("stacktape.ts"))
			.map(({ method }) => method.replace("textDocument/", ""));
		assert.deepEqual(selected.toSorted(), [
			"codeAction",
			"didChange",
			"didClose",
			"didOpen",
			"didSave",
			"inlayHint",
		]);
	});
});
