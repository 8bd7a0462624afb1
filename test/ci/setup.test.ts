import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const lock = (version: string) =>
	JSON.stringify({
		packages: {
			"": {},
			"node_modules/a": { version, integrity: "x" },
			"node_modules/win": { optional: true },
		},
	});

const script = `
const words: string = process.argv.slice(2).join(" ");
console.log("ran", words);
if (words === "wait") {
	let heard = 0;
	process.on("SIGINT", () => setTimeout(() => process.exit(40 + heard), 300) && heard++);
	setInterval(() => {}, 1000);
	console.log("waiting");
} else process.exit(7);
`;

/** Stands for npm: says its version, and installs what the lock asks for. */
const npm = `
const { copyFileSync, mkdirSync, symlinkSync } = require("node:fs");
const command = process.argv[2];
if (command === "--version") console.log("11.0.0");
else if (process.env.NPM_FAILS) { console.error("npm error network"); process.exit(1); }
else {
	mkdirSync("node_modules/node/bin", { recursive: true });
	copyFileSync("package-lock.json", "node_modules/.package-lock.json");
	if (command === "rebuild" || !process.env.NPM_SKIPS_SCRIPTS) symlinkSync(process.execPath, "node_modules/node/bin/node");
	console.log("noise of npm");
}
`;

type Ended = { readonly code: number | null; readonly output: string };

describe("setup", () => {
	let folder = "";

	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), "spool-setup-"));
		await mkdir(join(folder, ".ci"));
		await mkdir(join(folder, "dist"));
		await copyFile(".ci/setup.mjs", join(folder, ".ci", "setup.mjs"));
		await writeFile(join(folder, "dist", "cli.cjs"), "");
		await writeFile(join(folder, "script.ts"), script);
		await writeFile(join(folder, "npm.js"), npm);
		await writeFile(join(folder, "package-lock.json"), lock("1.0.0"));
	});

	afterEach(() => rm(folder, { recursive: true, force: true }));

	function start(
		args: readonly string[],
		env: Record<string, string> = {},
	): { child: ChildProcess; ended: Promise<Ended> } {
		const child = spawn(process.execPath, [".ci/setup.mjs", "script.ts", ...args], {
			cwd: folder,
			env: {
				...process.env,
				npm_execpath: join(folder, "npm.js"),
				npm_node_execpath: process.execPath,
				npm_config_user_agent: "npm/11.0.0",
				NODE_V8_COVERAGE: "",
				...env,
			},
			stdio: ["ignore", "pipe", "pipe"],
		});
		let output = "";
		for (const stream of [child.stdout, child.stderr]) {
			stream?.setEncoding("utf8").on("data", (text: string) => {
				output += text;
			});
		}
		return { child, ended: once(child, "close").then(([code]) => ({ code, output })) };
	}

	async function install(installed: string): Promise<void> {
		await mkdir(join(folder, "node_modules", "node", "bin"), { recursive: true });
		await symlink(process.execPath, join(folder, "node_modules", "node", "bin", "node"));
		await writeFile(join(folder, "node_modules", ".package-lock.json"), installed);
	}

	it("installs on a fresh clone without npm's noise, then runs the script with its exit code", async () => {
		const { code, output } = await start(["a", "b"]).ended;
		assert.match(output, /^installing node_modules \(npm ci\) … \d+ s\nran a b\n$/);
		assert.equal(code, 7);
	});

	it("installs nothing when node_modules is what the lock asks for", async () => {
		await install(JSON.stringify({ packages: { "node_modules/a": { version: "1.0.0", integrity: "x" } } }));
		assert.equal((await start([]).ended).output, "ran \n");
	});

	it("installs again when the lock has changed", async () => {
		await install(lock("0.9.0"));
		await rm(join(folder, "node_modules", "node"), { recursive: true });
		assert.match((await start([]).ended).output, /^installing/);
	});

	it("fetches Node when install scripts are switched off", async () => {
		const { code, output } = await start([], { NPM_SKIPS_SCRIPTS: "1" }).ended;
		assert.match(output, /npm ci\) … \d+ s\nfetching Node 24 \(npm rebuild node\) … \d+ s\nran \n$/);
		assert.equal(code, 7);
	});

	it("shows what npm said when it fails", async () => {
		const { code, output } = await start([], { NPM_FAILS: "1" }).ended;
		assert.match(output, /npm error network\s+npm ci --include=dev ended with exit code 1/);
		assert.equal(code, 1);
	});

	it("tells the script of an interrupt once, also when it comes twice at once", async () => {
		await install(JSON.stringify({ packages: { "node_modules/a": { version: "1.0.0", integrity: "x" } } }));
		const { child, ended } = start(["wait"]);
		const heard = new Promise<void>((done) => {
			child.stdout?.on("data", (text: string) => text.includes("waiting") && done());
		});
		await heard;
		child.kill("SIGINT");
		setTimeout(() => child.kill("SIGINT"), 50);
		assert.equal((await ended).code, 41);
	});
});
