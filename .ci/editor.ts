import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { devNull } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Failure } from "../engine/report/failure.ts";
import { type Sandbox, startSandbox } from "../sandbox/sandbox.ts";
import { findOnPath } from "../test/editor/host/chromium.ts";
import { HostError } from "../test/editor/host/host-error.ts";
import { prepareServer } from "../test/editor/host/install.ts";
import { detached, killGroup } from "../test/editor/host/run-command.ts";
import { startServer } from "../test/editor/host/server.ts";
import { settingsText } from "../test/editor/host/settings.ts";
import { makeTempFolder } from "../test/editor/host/temp-folder.ts";
import { buildAll, describeBuildError } from "./build.ts";
import { root } from "./bundles.ts";

/** What is shown, and until when. */
type Session = {
	readonly workspace: string;
	/** Leads the extension to the sandbox, and away from a person's own accounts. */
	readonly environment: Readonly<Record<string, string>>;
	readonly signal: AbortSignal;
};

/**
 * Opens the extension of the working tree on an example, with a sandbox to deploy to: in the desktop VS Code whose
 * `code` is on the path, else in a browser. Ctrl-C stops everything.
 */
async function main(): Promise<void> {
	const options = { browser: { type: "boolean" } } as const;
	const { values, positionals } = parseArgs({ options, allowPositionals: true });
	const workspace = resolve(positionals[0] ?? join(root, "examples", "api"));
	if (!existsSync(workspace)) throw new HostError(`there is no folder ${workspace}`);
	const stopping = new AbortController();
	for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
		process.once(signal, () => stopping.abort());
	}
	await buildAll({ minify: false });
	const sandbox = await startSandbox({ port: 0, onProgress: console.log, signal: stopping.signal });
	try {
		console.log(`sandbox  ${sandbox.endpoint}  account ${sandbox.account}, ${sandbox.region}`);
		const session = { workspace, environment: sandboxEnvironment(sandbox), signal: stopping.signal };
		const code = values.browser ? undefined : await findDesktop();
		if (code) await openDesktop(code, session);
		else await openBrowserHost(session);
	} finally {
		await sandbox.stop();
	}
}

/** Besides the sandbox's own credentials none can be found: no profile of a person's is read. */
function sandboxEnvironment({ endpoint, region, credentials }: Sandbox): Readonly<Record<string, string>> {
	return {
		AWS_ENDPOINT_URL: endpoint,
		AWS_REGION: region,
		AWS_ACCESS_KEY_ID: credentials.accessKeyId,
		AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
		AWS_CONFIG_FILE: devNull,
		AWS_SHARED_CREDENTIALS_FILE: devNull,
		AWS_EC2_METADATA_DISABLED: "true",
	};
}

/** In the terminal of a VS Code that is connected to another machine, `code` is a stand-in that opens files only. */
async function findDesktop(): Promise<string | undefined> {
	if (process.env["VSCODE_IPC_HOOK_CLI"]) return undefined;
	return findOnPath(process.platform === "win32" ? "code.cmd" : "code");
}

/** An instance with settings of its own: one that runs already would not take our environment. */
async function openDesktop(code: string, { workspace, environment, signal }: Session): Promise<void> {
	const folder = await makeTempFolder();
	const userFolder = join(folder.path, "ud");
	mkdirSync(join(userFolder, "User"), { recursive: true });
	writeFileSync(join(userFolder, "User", "settings.json"), settingsText());
	const inherited = Object.entries(process.env).filter(([name]) => !/^(AWS_|VSCODE_|ELECTRON_)/.test(name));
	const args = [
		...["--wait", "--new-window", "--disable-workspace-trust"],
		...["--user-data-dir", userFolder, "--extensions-dir", join(folder.path, "ext")],
		...["--extensionDevelopmentPath", root],
		...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
		workspace,
	];
	const env = { ...Object.fromEntries(inherited), ...environment };
	const shell = process.platform === "win32";
	const child = spawn(code, args, { env, detached, stdio: ["ignore", "inherit", "inherit"], shell });
	try {
		console.log("VS Code opens. Close its window, or press Ctrl-C here, to stop it and the sandbox.");
		await untilEnd(child, signal);
	} finally {
		await endInstance(userFolder);
		folder.remove();
	}
}

function untilEnd(child: ChildProcess, signal: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		child.once("error", (error) => reject(new HostError(`code does not start: ${error.message}`)));
		child.once("exit", () => resolve());
		const stop = () => {
			killGroup(child.pid, "SIGTERM");
			resolve();
		};
		if (signal.aborted) stop();
		else signal.addEventListener("abort", stop, { once: true });
	});
}

const endMs = 5_000;

/**
 * Ends the VS Code of our user folder, if it still runs. `code` is not its parent in the end, but VS Code writes its
 * process id into the folder.
 */
async function endInstance(userFolder: string): Promise<void> {
	const lock = join(userFolder, "code.lock");
	const pid = existsSync(lock) ? Number(readFileSync(lock, "utf8")) : 0;
	if (!Number.isInteger(pid) || pid <= 1) return;
	if (!signalled(pid, "SIGTERM")) return;
	for (const deadline = Date.now() + endMs; Date.now() < deadline; await delay(50)) {
		if (!signalled(pid, 0)) return;
	}
	signalled(pid, "SIGKILL");
}

/** False if the process is gone. */
function signalled(pid: number, signal: NodeJS.Signals | 0): boolean {
	try {
		return process.kill(pid, signal);
	} catch {
		return false;
	}
}

async function openBrowserHost({ workspace, environment, signal }: Session): Promise<void> {
	const host = await prepareServer({ onProgress: console.log, signal });
	if (!host.available) throw new HostError(`neither a desktop VS Code nor one in a browser: ${host.reason}`);
	const folder = await makeTempFolder();
	try {
		const extensionsFolder = join(folder.path, "ext");
		linkExtension(extensionsFolder);
		const server = await startServer({ host, extensionsFolder, environment, withToken: true, signal });
		try {
			console.log(`editor   ${server.addressOf(workspace)}`);
			console.log("Open the address in a browser. Ctrl-C stops the editor and the sandbox.");
			const stopped = Promise.withResolvers<void>();
			signal.addEventListener("abort", () => stopped.resolve(), { once: true });
			signal.throwIfAborted();
			await Promise.race([stopped.promise, server.ended]);
			if (!signal.aborted) throw new HostError(`the VS Code server ended:\n${server.output()}`);
		} finally {
			await server.stop();
		}
	} finally {
		folder.remove();
	}
}

/** A link in the folder of installed extensions: what is built anew is there after a reload of the window. */
function linkExtension(extensionsFolder: string): void {
	const manifest: Record<"publisher" | "name" | "version", string> = JSON.parse(
		readFileSync(join(root, "package.json"), "utf8"),
	);
	mkdirSync(extensionsFolder);
	symlinkSync(root, join(extensionsFolder, `${manifest.publisher}.${manifest.name}-${manifest.version}`));
}

async function describe(error: unknown): Promise<string> {
	if (error instanceof HostError) return error.message;
	if (error instanceof Failure)
		return [error.message, error.hint, ...error.details].filter(Boolean).join("\n");
	return describeBuildError(error);
}

try {
	await main();
} catch (error) {
	const isStop = error instanceof Error && error.name === "AbortError";
	if (!isStop) console.error(await describe(error));
	process.exitCode = isStop ? 0 : 1;
}
