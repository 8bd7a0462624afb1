import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buildFrameworkSite } from "../../../../engine/deploy/websites/framework-site.ts";
import { frameworks } from "../../../../engine/resources/shared/web/framework.ts";
import { failureOf, openStage } from "../../../support/deploy.ts";
import { diskHost, type Files, makeProject, writeFiles } from "../../package/project.ts";
import { siteOf } from "./site-stage.ts";

/** Builds a project of a framework for Node.js, of which the build leaves `output`. */
async function built(output: Files, name: "astro" | "sveltekit" = "astro") {
	const root = makeProject({
		"web/node_modules/cookie/package.json": '{"name":"cookie","main":"index.js"}',
		"web/node_modules/cookie/index.js": "",
		"web/node_modules/unused/index.js": "",
	});
	const ran: string[] = [];
	const { type: _, ...framework } = frameworks[name];
	const made = { by: "framework" as const, ...framework };
	const site = siteOf({ ports: { ...openStage().ports, host: diskHost() } }, root);
	const run = async (command: string) => {
		ran.push(command);
		writeFiles(join(root, "web"), output);
	};
	const plan = { title: framework.title, into: ".spool/web/site", made };
	try {
		const patterns = await buildFrameworkSite({ ...site, plan, run }, made);
		const left = readdirSync(site.into, { recursive: true, withFileTypes: true })
			.filter((entry) => entry.isFile())
			.map((entry) => join(entry.parentPath, entry.name).slice(site.into.length + 1));
		return { patterns, ran, left: left.toSorted(), into: site.into };
	} finally {
		await site.bundler.close();
	}
}

describe("a website of a framework for Node.js", () => {
	const server = {
		"dist/server/entry.mjs": 'import "cookie"; import "./chunks/a.mjs";',
		"dist/server/chunks/a.mjs": "",
	};

	it("gets the packages that its server imports, and stays in the folders that it was built into", async () => {
		const { ran, left, patterns } = await built({ ...server, "dist/client/_astro/a.css": "" });
		assert.deepEqual(ran, ["npx --yes astro build"]);
		assert.deepEqual(left, [
			"bucket-content/_astro/a.css",
			"server-function/dist/server/chunks/a.mjs",
			"server-function/dist/server/entry.mjs",
			"server-function/index-wrap.mjs",
			"server-function/node_modules/cookie/index.js",
			"server-function/node_modules/cookie/package.json",
			"server-function/package.json",
		]);
		assert.deepEqual(patterns, ["_astro/*"]);
	});

	it("may have no files of its own", async () => {
		const { left, patterns } = await built(server);
		assert.equal(left[0], "bucket-content/.spool");
		assert.deepEqual(patterns, []);
	});

	it("leaves its files out of its server, where a build puts them into one another", async () => {
		const { left, into } = await built(
			{
				"build/handler.js": "",
				"build/client/_app/a.js": "",
				"build/prerendered/about.html": "",
				"build/server/index.js": "",
			},
			"sveltekit",
		);
		assert.deepEqual(left, [
			"bucket-content/_app/a.js",
			"server-function/build/handler.js",
			"server-function/build/prerendered/about.html",
			"server-function/build/server/index.js",
			"server-function/index-wrap.mjs",
			"server-function/package.json",
		]);
		assert.match(
			readFileSync(join(into, "server-function/index-wrap.mjs"), "utf8"),
			/import\("\.\/build\/handler\.js"\)/,
		);
	});

	it("is missing when its build leaves no server", async () => {
		const failure = await failureOf(built({ "dist/client/index.html": "" }));
		assert.equal(failure.code, "build-output-missing");
		assert.match(failure.message, /^the build of site has left no "dist\/server\/entry\.mjs" in /);
	});
});
