import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { emptyFolders } from "../engine/host/folder.ts";
import { builtCli, type CliOptions, runCli, startInTerminal, userNode } from "../support/cli.ts";

const escapeCode = "\u001b[";
const bad = "resources:\n  jobs:\n    type: sqs-qeue\n";

describe("what spool writes to", function () {
	this.timeout(30_000);
	const at = emptyFolders();

	const inTerminal = async (args: readonly string[], env: CliOptions["env"] = {}) =>
		(await startInTerminal(args, { cwd: at("."), env })).ended;

	it("is a terminal: colours, and lines that end where the terminal's do", async () => {
		await writeFile(at("stacktape.yml"), bad);
		const { exitCode, stdout } = await inTerminal(["validate"]);
		assert.equal(exitCode, 2);
		assert.ok(
			stdout.startsWith(`${escapeCode}31merror${escapeCode}39m "sqs-qeue" is not a resource type`),
			stdout,
		);
		// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
		const plain = stdout.replace(/\u001b\[\d+m/g, "");
		// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
		assert.doesNotMatch(plain.replaceAll("\r\n", "\n"), /[\u0000-\u0009\u000b-\u001f]/);
		assert.match(plain, /^ {6}\| {11}\^{8}\r$/m);
	});

	for (const [what, env] of [
		["NO_COLOR", { NO_COLOR: "1" }],
		["a terminal that knows no colours", { TERM: "dumb" }],
	] as const) {
		it(`is ${what}: no colours`, async () => {
			await writeFile(at("stacktape.yml"), bad);
			const { stdout } = await inTerminal(["validate"], env);
			assert.ok(stdout.startsWith('error "sqs-qeue"'), stdout);
			assert.ok(!stdout.includes(escapeCode), stdout);
		});
	}

	it("is a pipe: no colours", async () => {
		await writeFile(at("stacktape.yml"), bad);
		const { stdout, stderr } = await runCli(["validate"], { cwd: at("."), env: { TERM: "xterm-256color" } });
		assert.ok(!(stdout + stderr).includes(escapeCode));
	});

	it("gets no control characters of a config", async () => {
		await writeFile(at("stacktape.yml"), `resources:\n  jobs:\n    type: "sqs\\e[2J" # \u001b[31m\n`);
		for (const { stdout, stderr } of [
			await runCli(["validate"], { cwd: at(".") }),
			await inTerminal(["validate"], { NO_COLOR: "1" }),
		]) {
			assert.match(stdout + stderr, /is not a resource type/);
			assert.ok(!(stdout + stderr).includes("\u001b"), stdout + stderr);
		}
	});

	/** Runs `spool` with stdout at `target`, an open file or a pipe that is closed after its first bytes. */
	async function runInto(args: readonly string[], target: number | "closed") {
		const child = spawn(userNode(), [await builtCli(), ...args], {
			cwd: at("."),
			env: { PATH: "/usr/bin:/bin", HOME: at("."), AWS_EC2_METADATA_DISABLED: "true" },
			stdio: ["ignore", target === "closed" ? "pipe" : target, "pipe"],
		});
		child.stdout?.destroy();
		let stderr = "";
		child.stderr?.setEncoding("utf8").on("data", (text: string) => {
			stderr += text;
		});
		const exitCode = await new Promise((done) => child.on("close", done));
		return { exitCode, stderr };
	}

	it("is closed early, as by `head`: no word about it, and the same exit code", async () => {
		const many = Array.from({ length: 150 }, (_, i) => `  queueNumber${i}:\n    type: sqs-queue\n`).join("");
		await writeFile(at("stacktape.yml"), `resources:\n${many}`);
		assert.deepEqual(await runInto(["synth"], "closed"), { exitCode: 0, stderr: "" });
		assert.deepEqual(await runInto(["--help"], "closed"), { exitCode: 0, stderr: "" });
		await writeFile(at("stacktape.yml"), bad);
		assert.deepEqual(await runInto(["validate", "--json"], "closed"), { exitCode: 2, stderr: "" });
	});

	it("is a disk that is full: said in one line, exit code 1", async function () {
		if (process.platform !== "linux") this.skip();
		await writeFile(at("stacktape.yml"), bad.replace("qeue", "queue"));
		const full = openSync("/dev/full", "w");
		try {
			const { exitCode, stderr } = await runInto(["synth"], full);
			assert.equal(exitCode, 1);
			assert.match(stderr, /^error the output could not be written: .*no space left.*\n$/);
		} finally {
			closeSync(full);
		}
	});
});

describe("spool --help and --version", function () {
	this.timeout(30_000);
	const at = emptyFolders();
	const spool = (...args: string[]) => runCli(args, { cwd: at(".") });

	it("answer anywhere, also beside a command", async () => {
		const [help, none, beside, version, json] = await Promise.all([
			spool("--help"),
			spool(),
			spool("deploy", "-h"),
			spool("--version"),
			spool("--version", "--json"),
		]);
		assert.match(help.stdout, /^spool <command> \[options\]\n/);
		assert.equal(none.stdout, help.stdout);
		assert.equal(beside.stdout, help.stdout);
		assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/);
		assert.deepEqual(json.last(), { kind: "result", version: version.stdout.trim() });
		for (const { exitCode, stderr } of [help, none, beside, version, json])
			assert.deepEqual([exitCode, stderr], [0, ""]);
	});

	it("are offered where a command line is not understood, in JSON too", async () => {
		const { exitCode, stdout, stderr } = await spool("nonsense");
		assert.deepEqual(
			[exitCode, stdout, stderr],
			[2, "", 'error "nonsense" is not a command bad-usage\n  hint see `spool --help`\n'],
		);
		const json = await spool("validate", "--stag", "dev", "--json");
		assert.equal(json.exitCode, 2);
		assert.deepEqual(json.lines(), [
			{
				kind: "failure",
				code: "bad-usage",
				failure: "usage",
				message: "--stag is not an option",
				hint: "did you mean --stage?",
				details: [],
			},
		]);
	});

	it("say which words `sandbox` takes", async () => {
		const { exitCode, stderr } = await spool("sandbox", "stpo");
		assert.equal(exitCode, 2);
		assert.match(stderr, /sandbox needs one of start, stop, status.*\n.*did you mean `spool sandbox stop`\?/);
	});
});
