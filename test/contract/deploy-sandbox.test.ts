import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cacheFolder } from "../../sandbox/cache.ts";
import { prepareSandbox } from "../../sandbox/sandbox.ts";
import { runCli } from "../support/cli.ts";

// A cache folder of its own, because the user may have a sandbox in the background.
describe("spool sandbox", function () {
	this.timeout(60_000);
	const folders = { cache: "", project: "" };

	before(async () => {
		await prepareSandbox({});
		folders.cache = await mkdtemp(join(tmpdir(), "spool-cache-"));
		for (const name of await readdir(cacheFolder()))
			if (/^(venv|lambda-sdk)-/.test(name))
				await symlink(join(cacheFolder(), name), join(folders.cache, name));
		folders.project = join(folders.cache, "project");
		await mkdir(folders.project);
		await writeFile(join(folders.project, "stacktape.yml"), "resources:\n  jobs:\n    type: sqs-queue\n");
	});
	after(async () => {
		await spool("sandbox stop");
		await rm(folders.cache, { recursive: true, force: true });
	});

	// The Python that it finds decides what it fetches: the one that was fetched for.
	const path = process.env["PATH"] ?? "";
	const spool = (line: string, env: Readonly<Record<string, string>> = {}) =>
		runCli(line.split(" "), {
			cwd: folders.project,
			env: { PATH: path, SPOOL_CACHE_DIR: folders.cache, ...env },
		});

	/** The variables that `spool` prints for a shell. */
	function printedVariables(text: string): Readonly<Record<string, string>> {
		const pairs = text.matchAll(/(AWS_\w+)=(\S+)/g);
		return Object.fromEntries([...pairs].map(([, name = "", value = ""]) => [name, value]));
	}

	it("is not running at first, which is no failure to stop", async () => {
		const status = await spool("sandbox status");
		assert.deepEqual([status.exitCode, status.stdout], [1, "the sandbox is not running\n"]);
		assert.equal((await spool("sandbox stop")).exitCode, 0);
	});

	it("starts in the background, says how to use it, and works that way", async () => {
		const started = await spool("sandbox start --port 0");
		assert.equal(started.exitCode, 0, started.stderr);
		assert.match(started.stdout, /^the sandbox is running at http:\/\/127\.0\.0\.1:\d+ /);
		const variables = printedVariables(started.stdout);
		assert.deepEqual(Object.keys(variables).toSorted(), [
			"AWS_ACCESS_KEY_ID",
			"AWS_ENDPOINT_URL",
			"AWS_REGION",
			"AWS_SECRET_ACCESS_KEY",
		]);
		const deployed = await spool("deploy --json", variables);
		assert.deepEqual([deployed.exitCode, deployed.last()["outcome"]], [0, "created"], deployed.stdout);
	});

	it("is found again, and started once", async () => {
		const again = await spool("sandbox start --json --port 0");
		const status = await spool("sandbox status --json");
		assert.deepEqual([again.exitCode, status.exitCode], [0, 0]);
		assert.equal(again.last()["sandbox"], "already running");
		assert.equal(status.last()["sandbox"], "running");
		assert.equal(status.last()["pid"], again.last()["pid"]);
	});

	it("keeps its data over a stop", async () => {
		const stopped = await spool("sandbox stop");
		assert.deepEqual([stopped.exitCode, stopped.stdout], [0, "the sandbox is stopped; its data is kept\n"]);
		assert.equal((await spool("sandbox status")).exitCode, 1);
		const started = await spool("sandbox start --port 0");
		const run = await spool("deploy --json", printedVariables(started.stdout));
		assert.deepEqual([run.exitCode, run.last()["outcome"]], [0, "unchanged"], run.stdout);
	});
});
