import type { ChildProcess } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../engine/report/failure.ts";
import { readPort, spawnSandbox, stopProcess } from "./child.ts";
import { packagedNode } from "./folder.ts";
import { prepareParts } from "./prepare.ts";

/** The port of the sandbox when none is given; other local clouds use it too, so tools know it. */
export const defaultPort = 4566;

export type StartOptions = {
	/** 0 takes any free one; 4566 when left out. */
	readonly port?: number;
	/** Twelve digits, the account that everything belongs to. */
	readonly account?: string;
	readonly region?: string;
	/** Where data is kept over a stop and a start; without it data ends with the sandbox. */
	readonly stateDirectory?: string;
	/** Programs for functions of the runtimes `nodejs24.x` and `nodejs22.x`. */
	readonly node24?: string;
	readonly node22?: string;
	/** Delays and faults for tests, see README.md. */
	readonly rulesFile?: string;
	/** The sandbox lives on when this process ends. */
	readonly detached?: boolean;
	/** Where the sandbox writes its log, which is added to. */
	readonly logFile?: string;
	/** Told what is being fetched before the first start. */
	readonly onProgress?: (line: string) => void;
	/** Ends the start, not a sandbox that has started. */
	readonly signal?: AbortSignal;
};

/** A running local AWS. */
export type Sandbox = {
	/** `http://127.0.0.1:{port}`: the endpoint of every AWS service. */
	readonly endpoint: string;
	readonly account: string;
	readonly region: string;
	readonly pid: number;
	/** The access key decides the account; the secret is not checked. */
	readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
	readonly logFile: string;
	/** Saves the data where it is to be kept, and ends every process of the sandbox. */
	stop(): Promise<void>;
};

const defaultAccount = "111111111111";
const defaultRegion = "eu-west-1";

/**
 * Starts a local AWS on 127.0.0.1 and resolves when it answers, CloudFormation included. What it runs with is
 * fetched first if need be.
 *
 * The sandbox ends when this process ends, however that happens, unless it is `detached`.
 */
export async function startSandbox(options: StartOptions = {}): Promise<Sandbox> {
	const account = options.account ?? defaultAccount;
	checkAccount(account);
	const region = options.region ?? defaultRegion;
	const prepared = await prepareParts(options);
	const folders = await makeFolders(options);
	const logFile = options.logFile ?? join(folders.state, "sandbox.log");
	const child = spawnSandbox(
		prepared.python,
		{
			port: options.port ?? defaultPort,
			account,
			region,
			state_directory: folders.state,
			temporary_directory: folders.temporary,
			keeps_state: options.stateDirectory !== undefined,
			sdk_directory: prepared.sdkFolder,
			node_by_major: nodePrograms(options),
			rules_file: options.rulesFile ?? "",
			ends_with_parent: options.detached !== true,
		},
		logFile,
	);
	const remove = () => removeFolders(folders, options);
	try {
		await started(child);
		const endpoint = `http://127.0.0.1:${await readPort(child, logFile, options.signal)}`;
		await warmUp(endpoint, account, region, options.signal);
		if (options.detached) child.unref();
		return sandboxOf(child, { endpoint, account, region, logFile }, remove);
	} catch (error) {
		if (child.pid !== undefined) await stopProcess(child.pid);
		await remove();
		throw error;
	}
}

function sandboxOf(
	child: ChildProcess,
	facts: Pick<Sandbox, "endpoint" | "account" | "region" | "logFile">,
	remove: () => Promise<void>,
): Sandbox {
	const pid = child.pid ?? 0;
	return {
		...facts,
		pid,
		credentials: { accessKeyId: facts.account, secretAccessKey: "sandbox" },
		async stop() {
			await stopProcess(pid);
			await remove();
		},
	};
}

function checkAccount(account: string): void {
	if (/^\d{12}$/.test(account)) return;
	throw new Failure({
		code: "account-invalid",
		kind: "usage",
		message: `"${account}" is not an AWS account: an account is twelve digits`,
	});
}

type Folders = { readonly state: string; readonly temporary: string };

async function makeFolders({ stateDirectory }: StartOptions): Promise<Folders> {
	if (stateDirectory !== undefined) await mkdir(stateDirectory, { recursive: true });
	const state = stateDirectory ?? (await mkdtemp(join(tmpdir(), "spool-sandbox-")));
	return { state, temporary: await mkdtemp(join(tmpdir(), "spool-functions-")) };
}

async function removeFolders(folders: Folders, { stateDirectory }: StartOptions): Promise<void> {
	await rm(folders.temporary, { recursive: true, force: true });
	if (stateDirectory === undefined) await rm(folders.state, { recursive: true, force: true });
}

/** Programs for functions by major version; without others the one that runs Spool. */
function nodePrograms({ node24, node22 }: StartOptions): Record<string, string> {
	const packaged = packagedNode();
	const running = process.versions.node.split(".")[0] ?? "";
	return {
		...(process.versions["electron"] === undefined && { [running]: process.execPath }),
		...(packaged && { "24": packaged }),
		...(node22 && { "22": node22 }),
		...(node24 && { "24": node24 }),
	};
}

function started(child: ChildProcess): Promise<void> {
	return new Promise((resolve, reject) => {
		child.once("spawn", resolve);
		child.once("error", reject);
	});
}

/** Waits until the sandbox answers; the first CloudFormation call is slower than later ones, so it is made here. */
async function warmUp(
	endpoint: string,
	account: string,
	region: string,
	signal?: AbortSignal,
): Promise<void> {
	const scope = `${account}/20260101/${region}/cloudformation/aws4_request`;
	const request = {
		method: "POST",
		headers: {
			"content-type": "application/x-www-form-urlencoded",
			connection: "close",
			authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
		},
		body: "Action=ListStacks&Version=2010-05-15",
		...(signal && { signal }),
	};
	for (let attempt = 0; ; attempt++) {
		const answer = await fetch(endpoint, request).catch((error: unknown) => {
			signal?.throwIfAborted();
			return error instanceof Error ? error : undefined;
		});
		if (answer instanceof Response && answer.ok) {
			await answer.arrayBuffer();
			return;
		}
		if (attempt > 500) {
			throw new Failure({
				code: "sandbox-not-started",
				kind: "usage",
				message: `the sandbox at ${endpoint} does not answer`,
				cause: answer,
			});
		}
		await sleep(20);
	}
}
