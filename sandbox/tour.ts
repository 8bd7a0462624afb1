import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { formatMs, formatTable } from "../engine/cli/format.ts";
import { humanOutput } from "../engine/cli/human-output.ts";
import type { Output, ProblemSource } from "../engine/cli/output.ts";
import { styleFor } from "../engine/cli/style.ts";
import {
	createBundler,
	type DeployResult,
	deleteStack,
	deploy,
	hotSwap,
	isAbort,
	loadConfig,
	openCloud,
	openHost,
	type Ports,
	readStack,
} from "../engine/effects.ts";
import { bug } from "../engine/report/bug.ts";
import { Failure } from "../engine/report/failure.ts";
import { lineMap } from "../engine/text/line-map.ts";
import { prepareSandbox, type Sandbox, startSandbox } from "./sandbox.ts";

/** The example that is shown, and what the tour changes in it. */
const example = new URL("../examples/api/", import.meta.url).pathname;
const oldGreeting = "Hello from Spool";
const newGreeting = "Hello again, hot-swapped";

const say = (text: string) => void process.stdout.write(`${text}\n`);

type Tour = {
	readonly ports: Ports;
	readonly output: Output;
	readonly directory: string;
	readonly target: { readonly project: string; readonly stage: string; readonly region: string };
	readonly signal: AbortSignal;
	readonly times: (readonly [string, number])[];
};

function heading(text: string): void {
	say(`\n${"─".repeat(72)}\n${text}\n`);
}

async function timed<T>(tour: Tour, what: string, work: () => Promise<T>): Promise<T> {
	heading(what);
	const startedAt = performance.now();
	const result = await work();
	tour.times.push([what, performance.now() - startedAt]);
	return result;
}

/** A copy of the example, so that the tour can edit it. It lies in the clone, where its packages are found. */
async function copyExample(): Promise<string> {
	const parent = new URL("../.spool/", import.meta.url).pathname;
	await mkdir(parent, { recursive: true });
	const directory = await mkdtemp(join(parent, "tour-"));
	await cp(example, directory, { recursive: true, filter: (source) => !source.includes("node_modules") });
	const packages = join(example, "node_modules");
	if (existsSync(packages)) await symlink(packages, join(directory, "node_modules"), "junction");
	return directory;
}

async function runDeploy(tour: Tour): Promise<DeployResult> {
	const { ports, directory, target, signal } = tour;
	const config = await loadConfig(ports.host, directory, undefined);
	const bundler = createBundler();
	try {
		return await deploy(ports, { config, target, signal, bundler });
	} finally {
		await bundler.close();
	}
}

async function runSwap(tour: Tour): Promise<void> {
	const { ports, directory, target, signal } = tour;
	const file = join(directory, "src/api.ts");
	await writeFile(file, (await readFile(file, "utf8")).replace(oldGreeting, newGreeting));
	say(`src/api.ts now says "${newGreeting}"`);
	const config = await loadConfig(ports.host, directory, undefined);
	const bundler = createBundler();
	try {
		const { swaps, blocked } = await hotSwap(ports, { config, target, signal, bundler });
		for (const { resource, timing } of swaps)
			say(`${resource} is live ${formatMs(timing.liveMs)} after its code was sent`);
		if (swaps.length !== 1 || blocked.length > 0) bug("the tour's change should be one swap");
	} finally {
		await bundler.close();
	}
}

async function call(
	tour: Tour,
	url: string,
	path: string,
	body?: unknown,
): Promise<Readonly<Record<string, unknown>>> {
	const method = body === undefined ? "GET" : "POST";
	const response = await fetch(url + path, {
		method,
		signal: tour.signal,
		...(body !== undefined && {
			body: JSON.stringify(body),
			headers: { "content-type": "application/json" },
		}),
	});
	const text = await response.text();
	say(`${method} ${path} → ${response.status} ${text}`);
	if (!response.ok)
		throw new Failure({
			code: "unexpected-answer",
			kind: "network",
			message: `${method} ${path} answered ${response.status}`,
		});
	return JSON.parse(text);
}

/** Writes a note through the API and reads it back until the second function has processed it. */
async function useApi(tour: Tour, url: string): Promise<string> {
	const added = await call(tour, url, "/notes", { text: "written through the API" });
	for (let attempt = 0; attempt < 50; attempt++) {
		const read = await call(tour, url, `/notes/${added["id"]}`);
		if (read["state"] === "processed") return String(read["greeting"]);
		await sleep(300, undefined, { signal: tour.signal });
	}
	throw new Failure({
		code: "queue-not-consumed",
		kind: "aws",
		message: "the message did not pass the queue within 15 seconds",
	});
}

async function showStack(tour: Tour): Promise<string> {
	const view = await readStack(tour.ports, tour.target, tour.signal);
	const rows = view.resources.flatMap((resource) => [
		[resource.name, resource.type, ""],
		...resource.children.map((child) => [`  ${child.logicalId}`, child.type, child.physicalId ?? ""]),
	]);
	say(`\n${formatTable(rows)}`);
	const url = view.links.find(({ name }) => name === "url")?.url ?? bug("the example has no URL");
	say(`URL ${url}`);
	return url;
}

