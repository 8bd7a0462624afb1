// The first command on a fresh clone: brings node_modules up to date, then runs one of our scripts on the Node
// that comes with it. Plain JavaScript without dependencies, because nothing else is there yet.
//
//   node .ci/setup.mjs [--python] <script.ts> [arguments]

import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const modules = join(root, "node_modules");
const ownNode = join(modules, "node", "bin", process.platform === "win32" ? "node.exe" : "node");

/** Lowest versions that the install itself works with; everything after it runs on the Node of node_modules. */
const needed = { node: [20, 19], npm: [10, 0], python: [3, 10] };

function stop(message) {
	process.stderr.write(`${message}\n`);
	process.exit(1);
}

function atLeast(version, wanted) {
	const [major = 0, minor = 0] = version.split(".").map(Number);
	return major > wanted[0] || (major === wanted[0] && minor >= wanted[1]);
}

function checkNode() {
	if (atLeast(process.versions.node, needed.node)) return;
	stop(
		`Spool needs Node ${needed.node.join(".")} or newer, this is ${process.versions.node} (${process.execPath})`,
	);
}

/** On Debian and as root the sandbox installs Python itself; elsewhere it is said before everything else is fetched. */
function checkPython() {
	if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) return;
	const names = ["python3", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "python"];
	const found = [];
	for (const name of names) {
		const asked = spawnSync(name, ["--version"], { encoding: "utf8" });
		const version = /Python (\d+\.\d+)/.exec(`${asked.stdout}${asked.stderr}`)?.[1];
		if (version === undefined) continue;
		if (atLeast(version, needed.python)) return;
		found.push(version);
	}
	stop(
		`The local AWS is written in Python and needs Python ${needed.python.join(".")} or newer; ` +
			`${found.length > 0 ? `this machine has ${found[0]}` : "none was found"}. ` +
			"Debian and Ubuntu: apt-get install python3 python3-venv. macOS: brew install python",
	);
}

/** Without the tools of node_modules: `npm ci` deletes the very Node that they would run on. */
function outerEnvironment() {
	const path = (process.env.PATH ?? "").split(delimiter).filter((folder) => !folder.startsWith(modules));
	return { ...process.env, PATH: path.join(delimiter) };
}

/** How npm is called: the one that called us, on the Node that it runs on, or else the one in PATH. */
function npmCommand() {
	const { npm_execpath: script, npm_node_execpath: node, npm_config_user_agent: agent } = process.env;
	const calledByNpm =
		agent?.startsWith("npm/") && script?.endsWith(".js") && node && !node.startsWith(modules);
	return calledByNpm
		? { file: node, args: [script] }
		: { file: "npm", args: [], shell: process.platform === "win32" };
}

function checkNpm(npm) {
	const asked = spawnSync(npm.file, [...npm.args, "--version"], {
		encoding: "utf8",
		env: outerEnvironment(),
		shell: npm.shell ?? false,
	});
	const version = asked.stdout?.trim() ?? "";
	if (atLeast(version, needed.npm)) return;
	stop(
		`Spool needs npm ${needed.npm.join(".")} or newer, ${version === "" ? "none was found" : `this is ${version}`}`,
	);
}

/** Runs npm quietly: one line while it works, its words only when it fails. */
async function runNpm(args, doing) {
	const npm = npmCommand();
	checkNpm(npm);
	const started = Date.now();
	process.stderr.write(`${doing} …`);
	const child = spawn(npm.file, [...npm.args, ...args, "--no-audit", "--no-fund", "--loglevel=error"], {
		cwd: root,
		env: outerEnvironment(),
		shell: npm.shell ?? false,
		stdio: ["ignore", "pipe", "pipe"],
	});
	const output = [];
	child.stdout.on("data", (chunk) => output.push(chunk));
	child.stderr.on("data", (chunk) => output.push(chunk));
	const code = await new Promise((done) => {
		child.on("error", (error) => {
			output.push(Buffer.from(String(error)));
			done(1);
		});
		child.on("close", done);
	});
	process.stderr.write(` ${((Date.now() - started) / 1000).toFixed(0)} s\n`);
	if (code !== 0) stop(`${Buffer.concat(output)}\nnpm ${args.join(" ")} ended with exit code ${code}`);
}

