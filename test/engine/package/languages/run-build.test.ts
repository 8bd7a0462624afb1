import assert from "node:assert/strict";
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { php } from "../../../../engine/package/languages/php.ts";
import { copyFiles, copySource, inCopy, runBuild } from "../../../../engine/package/languages/run-build.ts";
import { readSource } from "../../../../engine/package/languages/source.ts";
import { failureOf, makeProject, scriptPlan, sharedBundler, temporaryFolder, workOn } from "../project.ts";
import { bench, ended } from "./stand-in.ts";

const files = { "a.php": "<?php", "b/c.txt": "c" };
const start = (text: string, exitCode: number) =>
	bench(php, "provided.al2023", { entryfilePath: "a.php" }, files, () => ({
		tool: () => ended("", exitCode, text),
	}));

describe("a tool that builds", () => {
	it("fails with the end of what it printed, and advice", async () => {
		const one = start("first\n\nlast", 3);
		const step = {
			cwd: "/project",
			advice: (output: string) => (/last/.test(output) ? "do this" : undefined),
		};
		const failure = await failureOf(runBuild(await one.build(), "tool", ["x"], step));
		assert.deepEqual(
			[failure.message, failure.hint, failure.details],
			['tool could not build the code of "api" (exit code 3)', "do this", ["first", "last"]],
		);
	});

	it("fails with problems where it names places", async () => {
		const one = start("a.php:1: error: bad", 1);
		const failure = await failureOf(runBuild(await one.build(), "tool", [], { cwd: "/project" }));
		assert.deepEqual(
			failure.problems.map(({ code, message }) => [code, message]),
			[["compile-error", "bad"]],
		);
	});

	it("works in a copy, which is gone afterwards", async () => {
		const one = start("", 0);
		const build = await one.build();
		const copy = await inCopy(build, async (folder) => {
			assert.equal(await one.host.readText(`${folder}/b/c.txt`), "c");
			await one.host.write(`${folder}/new.txt`, "n");
			await copyFiles(one.host, folder, "/out", (path) => path.endsWith(".php"));
			return folder;
		});
		assert.equal(await one.host.kindOf(copy), undefined);
		assert.equal(await one.host.kindOf("/project/new.txt"), undefined);
		assert.deepEqual(
			(await one.host.list("/out")).map(({ path }) => path),
			["b/c.txt", "new.txt"],
		);
	});

	it("finds copies where the source has links", async () => {
		const root = makeProject({ "fn/a.php": "<?php", "fn/b/c.txt": "c" });
		symlinkSync("b", join(root, "fn/folder"));
		symlinkSync("b/c.txt", join(root, "fn/file.txt"));
		symlinkSync("gone", join(root, "fn/dangling"));
		const work = workOn(root, scriptPlan({}), sharedBundler());
		const { packaging } = start("", 0);
		const source = await readSource(work, { ...packaging, entry: "fn/a.php" });
		const to = join(temporaryFolder(), "copy");
		mkdirSync(to);
		await copySource(work.host, source, to);
		assert.equal(readFileSync(join(to, "folder/c.txt"), "utf8"), "c");
		assert.equal(readFileSync(join(to, "file.txt"), "utf8"), "c");
	});
});
