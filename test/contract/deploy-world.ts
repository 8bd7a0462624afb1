import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { GetFunctionCommand } from "@aws-sdk/client-lambda";
import { root } from "../../.ci/bundles.ts";
import { bug } from "../../engine/report/bug.ts";
import { type FaultProxy, type LoggedCall, startFaultProxy } from "../../sandbox/fault-proxy.ts";
import { type Sandbox, startSandbox } from "../../sandbox/sandbox.ts";
import { type Cloud, eventually, openCloud } from "../sandbox/cloud.ts";
import {
	type CliOptions,
	type CliRun,
	type Line,
	type RunningCli,
	runCli,
	startCli,
	startInTerminal,
} from "../support/cli.ts";

/** Delays in seconds and faults of resources, see sandbox/README.md. */
export type Rules = {
	readonly delay?: Readonly<Record<string, number>>;
	readonly faults?: readonly Readonly<Record<string, string | number>>[];
};

/** A folder with a config, deployed to one stage through the fault proxy. */
export type Project = {
	readonly directory: string;
	readonly stack: string;
	write(files: Readonly<Record<string, string>>): Promise<void>;
	/** Replaces a text that is there in a file. */
	edit(file: string, from: string | RegExp, to: string): Promise<void>;
	/** Runs `spool`; the command line is split at its spaces. */
	spool(line: string, options?: Partial<CliOptions>): Promise<CliRun>;
	start(line: string, options?: Partial<CliOptions>): Promise<RunningCli>;
	startInTerminal(line: string): Promise<RunningCli>;
};

/** A sandbox behind a proxy, and what a test does with them. */
export type World = {
	readonly sandbox: Sandbox;
	readonly proxy: FaultProxy;
	readonly cloud: Cloud;
	/** Holds until the end of the test. */
	rules(rules: Rules): Promise<void>;
	/** A copy of examples/api. */
	api(stage: string): Promise<Project>;
	/** A project of these files. */
	project(stage: string, files: Readonly<Record<string, string>>): Promise<Project>;
	/** The calls to AWS while `work` runs. */
	callsOf(work: () => Promise<unknown>): Promise<readonly LoggedCall[]>;
	/** What Lambda has of a function. */
	functionNow(
		name: string,
	): Promise<{ readonly sha256: string; readonly tags: Readonly<Record<string, string>> }>;
};

const region = "eu-west-1";
const secretKey = "sandbox-secret-key";

function projectIn(directory: string, stage: string, environment: Readonly<Record<string, string>>): Project {
	const withDefaults = (options: Partial<CliOptions> = {}): CliOptions => ({
		cwd: directory,
		...options,
		env: { ...environment, ...options.env },
	});
	const args = (line: string) => [...line.split(" "), "--stage", stage];
	return {
		directory,
		stack: `notes-api-${stage}`,
		async write(files) {
			for (const [path, content] of Object.entries(files)) {
				await mkdir(dirname(join(directory, path)), { recursive: true });
				await writeFile(join(directory, path), content);
			}
		},
		async edit(file, from, to) {
			const text = await readFile(join(directory, file), "utf8");
			const edited = text.replace(from, to);
			if (edited === text) bug(`${file} has no ${from}`);
			await writeFile(join(directory, file), edited);
		},
		spool: (line, options) => runCli(args(line), withDefaults(options)),
		start: (line, options) => startCli(args(line), withDefaults(options)),
		startInTerminal: (line) => startInTerminal(args(line), withDefaults({ env: { NO_COLOR: "1" } })),
	};
}

