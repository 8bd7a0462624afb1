import assert from "node:assert/strict";
import { prepare } from "../../../../engine/deploy/prepare.ts";
import { buildFailure } from "../../../../engine/deploy/websites/build-failure.ts";
import { copyFolder } from "../../../../engine/deploy/websites/copy-folder.ts";
import { saveFilePaths, withBuiltPaths } from "../../../../engine/deploy/websites/file-paths.ts";
import { below } from "../../../../engine/deploy/websites/site.ts";
import { printTemplate } from "../../../../engine/template/print.ts";
import { memoryHost } from "../../../support/memory-host.ts";
import { opened } from "./site-stage.ts";

describe("paths that a build has left behind", () => {
	async function patterns(write: (host: ReturnType<typeof opened>["host"]) => Promise<void>) {
		const stage = opened("astro-web");
		await write(stage.host);
		const prepared = await withBuiltPaths(stage.ports, await prepare(stage.ports, stage.request()), "/app");
		const text = printTemplate(prepared.analysis.compiled.template, "");
		return [...text.matchAll(/"PathPattern": "([^"]*)"/g)].map(([, pattern]) => pattern);
	}
	const into = below("/app", ".spool/web/site");

	it("are in the template until the next build", async () =>
		assert.deepEqual(await patterns((host) => saveFilePaths({ host }, into, ["a/*", "b.png"])), [
			"a/*",
			"b.png",
		]));

	it("are the usual ones without a build, or when they cannot be read", async () => {
		assert.deepEqual(await patterns(async () => undefined), ["_astro/*"]);
		assert.deepEqual(await patterns((host) => host.write(`${into}/paths.json`, "{")), ["_astro/*"]);
		assert.deepEqual(await patterns((host) => host.write(`${into}/paths.json`, "3")), ["_astro/*"]);
	});
});

describe("what a build leaves behind", () => {
	it("is copied, as far as it is wanted, unless the deploy is stopped", async () => {
		const host = memoryHost({ files: { "/from/a": "1", "/from/b/c": "2", "/from/d": "3" } });
		const takes = (path: string) => path !== "d";
		assert.deepEqual(await copyFolder(host, "/from", "/to", { takes }), ["a", "b/c"]);
		assert.equal(await host.readText("/to/b/c"), "2");
		assert.equal(await host.readText("/to/d"), undefined);
		await assert.rejects(copyFolder(host, "/from", "/to", { signal: AbortSignal.abort() }), {
			name: "AbortError",
		});
	});

	it("is the end of what it prints when it fails", () => {
		const lines = Array.from({ length: 60 }, (_, index) => `line ${index}`);
		const build = { resource: "site", folder: ".", span: { start: 1, end: 2 } };
		const failure = buildFailure(build, "make", { exitCode: 2, stdout: lines.join("\n\n"), stderr: "end" });
		assert.equal(failure.message, "the build of site ended with exit code 2: make");
		assert.deepEqual(
			[failure.details.length, failure.details[0], failure.details.at(-1)],
			[40, "line 21", "end"],
		);
		assert.deepEqual(failure.origin, build.span);
	});
});
