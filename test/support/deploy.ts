import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { inflateRawSync } from "node:zlib";
import type { Cloud } from "../../engine/cloud/port.ts";
import type { LoadedConfig } from "../../engine/deploy/config-file.ts";
import type { DeployRequest } from "../../engine/deploy/course.ts";
import { deleteStack } from "../../engine/deploy/delete.ts";
import { deploy } from "../../engine/deploy/deploy.ts";
import { hotSwap } from "../../engine/deploy/hot-swap.ts";
import type { Ports, Question } from "../../engine/deploy/ports.ts";
import type { Preview } from "../../engine/deploy/preview/preview.ts";
import { type RescueRequest, rescueStack } from "../../engine/deploy/rescue/rescue.ts";
import type { DeployResult } from "../../engine/deploy/result.ts";
import { stackName, type Target } from "../../engine/names/target.ts";
import type { ProgressEvent } from "../../engine/progress/event.ts";
import { Failure } from "../../engine/report/failure.ts";
import { type FakeClock, fakeClock } from "./fake-clock.ts";
import { type MemoryCloud, type MemoryCloudOptions, memoryCloud } from "./memory-cloud.ts";
import { latest } from "./memory-cloud-resources.ts";
import type { MemoryStack } from "./memory-cloud-world.ts";
import { type MemoryHost, memoryHost } from "./memory-host.ts";

/** Where every stage deploys to, unless a test says otherwise. */
export const target: Target = { project: "shop", stage: "dev", region: "eu-west-1" };
export const account = "111111111111";
const root = "/app";
const configPath = `${root}/stacktape.yml`;

/** A config with functions whose code is a file each, so that packaging needs no program and no disk. */
export function configOf(
	functions: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
	more = "",
): string {
	const blocks = Object.entries(functions).map(
		([name, properties]) =>
			`  ${name}:
    type: function
    properties:
      packaging:
        type: custom-artifact
        properties:
          packagePath: code/${name}.js
          handler: ${name}.js:handler
      runtime: nodejs24.x
${Object.entries(properties)
	.map(([key, value]) => `      ${key}: ${JSON.stringify(value)}\n`)
	.join("")}`,
	);
	return `resources:\n${blocks.join("")}${more}`;
}

/** A table, for configs in which something must be kept. */
export const tableBlock = `  notes:
    type: dynamo-db-table
    properties:
      primaryKey:
        partitionKey:
          name: id
          type: string
`;

/** What a test does at a call of the cloud, before it happens. To throw is to make the call fail. */
type AtCall = (method: string, args: readonly unknown[]) => void | Promise<void>;

/** A machine, an account and a user, with everything that happens on the way written down. */
export type Stage = {
	readonly clock: FakeClock;
	readonly host: MemoryHost;
	readonly cloud: MemoryCloud;
	readonly ports: Ports;
	readonly events: ProgressEvent[];
	readonly questions: Question[];
	/** What deploys have asked to be approved. */
	readonly previews: Preview[];
	/** Whether a deploy is approved; nobody is there without it. */
	approve: (preview: Preview) => string | undefined;
	/** What the user answers to all other questions; nobody is there without it. */
	answer: (question: Question) => string | undefined;
	/** Called before each call of the cloud. */
	before: AtCall;
	/** Called after each call of the cloud, which has happened then whatever this throws. */
	after: AtCall;
	/** The config as it is now. */
	readonly config: LoadedConfig;
	writeConfig(text: string): void;
	/** Writes the code of a function. */
	edit(job: string, code: string): void;
	request(more?: Partial<DeployRequest>): DeployRequest;
	deploy(more?: Partial<DeployRequest>): Promise<DeployResult>;
	hotSwap(more?: Partial<DeployRequest>): ReturnType<typeof hotSwap>;
	rescue(more?: Partial<RescueRequest>): ReturnType<typeof rescueStack>;
	remove(signal?: AbortSignal): ReturnType<typeof deleteStack>;
	/** Deletes the stack with the config at hand, as far as its hooks go. */
	removeWithHooks(): ReturnType<typeof deleteStack>;
	/** Names of the calls since the last time this was asked, polls that follow each other taken together. */
	calls(): string[];
	/** The code that calls of a function run. */
	live(job: string): string;
	/** The key that the deployed template names for a function. */
	keyOf(job: string): string;
	/** Tags of a function. */
	tagsOf(job: string): Readonly<Record<string, string>>;
	/** Keys in the deployment bucket. */
	keys(): string[];
	stack(): MemoryStack;
	/** What was noted, warnings and failures of pieces of work included, one line each. */
	notes(): string[];
};

