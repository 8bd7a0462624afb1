import assert from "node:assert/strict";
import { packBuilt } from "../../../../engine/package/languages/built-function.ts";
import { exportBuild } from "../../../../engine/package/languages/export-build.ts";
import { php } from "../../../../engine/package/languages/php.ts";
import type { Toolchain } from "../../../../engine/package/languages/toolchain.ts";
import { failureOf } from "../project.ts";
import { bench, ended, engine } from "./stand-in.ts";

const files = { "a.php": "<?php", "b.txt": "b", "docs/c.md": "c" };
const properties = { entryfilePath: "a.php" };

/** A tool whose result is `text`, or does not fit. */
function toolchain(text: string, unfit?: string): Toolchain {
	return {
		name: "PHP",
		install: "it",
		local: async ({ work }) => ({
			kind: "ready",
			version: "1",
			build: async (out) => {
				await work.host.write(`${out}/built.txt`, text);
				return unfit;
			},
		}),
		container: () => ({ dockerfile: "FROM scratch AS artifact\n", isNative: true }),
	};
}

describe("a function that is built", () => {
	it("has what was built, and includeFiles beside it", async () => {
		const one = bench(toolchain("x"), "provided.al2023", { ...properties, includeFiles: ["docs/*"] }, files);
		assert.deepEqual(await one.pack(), { "built.txt": "x", "docs/c.md": "c" });
	});

	it("is built in a container when the result here would not run, and never taken from the cache", async () => {
		const one = bench(
			toolchain("x", "it is for another system"),
			"provided.al2023",
			properties,
			files,
			(host) => ({
				docker: engine(host, { "built.txt": "container" }),
			}),
		);
		assert.deepEqual(await one.pack(), { "built.txt": "container" });
		assert.deepEqual(await one.pack(), { "built.txt": "container" });
		const alone = bench(toolchain("x", "it is for another system"), "provided.al2023", properties, files);
		assert.match(
			(await failureOf(alone.pack())).message,
			/it is for another system, docker is not installed/,
		);
		assert.match(
			(await failureOf(alone.pack())).message,
			/it is for another system, docker is not installed/,
		);
	});

	it("is kept by all that decides what it is", async () => {
		const host = bench(toolchain("x"), "provided.al2023", properties, files).host;
		const keys = async () =>
			new Set((await host.list("/cache/builds")).map(({ path }) => path.split("/")[0])).size - 1;
		const pack = async (changes: object, plan: object = {}) => {
			const one = bench(
				toolchain("x"),
				"provided.al2023",
				{ ...properties, ...changes },
				files,
				undefined,
				plan,
			);
			const { work, packaging } = await one.build();
			await packBuilt({ ...work, host }, packaging, toolchain("x"));
			return keys();
		};
		assert.equal(await pack({}), 1);
		assert.equal(await pack({}), 1);
		assert.equal(await pack({ languageSpecificConfig: { phpVersion: 8.2 } }), 2);
		assert.equal(await pack({}, { architecture: "arm64" }), 3);
		assert.equal(await pack({}, { runtime: "provided.al2" }), 4);
		assert.equal(await pack({ handlerFunction: "run" }), 5);
		assert.equal(await pack({ excludeFiles: ["b.txt"] }), 6);
		host.files.set("/project/b.txt", Buffer.from("changed"));
		assert.equal(await pack({}), 7);
	});

	it("has its entry file", async () => {
		const gone = await failureOf(bench(php, "provided.al2023", { entryfilePath: "x.php" }, files).pack());
		assert.equal(gone.code, "file-not-found");
		const out = await failureOf(
			bench(php, "provided.al2023", { ...properties, excludeFiles: ["*.php"] }, files).pack(),
		);
		assert.equal(out.code, "entry-outside");
	});

	it("has the errors of its code when a container says them", async () => {
		const failing = (args: readonly string[]) =>
			args[0] === "build" ? ended("", 1, "#7 0.2 ./a.php:1:3: bad code") : ended("27.0");
		const one = bench(php, "provided.al2023", properties, files, () => ({ docker: failing }));
		const failure = await failureOf(
			exportBuild(await one.build(), "docker", { dockerfile: "FROM x", isNative: false }, "/out"),
		);
		assert.equal(failure.problems[0]?.elsewhere?.file, "/project/a.php");
		assert.equal(await one.host.kindOf("/temporary/spool-build-000001"), undefined);
	});
});
