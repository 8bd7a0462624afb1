import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { runGates, summarize } from "../../.ci/check.ts";
import { judgeCoverage } from "../../.ci/coverage-gate.ts";
import { fail, type Gate, pass, skip } from "../../.ci/gate.ts";
import { suites } from "../../.ci/gates.ts";
import { resultOf } from "../../.ci/mocha-gates.ts";
import { runNode } from "../../.ci/run-child.ts";
import { replacePart } from "../../.ci/write-generated.ts";

const options = () => ({ signal: new AbortController().signal, temp: "unused" });

describe("npm test", () => {
	it("ends with the counts of all gates, after failures in full and reasons for what was skipped", () => {
		const results = [
			{ name: "types", result: pass() },
			{ name: "lint", result: fail("a.ts is too long") },
			{ name: "cfn-lint", result: skip("offline") },
			{
				name: "unit",
				result: { passed: 40, failed: 2, skipped: [{ count: 3, reason: "no Docker" }], output: "✗ adds" },
			},
		];
		const lines = summarize(results).split("\n");
		assert.equal(lines.at(-1), "41 passed, 3 failed, 4 skipped");
		assert.ok(lines.includes("a.ts is too long") && lines.includes("✗ adds"));
		assert.deepEqual(lines.slice(-3, -1), ["skipped 1 (cfn-lint): offline", "skipped 3 (unit): no Docker"]);
	});

	it("counts a gate that throws as failed", async () => {
		const gate: Gate = { name: "broken", run: async () => assert.fail("it broke") };
		const [finished] = await runGates([gate], options(), () => undefined);
		assert.equal(finished?.result.failed, 1);
		assert.match(finished?.result.output ?? "", /it broke/);
	});

	it("runs gates after those that they need, and heavy ones alone", async () => {
		const running = new Set<string>();
		const log: string[] = [];
		const gate = (name: string, more: Partial<Gate> = {}): Gate => ({
			name,
			...more,
			run: async () => {
				running.add(name);
				log.push([...running].sort().join("+"));
				await sleep(15);
				running.delete(name);
				return pass();
			},
		});
		const gates = [
			gate("editor", { isHeavy: true }),
			gate("cli", { after: ["build"] }),
			gate("build"),
			gate("types"),
		];
		await runGates(gates, options(), () => undefined);
		assert.deepEqual(log.slice(0, 2), ["build", "build+types"]);
		assert.equal(log.at(-1), "editor");
		assert.ok(!log.some((names) => names.includes("build") && names.includes("cli")));
	});

	it("starts nothing more when it is stopped", async () => {
		const stopping = new AbortController();
		const first: Gate = {
			name: "first",
			run: async () => {
				stopping.abort();
				return pass();
			},
		};
		const second: Gate = { name: "second", after: ["first"], run: async () => assert.fail("it ran") };
		const finished = await runGates(
			[first, second],
			{ signal: stopping.signal, temp: "unused" },
			() => undefined,
		);
		assert.deepEqual(
			finished.map(({ gate }) => gate.name),
			["first"],
		);
	});
});

describe("the suites", () => {
	it("leave no test file out and run none twice", () => {
		const all = globSync("test/**/*.test.ts").filter((file) => !file.startsWith("test/editor/"));
		const run = suites.flatMap(({ files }) => globSync([...files]));
		assert.deepEqual(run.sort(), all.sort());
	});
});

describe("a mocha run", () => {
	const report = (failures: number) => ({
		stats: { passes: 3, duration: 10 },
		failures: Array.from({ length: failures }, () => ({
			fullTitle: "adds",
			err: { stack: "AssertionError: 1 !== 2" },
		})),
		pending: [{ fullTitle: "needs Docker", err: {} }],
		passes: [],
	});

	it("counts test by test", () => {
		const { passed, failed, skipped, output } = resultOf(report(1), 1, "");
		assert.deepEqual(
			{ passed, failed, skipped },
			{ passed: 3, failed: 1, skipped: [{ count: 1, reason: "needs Docker" }] },
		);
		assert.match(output, /✗ adds[\s\S]*1 !== 2/);
	});

	it("is a failure when it broke off without a failing test, or without a report", () => {
		assert.equal(resultOf(report(0), 7, "out of memory").failed, 1);
		assert.match(resultOf(undefined, 1, "SyntaxError").output, /SyntaxError/);
		assert.equal(resultOf(report(0), 0, "").failed, 0);
	});
});

describe("a program of a gate", () => {
	const signal = new AbortController().signal;

	it("gives its output and its exit code", async () => {
		const script = "data:text/javascript,console.log('out');console.error('err');process.exit(3)";
		const { exitCode, output } = await runNode(
			"--input-type=module",
			["-e", `await import(${JSON.stringify(script)})`],
			{
				signal,
				timeoutMs: 10_000,
			},
		);
		assert.equal(exitCode, 3);
		assert.match(output, /out[\s\S]*err|err[\s\S]*out/);
	});

	it("is stopped with everything that it has started when its time is up", async () => {
		const sleeper = "setInterval(() => {}, 1000)";
		const starter = `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(sleeper)}], { stdio: "inherit" }); ${sleeper}`;
		// Both hold the pipe, so this resolves only when both have ended; the grandchild hears of it by its group.
		const { exitCode, output } = await runNode("-e", [starter], { signal, timeoutMs: 500 });
		assert.equal(exitCode, -1);
		assert.match(output, /did not end within 0\.5 s/);
	});
});

describe("the coverage gate", () => {
	const share = (pct: number) => ({ total: 100, covered: pct, pct });
	const limits = { lines: 90, branches: 85 };

	it("names the files that lack most", () => {
		const summary = {
			total: { lines: share(80), branches: share(90) },
			[`${process.cwd()}/engine/a.ts`]: { lines: share(100), branches: share(100) },
			[`${process.cwd()}/engine/b.ts`]: { lines: share(60), branches: share(80) },
		};
		const { failed, output } = judgeCoverage(summary, limits);
		assert.equal(failed, 1);
		assert.match(output.split("\n")[1] ?? "", /engine\/b\.ts: 60 % of lines/);
		assert.equal(judgeCoverage({ total: { lines: share(90), branches: share(85) } }, limits).failed, 0);
	});

	it("does not take an empty measurement for full coverage", () => {
		assert.equal(
			judgeCoverage({ total: { lines: { total: 0, covered: 0, pct: 100 }, branches: share(100) } }, limits)
				.failed,
			1,
		);
	});
});

describe("a generated part of a page", () => {
	it("replaces what stands between its marks and nothing else", () => {
		const page = "a\n<!-- layers:start -->\nold\n<!-- layers:end -->\nb\n";
		assert.equal(
			replacePart(page, "layers", "new\n"),
			"a\n<!-- layers:start -->\nnew\n<!-- layers:end -->\nb\n",
		);
		assert.equal(replacePart("no marks", "layers", "new"), undefined);
	});
});