async function runTour(tour: Tour, keep: boolean): Promise<void> {
	const { times } = tour;
	const first = await timed(tour, "Deploy for the first time", () => runDeploy(tour));
	const url = await showStack(tour);
	await timed(tour, "Call it", () => useApi(tour, url));
	const second = await timed(tour, "Deploy again, with nothing changed", () => runDeploy(tour));
	if (second.outcome !== "unchanged" || second.uploads.uploaded > 0)
		bug("a deploy without changes did something");
	await timed(tour, "Change the code and hot-swap it", () => runSwap(tour));
	const greeting = await timed(tour, "Call it again", () => useApi(tour, url));
	if (greeting !== newGreeting) bug(`the API still says "${greeting}"`);
	const third = await timed(tour, "Deploy once more: CloudFormation takes the swapped code over", () =>
		runDeploy(tour),
	);
	if (third.uploads.uploaded > 0) bug("the swapped code was uploaded again");
	if (keep) await stayUp(tour, url);
	await timed(tour, "Delete the stack", () =>
		deleteStack(tour.ports, { target: tour.target, signal: AbortSignal.timeout(120_000) }),
	);
	const phases = Object.entries(first.phases).map(([name, ms]) => [`  first deploy: ${name}`, formatMs(ms)]);
	heading("What took how long");
	say(formatTable([...times.map(([what, ms]) => [what, formatMs(ms)]), ...phases]));
}

async function stayUp({ signal, ports }: Tour, url: string): Promise<void> {
	heading("The stack and the sandbox stay up until Ctrl-C");
	const { account } = await ports.cloud.identity({});
	const { region } = ports.cloud;
	const endpoint = new URL(url).origin;
	say(
		`URL ${url}\nexport AWS_ENDPOINT_URL=${endpoint} AWS_REGION=${region} AWS_ACCESS_KEY_ID=${account} AWS_SECRET_ACCESS_KEY=sandbox`,
	);
	if (!signal.aborted)
		await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
}

function openOutput(directory: string): Output {
	const write = (text: string) => void process.stdout.write(text);
	return humanOutput({
		out: write,
		err: write,
		style: styleFor(process.stdout.isTTY === true, process.env),
		isTerminal: process.stdout.isTTY === true,
		columns: () => process.stdout.columns ?? 80,
		verbose: false,
		directory,
	});
}

function openPorts(sandbox: Sandbox, output: Output): Ports {
	const { endpoint, region, credentials } = sandbox;
	// An empty environment: nothing of the user's AWS settings is read.
	const cloud = openCloud({ region, endpoint, credentials, environment: {} });
	// The tour deletes what it made itself, so that it answers for the user.
	const ask: Ports["ask"] = async (question) =>
		question.kind === "delete-stack" ? question.stack : "detach";
	return { host: openHost(), cloud, emit: output.emit, ask };
}

async function sourceOf(directory: string): Promise<ProblemSource | undefined> {
	const path = join(directory, "stacktape.yml");
	const text = await readFile(path, "utf8").catch(() => undefined);
	return text === undefined ? undefined : { path, lines: lineMap(text) };
}

/** Nothing of the user's AWS settings is read: not by the tour, not by the AWS SDK behind it. */
function forgetAwsSettings(): void {
	for (const name of Object.keys(process.env).filter((one) => one.startsWith("AWS_")))
		delete process.env[name];
	const nowhere = join(example, "no-such-file");
	Object.assign(process.env, {
		AWS_CONFIG_FILE: nowhere,
		AWS_SHARED_CREDENTIALS_FILE: nowhere,
		AWS_EC2_METADATA_DISABLED: "true",
	});
}

async function main(keep: boolean): Promise<number> {
	forgetAwsSettings();
	const controller = new AbortController();
	const stop = () => controller.abort();
	process.on("SIGINT", stop);
	process.on("SIGTERM", stop);
	const { signal } = controller;
	const started = performance.now();
	heading("Start the sandbox: a local AWS on 127.0.0.1");
	await prepareSandbox({ onProgress: say, signal });
	const sandbox = await startSandbox({ port: 0, signal });
	say(`ready at ${sandbox.endpoint} (account ${sandbox.account}, ${sandbox.region})`);
	const directory = await copyExample();
	const output = openOutput(directory);
	const times: [string, number][] = [["Start the sandbox", performance.now() - started]];
	const target = { project: "notes-api", stage: "dev", region: sandbox.region };
	try {
		await runTour({ ports: openPorts(sandbox, output), output, directory, target, signal, times }, keep);
		return 0;
	} catch (error) {
		output.failure(error, await sourceOf(directory));
		return isAbort(error) ? 130 : 1;
	} finally {
		output.close();
		await sandbox.stop();
		await rm(directory, { recursive: true, force: true });
		say("the sandbox is stopped");
	}
}

void main(process.argv.includes("--keep")).then(
	(code) => process.exit(code),
	(error: unknown) => {
		process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
		process.exit(isAbort(error) ? 130 : 1);
	},
);
