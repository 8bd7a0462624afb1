import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { buildOnce, cacheFolder } from "../../sandbox/cache.ts";
import { findPython, type PythonSearch } from "../../sandbox/python.ts";
import type { Finished } from "../../sandbox/run.ts";
import { cfnFacts, cfnFactsFile } from "../../sandbox/write-cfn-facts.ts";

type Installed = Record<string, { readonly version: string; readonly missing?: readonly string[] }>;

/** A machine with some Pythons; `installs` are there once apt-get has run. */
function machine(installed: Installed, installs?: Installed): PythonSearch & { readonly calls: string[] } {
	const calls: string[] = [];
	let there = installed;
	return {
		calls,
		canInstall: installs !== undefined,
		onProgress: () => undefined,
		async run(program, args): Promise<Finished> {
			if (program.endsWith("apt-get")) {
				calls.push(args.filter((arg) => !arg.startsWith("-")).join(" "));
				if (args[0] === "install") there = installs ?? {};
				return { exitCode: 0, stdout: "", stderr: "" };
			}
			const found = there[program];
			if (!found) return { exitCode: 127, stdout: "", stderr: "not found" };
			const { version, missing = [] } = found;
			const isNewEnough = Number(version.split(".")[1]) >= 10;
			const answer = { program: `/usr/bin/${program}`, version, isNewEnough, missing };
			return { exitCode: 0, stdout: JSON.stringify(answer), stderr: "" };
		},
	};
}

describe("preparing the sandbox", () => {
	describe("finds a Python that", () => {
		it("is new enough and complete, whatever it is called", async () => {
			const search = machine({
				python3: { version: "3.9.2" },
				"python3.12": { version: "3.12.1", missing: ["ensurepip"] },
				"python3.11": { version: "3.11.7" },
			});
			assert.equal((await findPython(search)).program, "/usr/bin/python3.11");
		});

		it("it installs where it may", async () => {
			const search = machine({}, { python3: { version: "3.13.5" } });
			assert.equal((await findPython(search)).version, "3.13.5");
			assert.deepEqual(search.calls, ["update", "install python3 python3-venv"]);
		});

		const failures: Record<string, [Installed, string, string]> = {
			"there is none": [
				{},
				"python-missing",
				"the sandbox needs Python 3.10 or newer, and none is installed",
			],
			"it is too old": [
				{ python3: { version: "3.8.10" } },
				"python-missing",
				"the sandbox needs Python 3.10 or newer, and /usr/bin/python3 is 3.8.10",
			],
			"it lacks a module": [
				{ python3: { version: "3.12.3", missing: ["ensurepip"] } },
				"python-module-missing",
				"the sandbox needs a virtual environment, and /usr/bin/python3 (3.12.3) has no ensurepip",
			],
		};
		for (const [why, [installed, code, message]] of Object.entries(failures)) {
			it(`says what is missing when ${why}`, async () => {
				const hint = /apt-get install/;
				await assert.rejects(findPython(machine(installed)), { name: "Failure", code, message, hint });
			});
		}
	});

	describe("builds a folder of the cache", () => {
		let cache: string;
		const before = process.env["SPOOL_CACHE_DIR"];

		beforeEach(() => {
			cache = mkdtempSync(join(tmpdir(), "spool-cache-"));
			process.env["SPOOL_CACHE_DIR"] = cache;
		});
		afterEach(() => {
			if (before === undefined) delete process.env["SPOOL_CACHE_DIR"];
			else process.env["SPOOL_CACHE_DIR"] = before;
			rmSync(cache, { recursive: true });
		});

		it("once, also when two do it at once", async () => {
			assert.equal(cacheFolder(), cache);
			let builds = 0;
			const build = async (folder: string) => {
				builds += 1;
				const mine = builds;
				await sleep(20);
				writeFileSync(join(folder, "which"), String(mine));
				await sleep(20 * mine);
			};
			const both = await Promise.all([buildOnce("thing", "1", build), buildOnce("thing", "1", build)]);
			assert.equal(both[0], both[1]);
			assert.equal(await buildOnce("thing", "1", build), both[0]);
			assert.equal(builds, 2);
			assert.equal(readFileSync(join(both[0], "which"), "utf8"), "1");
			assert.deepEqual(readdirSync(cache), ["thing-1"]);
		});

		it("and leaves nothing when that fails", async () => {
			const build = () => Promise.reject(new TypeError("no"));
			await assert.rejects(buildOnce("thing", "1", build), { message: "no" });
			assert.deepEqual(readdirSync(cache), []);
			await buildOnce("thing", "1", async (folder) => writeFileSync(join(folder, "x"), ""));
			assert.ok(existsSync(join(cache, "thing-1", "x")));
		});
	});

	it("ships the facts of the CloudFormation types that are installed", function () {
		this.timeout(20_000);
		assert.ok(readFileSync(cfnFactsFile, "utf8") === cfnFacts(), "run: node sandbox/write-cfn-facts.ts");
		assert.ok(cfnFacts().length < 150_000);
	});
});