const groups = [
	"stacks",
	"objects",
	"functions",
	"services",
	"stateMachines",
	"images",
	"secrets",
	"logs",
	"scripts",
] as const;

/** The cloud with something done before and after each of its calls. */
function watched(cloud: Cloud, before: AtCall, after: AtCall): Cloud {
	const method =
		(name: string, call: (...args: unknown[]) => Promise<unknown>) =>
		async (...args: unknown[]) => {
			await before(name, args);
			const result = await call(...args);
			await after(name, args);
			return result;
		};
	const wrapped = groups.map((group) => [
		group,
		Object.fromEntries(
			Object.entries(cloud[group]).map(([name, call]) => [
				name,
				name === "url" ? call : method(`${group}.${name}`, call as (...args: unknown[]) => Promise<unknown>),
			]),
		),
	]);
	return {
		...cloud,
		...Object.fromEntries(wrapped),
		identity: method("identity", cloud.identity as (...args: unknown[]) => Promise<unknown>),
	} as Cloud;
}

export type StageOptions = MemoryCloudOptions & {
	readonly config?: string;
	/** Code by function. */
	readonly code?: Readonly<Record<string, string>>;
};

/** A stage with a function `api`, or with the config and code that it is given. */
export function openStage(options: StageOptions = {}): Stage {
	const clock = fakeClock();
	const host = memoryHost({ clock });
	const cloud = memoryCloud({ clock, ...options });
	const events: ProgressEvent[] = [];
	const questions: Question[] = [];
	const previews: Preview[] = [];
	const functionNamed = (job: string) =>
		cloud.world.functions.get(`${stackName(target)}-${job}`) ?? assert.fail(`there is no function ${job}`);
	let seen = 0;
	const stage: Stage = {
		clock,
		host,
		cloud,
		events,
		questions,
		previews,
		approve: () => undefined,
		answer: () => undefined,
		before: () => undefined,
		after: () => undefined,
		ports: {
			host,
			cloud: watched(
				cloud,
				(...call) => stage.before(...call),
				(...call) => stage.after(...call),
			),
			emit: (event) => void events.push(event),
			ask: async (question) => {
				if (question.kind === "approve-deploy") {
					previews.push(question.preview);
					return stage.approve(question.preview);
				}
				questions.push(question);
				return stage.answer(question);
			},
		},
		get config() {
			const text = new TextDecoder().decode(host.files.get(configPath));
			return { file: { path: configPath, text }, root };
		},
		writeConfig: (text) => host.save(configPath, text),
		edit: (job, code) => host.save(`${root}/code/${job}.js`, code),
		request: (more = {}) => ({ config: stage.config, target, ...more }),
		deploy: (more) => deploy(stage.ports, stage.request(more)),
		hotSwap: (more) => hotSwap(stage.ports, stage.request(more)),
		removeWithHooks: () => deleteStack(stage.ports, { target, config: stage.config }),
		rescue: (more) => rescueStack(stage.ports, { target, ...more }),
		remove: (signal) => deleteStack(stage.ports, { target, ...(signal && { signal }) }),
		calls: () => {
			const methods = cloud.calls.slice(seen).map(({ method }) => method);
			seen = cloud.calls.length;
			return together(methods);
		},
		live: (job) => codeIn(functionNamed(job).code),
		keyOf: (job) => keyIn(stage.stack(), job),
		tagsOf: (job) => functionNamed(job).tags,
		keys: () => {
			const bucket = [...cloud.world.buckets.values()].find(({ name }) => name.startsWith("stp-deployment"));
			const objects = [...(bucket?.objects ?? [])].filter(([, versions]) => latest(versions));
			return objects.map(([key]) => key).sort();
		},
		stack: () =>
			cloud.world.stacks.findLast(({ name }) => name === stackName(target)) ?? assert.fail("no stack"),
		notes: () =>
			events.flatMap((event) =>
				event.kind === "note"
					? [`${event.level}: ${event.message}`]
					: event.kind === "end" && (event.outcome === "failed" || event.outcome === "cancelled")
						? [`${event.outcome}: ${event.id}`]
						: [],
			),
	};
	stage.writeConfig(options.config ?? configOf({ api: {} }));
	for (const [job, code] of Object.entries(options.code ?? { api: "one" })) stage.edit(job, code);
	return stage;
}

