import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { editorEnvironment } from "./environment.ts";
import { HostError } from "./host-error.ts";
import type { ServerProgram } from "./install.ts";
import { detached, killGroup, lastLines, runCommand } from "./run-command.ts";
import { settingsText } from "./settings.ts";
import { makeTempFolder, type TempFolder } from "./temp-folder.ts";

export type ServerOptions = {
	readonly host: ServerProgram;
	/** Folder of installed extensions; an empty one of the server's own by default. */
	readonly extensionsFolder?: string | undefined;
	/** A package to install before the start. */
	readonly vsix?: string | undefined;
	/** Added to the quiet settings of every run. */
	readonly settings?: Readonly<Record<string, unknown>> | undefined;
	/** Demand a token of whoever connects. Without one any web page open on this machine could. */
	readonly withToken?: boolean | undefined;
	/** Ask whether the folder is trusted, as a person's VS Code does; by default every folder is. */
	readonly workspaceTrust?: boolean | undefined;
	/** Variables that the extension host inherits. */
	readonly environment?: Readonly<Record<string, string>> | undefined;
	readonly signal?: AbortSignal | undefined;
};

export type EditorServer = {
	/** `127.0.0.1:<port>`, which is also the authority of `vscode-remote` addresses. */
	readonly authority: string;
	/** Where the server keeps settings and logs; gone after `stop`. */
	readonly userFolder: string;
	/** The address that opens `folder`, with the token if there is one. */
	addressOf(folder: string): string;
	/** Everything the server printed so far. */
	output(): string;
	/** Settles when the server has ended. */
	readonly ended: Promise<void>;
	/** Ends the server and its extension hosts and removes what they wrote. Any number of calls is fine. */
	stop(): Promise<void>;
};

const readyTimeoutMs = 30_000;
const politeStopMs = 3_000;

/** Starts VS Code's server on a free port of 127.0.0.1. Throws a `HostError` if it is not ready in 30 seconds. */
export async function startServer(options: ServerOptions): Promise<EditorServer> {
	const folder = await makeTempFolder();
	try {
		const paths = await layOut(folder.path, options);
		if (options.vsix) await installPackage(options.vsix, paths, options);
		return await runServer({ folder, paths, options });
	} catch (error) {
		folder.remove();
		throw error;
	}
}

type Paths = {
	readonly root: string;
	readonly userFolder: string;
	readonly extensionsFolder: string;
	readonly token: { readonly file: string; readonly text: string } | undefined;
};

async function layOut(root: string, options: ServerOptions): Promise<Paths> {
	const userFolder = join(root, "ud");
	const settingsFolder = join(userFolder, "data", "User");
	const extensionsFolder = options.extensionsFolder ?? join(root, "ext");
	const settings = settingsText(options.settings, options.workspaceTrust);
	const token = options.withToken
		? { file: join(root, "token"), text: randomBytes(24).toString("base64url") }
		: undefined;
	await mkdir(extensionsFolder, { recursive: true });
	await mkdir(settingsFolder, { recursive: true });
	await writeFile(join(settingsFolder, "settings.json"), settings);
	if (token) await writeFile(token.file, token.text, { mode: 0o600 });
	return { root, userFolder, extensionsFolder, token };
}

async function installPackage(vsix: string, paths: Paths, options: ServerOptions): Promise<void> {
	const args = [options.host.serverMain, ...folderArguments(paths), "--install-extension", vsix];
	const environment = serverEnvironment(paths.root, options);
	await runCommand(options.host.node, args, { environment, signal: options.signal, timeoutMs: 60_000 });
}

/** Without a gallery: a test run asks no server on the internet. */
function serverEnvironment(root: string, options: ServerOptions): Readonly<Record<string, string>> {
	return editorEnvironment(root, { EXTENSIONS_GALLERY: "{}", ...options.environment });
}

function folderArguments(paths: Paths): string[] {
	return ["--server-data-dir", paths.userFolder, "--extensions-dir", paths.extensionsFolder];
}

const endWithParent = new URL("end-with-parent.mjs", import.meta.url).href;

function serverArguments(paths: Paths, options: ServerOptions): string[] {
	return [
		...["--import", endWithParent],
		options.host.serverMain,
		...["--host", "127.0.0.1", "--port", "0"],
		...folderArguments(paths),
		...(paths.token ? ["--connection-token-file", paths.token.file] : ["--without-connection-token"]),
		"--accept-server-license-terms",
		"--disable-telemetry",
		...(options.workspaceTrust ? [] : ["--disable-workspace-trust"]),
	];
}

type Start = { readonly folder: TempFolder; readonly paths: Paths; readonly options: ServerOptions };

async function runServer({ folder, paths, options }: Start): Promise<EditorServer> {
	options.signal?.throwIfAborted();
	const running = spawnServer(paths, options);
	const stop = async () => {
		await running.stop();
		folder.remove();
	};
	try {
		const authority = await untilReady(running, options.signal);
		const query = paths.token ? `tkn=${paths.token.text}&` : "";
		const addressOf = (opened: string) => `http://${authority}/?${query}folder=${encodeURIComponent(opened)}`;
		const { output, ended } = running;
		return { authority, userFolder: paths.userFolder, addressOf, output, ended, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}

type Running = Pick<EditorServer, "output" | "ended" | "stop">;

function spawnServer(paths: Paths, options: ServerOptions): Running {
	const child = spawn(options.host.node, serverArguments(paths, options), {
		cwd: paths.root,
		env: serverEnvironment(paths.root, options),
		detached,
		stdio: ["pipe", "pipe", "pipe"],
	});
	let output = "";
	for (const stream of [child.stdout, child.stderr]) {
		stream.on("data", (chunk: Buffer) => {
			output += chunk.toString();
		});
	}
	const ended = new Promise<void>((resolve) => {
		child.once("error", () => resolve());
		child.once("exit", () => resolve());
	});
	// A group of its own outlives us unless we end it, also when we are told to exit at once.
	const kill = () => killGroup(child.pid, "SIGKILL");
	process.once("exit", kill);
	const stop = async () => {
		killGroup(child.pid, "SIGTERM");
		await Promise.race([ended, delay(politeStopMs, undefined, { ref: false })]);
		kill();
		process.off("exit", kill);
	};
	return { output: () => output, ended, stop };
}

/** The port is read from what the server prints: a port picked beforehand can be taken by another process. */
async function untilReady({ output, ended }: Running, signal: AbortSignal | undefined): Promise<string> {
	const deadline = Date.now() + readyTimeoutMs;
	let hasEnded = false;
	void ended.then(() => {
		hasEnded = true;
	});
	while (Date.now() < deadline) {
		signal?.throwIfAborted();
		if (hasEnded) throw new HostError(`the VS Code server ended at its start:\n${lastLines(output())}`);
		const port = /agent listening on (\d+)/.exec(output())?.[1];
		if (port && (await answers(`http://127.0.0.1:${port}/version`))) return `127.0.0.1:${port}`;
		await delay(25);
	}
	throw new HostError(
		`the VS Code server is not ready after ${readyTimeoutMs / 1000} s:\n${lastLines(output())}`,
	);
}

async function answers(address: string): Promise<boolean> {
	const response = await fetch(address, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
	return response?.ok ?? false;
}
