import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildOnce } from "../../../sandbox/cache.ts";
import { findChromium } from "./chromium.ts";
import { HostError } from "./host-error.ts";
import { runCommand } from "./run-command.ts";

/** A VS Code that runs as a server. */
export type ServerProgram = {
	readonly available: true;
	/** The Node that runs the server. */
	readonly node: string;
	/** The program, run directly: the wrapper around it costs three seconds a start. */
	readonly serverMain: string;
};

/** A VS Code server, and the browser that shows it to tests. */
export type ReadyHost = ServerProgram & { readonly chromium: string };

export type MissingHost = { readonly available: false; readonly reason: string };
export type EditorHost = ReadyHost | MissingHost;

export type PrepareOptions = {
	readonly onProgress?: (line: string) => void;
	readonly signal?: AbortSignal | undefined;
};

/** Holds VS Code 1.139.1. The tests know internals of it: after a change of version run all of them. */
const codeServerVersion = "4.139.1";

/** Big (200 MB), in need of a compiler, or both, and not reached by what an extension test does. */
const unneededPackages = [
	"@devcontainers/cli",
	"@github/copilot-sdk",
	"@microsoft/mxc-sdk",
	"@vscode/copilot-api",
	"@vscode/sandbox-runtime",
	"@vscode/sqlite3",
	"@vscode/windows-process-tree",
	"@vscode/windows-registry",
	"kerberos",
	"ssh2",
];

/** The two that may go: the workbench waits five seconds for any other built-in extension that is not there. */
const unneededExtensions = ["copilot", "mermaid-markdown-features"];

const nodeBinary = process.platform === "win32" ? "node.exe" : "node";
const node24 = fileURLToPath(new URL(`../../../node_modules/node/bin/${nodeBinary}`, import.meta.url));

/** Compiled modules of VS Code, and the sources that take their places: nothing has to be compiled then. */
const standIns = [
	{ module: "@vscode/spdlog", source: new URL("spdlog-stand-in.cjs", import.meta.url) },
	{ module: "@vscode/native-watchdog", source: new URL("watchdog-stand-in.cjs", import.meta.url) },
];

/**
 * Makes a VS Code server ready, from what is installed, else from npm. About ten seconds the first time.
 *
 * What a machine cannot give is an answer, not an error. Rejects only when `signal` says stop.
 */
export async function prepareServer(options: PrepareOptions = {}): Promise<ServerProgram | MissingHost> {
	const { onProgress = () => {}, signal } = options;
	if (process.platform === "win32") return missing("VS Code's server in this form does not run on Windows");
	if (!existsSync(node24)) return missing(`no Node 24 at ${node24}: run npm ci`);
	try {
		const folder = await installServer({ onProgress, signal });
		return { available: true, node: node24, serverMain: join(folder, serverMain) };
	} catch (error) {
		if (error instanceof HostError) return missing(error.message);
		throw error;
	}
}

/**
 * Makes a VS Code server and a browser ready for tests, from what is installed, else from npm and apt. About 20
 * seconds the first time and 0.1 seconds after that. Answers as `prepareServer` does; tests that cannot run count as
 * skipped, with the reason.
 */
export async function prepareEditorHost(options: PrepareOptions = {}): Promise<EditorHost> {
	const { onProgress = () => {}, signal } = options;
	const program = await prepareServer(options);
	if (!program.available) return program;
	try {
		return { ...program, chromium: await findChromium({ onProgress, signal }) };
	} catch (error) {
		if (error instanceof HostError) return missing(error.message);
		throw error;
	}
}

function missing(reason: string): MissingHost {
	return { available: false, reason };
}

const vscodeFolder = join("node_modules", "code-server", "lib", "vscode");
const serverMain = join(vscodeFolder, "out", "server-main.js");

async function installServer({ onProgress, signal }: Required<PrepareOptions>): Promise<string> {
	const key = `${codeServerVersion}-${await recipeDigest()}`;
	return buildOnce("editor-host", key, (folder) => {
		onProgress(`installing VS Code (code-server ${codeServerVersion})`);
		return buildServer(folder, signal);
	});
}

async function buildServer(folder: string, signal: AbortSignal | undefined): Promise<void> {
	const vscode = join(folder, vscodeFolder);
	await writeFile(join(folder, "package.json"), `${JSON.stringify({ private: true })}\n`);
	await npmInstall(folder, ["--save-exact", `code-server@${codeServerVersion}`], signal);

	const manifestFile = join(vscode, "package.json");
	const manifest: { dependencies: Record<string, string> } = JSON.parse(await readFile(manifestFile, "utf8"));
	for (const name of unneededPackages) delete manifest.dependencies[name];
	await writeFile(manifestFile, `${JSON.stringify(manifest, undefined, 2)}\n`);
	// Not `npm ci`: it refuses the pair of package.json and npm-shrinkwrap.json that is shipped.
	await npmInstall(vscode, ["--omit=dev"], signal);
	await npmInstall(join(vscode, "extensions"), ["--omit=dev"], signal);

	for (const name of unneededExtensions) await rm(join(vscode, "extensions", name), { recursive: true });
	for (const { module, source } of standIns) {
		await copyFile(source, join(vscode, "node_modules", module, "index.js"));
	}
}

/** No install scripts: nothing needs a compiler then, and a package of somebody's runs no code here unasked. */
async function npmInstall(
	folder: string,
	args: readonly string[],
	signal: AbortSignal | undefined,
): Promise<void> {
	const environment = Object.fromEntries(
		Object.entries(process.env).filter(
			([name]) => !/^(npm_(package|lifecycle)_|npm_config_local_prefix)/.test(name),
		),
	);
	const all = ["install", "--ignore-scripts", "--no-audit", "--no-fund", ...args];
	await runCommand("npm", all, { cwd: folder, environment, signal });
}

/** A change of the steps above has to give a new install. */
async function recipeDigest(): Promise<string> {
	const sources = await Promise.all(standIns.map(({ source }) => readFile(source, "utf8")));
	const recipe = JSON.stringify([unneededPackages, unneededExtensions, sources]);
	return createHash("sha256").update(recipe).digest("hex").slice(0, 8);
}