/** Puts an object into the deployment bucket, as somebody else might. */
export function putObject(stage: Stage, key: string, text: string): void {
	const bucket = [...stage.cloud.world.buckets.values()].find(({ name }) =>
		name.startsWith("stp-deployment"),
	);
	bucket?.objects.set(key, [{ body: new TextEncoder().encode(text), modifiedAt: stage.clock.now() }]);
}

/** A stage whose config is deployed, and of which nothing is written down yet. */
export async function deployedStage(options: StageOptions = {}): Promise<Stage> {
	const stage = openStage(options);
	await stage.deploy();
	stage.calls();
	stage.events.length = 0;
	stage.previews.length = 0;
	return stage;
}

const polls: ReadonlySet<string> = new Set(["stacks.events", "stacks.read", "functions.status"]);

/** Runs of polls as one word: how often AWS is asked depends on times and is tested where it matters. */
function together(methods: readonly string[]): string[] {
	return methods.flatMap((method, index) => {
		const isPoll = (one: string | undefined) => one !== undefined && polls.has(one);
		const isFollowing = method !== "stacks.read" || isPoll(methods[index - 1]) || isPoll(methods[index + 1]);
		if (!isPoll(method) || !isFollowing) return [method];
		return isPoll(methods[index - 1]) ? [] : ["follow"];
	});
}

function keyIn({ template }: MemoryStack, job: string): string {
	const id = `${job.charAt(0).toUpperCase()}${job.slice(1)}Function`;
	const code = template.Resources[id]?.Properties?.["Code"] as { readonly S3Key?: string } | undefined;
	return code?.S3Key ?? assert.fail(`the template has no function ${job}`);
}

/** The digest in a key, as Lambda gives it. */
export function digestInKey(key: string): string {
	const hex = /-([0-9a-f]{64})\.zip$/.exec(key)?.[1] ?? assert.fail(`there is no digest in ${key}`);
	return Buffer.from(hex, "hex").toString("base64");
}

/** The text of the first file in a zip that Spool wrote. */
export function codeIn(zip: Uint8Array): string {
	const view = Buffer.from(zip);
	const [method, packed] = [view.readUInt16LE(8), view.readUInt32LE(18)];
	const start = 30 + view.readUInt16LE(26) + view.readUInt16LE(28);
	const body = view.subarray(start, start + packed);
	return (method === 8 ? inflateRawSync(body) : body).toString();
}

/** The failure that `work` ends in; anything else fails the test. */
export async function failureOf(work: Promise<unknown>): Promise<Failure> {
	const error = await reasonOf(work);
	if (error instanceof Failure) return error;
	throw error;
}

/** What `work` is rejected with. */
export async function reasonOf(work: Promise<unknown>): Promise<unknown> {
	return work.then(
		() => assert.fail("it ended well"),
		(reason: unknown) => reason,
	);
}

/** A failure of the network, as the adapters make one. */
export function networkFailure(): Failure {
	return new Failure({ code: "endpoint-unreachable", kind: "network", message: "the network is down" });
}

/**
 * Compares events with the lines of a file, one event a line; digests are left out, because how a zip compresses is
 * for the machine to say. A missing file is a failure; with UPDATE_GOLDEN=1
 * the file is written, and a person reads the difference.
 */
export function assertEventLog(file: URL, events: readonly ProgressEvent[]): void {
	const path = fileURLToPath(file);
	const actual = events
		.map((event) => `${JSON.stringify(event)}\n`)
		.join("")
		.replaceAll(/\b[0-9a-f]{64}\b/g, "DIGEST");
	if (process.env["UPDATE_GOLDEN"] === "1") {
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, actual);
	}
	assert.equal(actual, existsSync(path) ? readFileSync(path, "utf8") : "(the file is missing)");
}
