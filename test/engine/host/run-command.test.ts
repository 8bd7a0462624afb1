import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { runCommand } from "../../../engine/host/run-command.ts";
import { emptyFolders } from "./folder.ts";

const node = process.execPath;
const cwd = tmpdir();
const graceMs = 250;

/** Whether a program still runs; a zombie that nobody has waited for does not. */
async function runs(pid: number): Promise<boolean> {
	try {
		return !/^State:\s+Z/m.test(await readFile(`/proc/${pid}/status`, "utf8"));
	} catch {
		return false;
	}
}

async function ends(pid: number): Promise<void> {
	for (let round = 0; round < 200; round++, await delay(20)) if (!(await runs(pid))) return;
	assert.fail(`${pid} still runs`);
}

async function textOf(path: string): Promise<string> {
	for (let round = 0; round < 200; round++, await delay(20)) {
		const text = await readFile(path, "utf8").catch(() => "");
		if (text !== "") return text;
	}
	return assert.fail(`nobody wrote ${path}`);
}

describe("running a program", () => {
	const at = emptyFolders();

	it("gives what it prints and how it ends", async () => {
		const script = "console.log('out', process.cwd()); console.error('err'); process.exit(3)";
		const result = await runCommand(node, ["-e", script], { cwd: at() });
		assert.deepEqual(result, { exitCode: 3, stdout: `out ${at()}\n`, stderr: "err\n" });
	});

	it("hands arguments over as they are", async () => {
		const args = ["a b", "$HOME", "'", '"', "*", ""];
		const result = await runCommand(node, ["-p", "JSON.stringify(process.argv.slice(1))", ...args], { cwd });
		assert.deepEqual(JSON.parse(result.stdout), args);
	});

	it("gives it nothing to read", async () => {
		const script = "process.stdin.on('data', () => {}).on('end', () => console.log('end'))";
		assert.equal((await runCommand(node, ["-e", script], { cwd })).stdout, "end\n");
	});

	it("counts an end by a signal as shells do", async () => {
		const result = await runCommand(node, ["-e", "process.kill(process.pid, 'SIGKILL')"], { cwd });
		assert.equal(result.exitCode, 128 + 9);
	});

	it("keeps the end of an output that has none", async () => {
		const script =
			"for (let i = 0; i < 40; i++) process.stdout.write(String(i % 10).repeat(1e6)); console.log('end')";
		const { stdout } = await runCommand(node, ["-e", script], { cwd });
		assert.ok(stdout.length >= 16e6 && stdout.length < 20e6, `${stdout.length} characters`);
		assert.ok(stdout.endsWith("9end\n"));
	});

	it("hands over what is printed line by line, as it is printed", async () => {
		const lines: string[] = [];
		const script = `process.stdout.write("a\\r\\nb\\n\\nüb"); console.error("err"); process.stdout.write("er")`;
		await runCommand(node, ["-e", script], {
			cwd,
			onLine: (line, stream) => lines.push(`${stream} ${line}`),
		});
		assert.deepEqual(
			lines.filter((line) => line.startsWith("stdout")),
			["stdout a", "stdout b", "stdout ", "stdout über"],
		);
		assert.deepEqual(
			lines.filter((line) => line.startsWith("stderr")),
			["stderr err"],
		);
	});

	it("hands over a line without an end in pieces", async () => {
		const lengths: number[] = [];
		await runCommand(node, ["-e", `process.stdout.write("x".repeat(3e6))`], {
			cwd,
			onLine: (line) => lengths.push(line.length),
		});
		assert.equal(
			lengths.reduce((sum, length) => sum + length, 0),
			3e6,
		);
		assert.ok(lengths.length >= 2);
	});

	it("gives no time to clean up when it is told so", async () => {
		const file = at("pid");
		const script = `process.on("SIGTERM", () => {}); require("fs").writeFileSync(${JSON.stringify(file)}, "1"); setInterval(() => {}, 1000)`;
		const controller = new AbortController();
		const options = { cwd, signal: controller.signal, killsAtOnce: true, graceMs: 60_000 };
		const running = runCommand(node, ["-e", script], options);
		await textOf(file);
		controller.abort();
		await assert.rejects(running, { name: "AbortError" });
	});

	it("says which program is missing", async () => {
		await assert.rejects(runCommand("no-such-program", [], { cwd }), {
			kind: "file",
			code: "command-missing",
			message: '"no-such-program" is not installed',
		});
		await assert.rejects(runCommand(at(), [], { cwd }), { kind: "file", code: "command-unusable" });
	});

	it("does not start for a signal that is aborted", async () => {
		const signal = AbortSignal.abort();
		await assert.rejects(
			runCommand("no-such-program", [], { cwd, signal }),
			(error) => error === signal.reason,
		);
	});

	it("ends a program and all it has started when aborted", async function () {
		if (process.platform !== "linux") return this.skip();
		const file = at("pids");
		const inner = "setInterval(() => {}, 1000)";
		const outer = `const { pid } = require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(inner)}]);
			require("fs").writeFileSync(${JSON.stringify(file)}, process.pid + " " + pid); ${inner}`;
		const controller = new AbortController();
		const running = runCommand(node, ["-e", outer], { cwd, graceMs, signal: controller.signal });
		const pids = (await textOf(file)).split(" ").map(Number);
		controller.abort();
		await assert.rejects(running, (error) => error === controller.signal.reason);
		for (const pid of pids) await ends(pid);
	});

	it("ends what a program has started, if that does not want to end", async function () {
		if (process.platform !== "linux") return this.skip();
		this.timeout(10_000);
		const file = at("pid");
		const inner = `process.on("SIGTERM", () => {}); require("fs").writeFileSync(${JSON.stringify(file)}, String(process.pid)); setInterval(() => {}, 1000)`;
		const outer = `require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(inner)}]); setInterval(() => {}, 1000)`;
		const controller = new AbortController();
		const running = runCommand(node, ["-e", outer], { cwd, graceMs, signal: controller.signal });
		const pid = Number(await textOf(file));
		controller.abort();
		await assert.rejects(running, { name: "AbortError" });
		await ends(pid);
	});

	it("ends a program that does not want to end", async function () {
		this.timeout(10_000);
		const file = at("pid");
		const script = `process.on("SIGTERM", () => {}); require("fs").writeFileSync(${JSON.stringify(file)}, "1"); setInterval(() => {}, 1000)`;
		const controller = new AbortController();
		const running = runCommand(node, ["-e", script], { cwd, graceMs, signal: controller.signal });
		await textOf(file);
		const before = Date.now();
		controller.abort();
		await assert.rejects(running, { name: "AbortError" });
		assert.ok(Date.now() - before < 4_000);
	});

	it("does not wait for what a program leaves behind", async function () {
		this.timeout(10_000);
		const inner = "setTimeout(() => {}, 20_000)";
		const outer = `const child = require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(inner)}], { detached: true, stdio: "inherit" });
			console.log(child.pid); child.unref()`;
		const before = Date.now();
		const { exitCode, stdout } = await runCommand(node, ["-e", outer], { cwd, graceMs });
		assert.equal(exitCode, 0);
		assert.ok(Date.now() - before < 8_000);
		process.kill(Number(stdout), "SIGKILL");
	});
});