async function openWorld(account: string): Promise<World & { close(): Promise<void> }> {
	const parent = join(root, ".spool");
	await mkdir(parent, { recursive: true });
	const folder = await mkdtemp(join(parent, "deploy-"));
	const rulesFile = join(folder, "rules.json");
	await writeFile(rulesFile, "{}");
	const sandbox = await startSandbox({ port: 0, account, region, rulesFile, node24: process.execPath });
	const proxy = await startFaultProxy({ target: sandbox.endpoint });
	const cloud = openCloud(sandbox);
	const environment = {
		AWS_ACCESS_KEY_ID: account,
		AWS_SECRET_ACCESS_KEY: secretKey,
		AWS_REGION: region,
		AWS_ENDPOINT_URL: proxy.endpoint,
	};
	const directoryOf = async (stage: string) => mkdtemp(join(folder, `${stage}-`));
	return {
		sandbox,
		proxy,
		cloud,
		rules: (rules) => writeFile(rulesFile, JSON.stringify(rules)),
		async api(stage) {
			const directory = await directoryOf(stage);
			const example = join(root, "examples", "api");
			await cp(example, directory, { recursive: true, filter: (path) => !path.includes("node_modules") });
			return projectIn(directory, stage, environment);
		},
		async project(stage, files) {
			const project = projectIn(await directoryOf(stage), stage, environment);
			await project.write({ "package.json": '{"name": "notes-api"}', ...files });
			return project;
		},
		async callsOf(work) {
			const before = proxy.log().length;
			await work();
			return proxy.log().slice(before);
		},
		async functionNow(name) {
			const found = await cloud.functions.send(new GetFunctionCommand({ FunctionName: name }));
			return { sha256: found.Configuration?.CodeSha256 ?? "", tags: found.Tags ?? {} };
		},
		async close() {
			cloud.close();
			await proxy.close();
			await sandbox.stop();
			await rm(folder, { recursive: true, force: true });
		},
	};
}

/** A world for the tests of one file, without faults at the begin of each. `account` has to be its own. */
export function deployWorld(account: string): () => World {
	const current: { world?: World & { close(): Promise<void> } } = {};
	before(async () => {
		current.world = await openWorld(account);
	});
	after(async () => {
		await current.world?.close();
	});
	afterEach(async () => {
		current.world?.proxy.clearRules();
		await current.world?.rules({});
	});
	return () => current.world ?? bug("the world is not open yet");
}

/** What was sent to the bucket: keys of artifacts by how they came there. */
export function artifactsIn(calls: readonly LoggedCall[]): {
	readonly uploaded: readonly string[];
	readonly copied: readonly string[];
} {
	const puts = calls.filter(
		({ service, action, path }) => service === "s3" && action === "PUT object" && path.endsWith(".zip"),
	);
	const key = ({ path }: LoggedCall) => path.split("/").slice(2).join("/");
	return {
		uploaded: puts.filter(({ bytes }) => bytes > 0).map(key),
		copied: puts.filter(({ bytes }) => bytes === 0).map(key),
	};
}

/** The calls that change a stack. */
export function stackWrites(calls: readonly LoggedCall[]): readonly string[] {
	return calls
		.filter(({ service, action }) => service === "cloudformation" && !/^(Describe|Get|List)/.test(action))
		.map(({ action }) => action);
}

/** Logical ids of the resources that CloudFormation has touched. */
export function touchedIn(lines: readonly Line[]): readonly string[] {
	const ids = lines.flatMap((line) => (line.kind === "resource" ? [String(line["logicalId"])] : []));
	return [...new Set(ids)].toSorted();
}

/** The address of the API, from the result of a deploy. */
export function urlOf(run: CliRun): string {
	const [link] = run.last()["links"] as readonly { readonly url: string }[];
	return link?.url ?? bug("the result has no link");
}

/** Asks an API and reads its answer. */
export async function ask(url: string, body?: unknown): Promise<Readonly<Record<string, unknown>>> {
	const response = await fetch(url, body === undefined ? {} : { method: "POST", body: JSON.stringify(body) });
	return { status: response.status, ...(JSON.parse(await response.text()) as object) };
}

/** Writes a note, and reads it until the function behind the queue has seen it. */
export async function passNote(url: string, text: string): Promise<Readonly<Record<string, unknown>>> {
	const { id } = await ask(`${url}/notes`, { text });
	return eventually(async () => {
		const note = await ask(`${url}/notes/${id}`);
		return note["state"] === "processed" ? note : undefined;
	}, "the note is processed");
}

/** A function that answers through an address of its own, and needs no package. */
export const small: Readonly<Record<string, string>> = {
	"stacktape.yml": `resources:
  hello:
    type: function
    properties:
      packaging:
        type: stacktape-lambda-buildpack
        properties:
          entryfilePath: src/hello.ts
      memory: 256
      environment:
        - name: GREETING
          value: hello
  jobs:
    type: sqs-queue
    properties:
      visibilityTimeoutSeconds: 30
  files:
    type: bucket
`,
	"src/hello.ts": `export default async function hello() {\n\treturn { statusCode: 200, body: "one" };\n}\n`,
};