function readPackages(path) {
	return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")).packages ?? {}) : undefined;
}

/**
 * True when node_modules holds what package-lock.json asks for, by npm's own record of what it has installed.
 * Contents are compared, not times: a checkout gives every file a new time.
 */
function isInstalled() {
	const wanted = readPackages(join(root, "package-lock.json"));
	const present = readPackages(join(modules, ".package-lock.json"));
	if (wanted === undefined || present === undefined) return false;
	const same = (path) =>
		wanted[path]?.version === present[path]?.version && wanted[path]?.integrity === present[path]?.integrity;
	// An optional package may be missing: it is one of another platform.
	const needs = Object.keys(wanted).filter(
		(path) => path !== "" && (!wanted[path].optional || path in present),
	);
	return needs.every(same) && Object.keys(present).every((path) => path in wanted);
}

/** `ignore-scripts` and npm's approvals keep the package `node` from fetching its binary, and us from building. */
async function finishInstall() {
	if (!existsSync(ownNode))
		await runNpm(["rebuild", "node", "--ignore-scripts=false"], "fetching Node 24 (npm rebuild node)");
	if (!existsSync(ownNode)) {
		stop(
			"The package `node` has no binary: its install script did not run. " +
				"Allow it (npm install-scripts approve node, or ignore-scripts=false) and run npm ci again",
		);
	}
	if (!existsSync(join(root, "dist", "cli.cjs"))) {
		spawnSync(ownNode, [join(root, ".ci", "prepare.mjs")], { cwd: root, stdio: "inherit" });
	}
}

async function install() {
	if (!isInstalled()) await runNpm(["ci", "--include=dev"], "installing node_modules (npm ci)");
	else if (existsSync(ownNode)) return;
	await finishInstall();
}

/** Ends the child when we are killed without a chance to tell it. */
const endWithParent = `data:text/javascript,${encodeURIComponent(
	'process.on("disconnect", () => process.kill(process.pid, "SIGTERM")); process.channel.unref();',
)}`;

/**
 * Runs `script` and ends as it ends. It hears of Ctrl-C exactly once: in a terminal from the terminal, which
 * tells every process of the group; elsewhere from us, in a group of its own, because whoever signals may
 * address npm, the group, or both, and npm passes on what it hears.
 */
function run(script, args) {
	const inTerminal = process.stdin.isTTY === true;
	const child = spawn(ownNode, [...(inTerminal ? [] : ["--import", endWithParent]), script, ...args], {
		cwd: root,
		detached: !inTerminal,
		stdio: inTerminal ? "inherit" : ["inherit", "inherit", "inherit", "ipc"],
	});
	const passedOn = new Map();
	const passOn = (signal) => {
		const now = Date.now();
		if (now - (passedOn.get(signal) ?? 0) > 500) child.kill(signal);
		passedOn.set(signal, now);
	};
	process.on("SIGINT", () => inTerminal || passOn("SIGINT"));
	process.on("SIGTERM", () => passOn("SIGTERM"));
	process.on("SIGHUP", () => passOn("SIGHUP"));
	// When npm was killed, nobody waits for us any more.
	const parent = process.ppid;
	const isOrphan = () => process.env.npm_lifecycle_event !== undefined && process.ppid !== parent;
	setInterval(() => isOrphan() && passOn("SIGTERM"), 500).unref();
	child.on("error", (error) => stop(`${ownNode} does not start: ${error.message}`));
	child.on("exit", (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}

const [script, ...args] = process.argv
	.slice(2)
	.filter((argument, index) => index > 0 || argument !== "--python");
if (script === undefined) stop("usage: node .ci/setup.mjs [--python] <script.ts> [arguments]");
checkNode();
if (process.argv[2] === "--python") checkPython();
await install();
run(script, args);
