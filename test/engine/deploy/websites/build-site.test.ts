import assert from "node:assert/strict";
import { diffStack } from "../../../../engine/deploy/preview/diff.ts";
import { openSwapSession } from "../../../../engine/deploy/swap-session.ts";
import { buildSite } from "../../../../engine/deploy/websites/build-site.ts";
import { frameworks } from "../../../../engine/resources/shared/web/framework.ts";
import { failureOf, type Stage } from "../../../support/deploy.ts";
import type { Program } from "../../../support/memory-host.ts";
import { bucketOf, ok, opened, patternsOf, siteOf, taken } from "./site-stage.ts";

/** What a build of Nuxt leaves behind. */
function nuxt(stage: Stage, page = "page"): Program {
	return () => {
		for (const [path, content] of Object.entries({
			"server/index.mjs": `export const handler = "${page}";`,
			"server/chunks/a.mjs": "",
			"public/_nuxt/app.js": "app()",
			"public/favicon.ico": "icon",
			"public/about/index.html": "About",
		}))
			stage.host.save(`/app/web/.output/${path}`, content);
		return ok;
	};
}

describe("a website of a framework", () => {
	it("is built once in its folder, for Lambda, with its variables and its own programs in reach", async () => {
		const more = "environment: [{name: API, value: 1}, {name: KEY, value: $Secret('key')}]\n";
		const stage = opened("nuxt-web", more);
		stage.cloud.world.secrets.set("key", "00000000-0000-4000-8000-00000000abcd");
		stage.host.variables.set("PATH", "/bin");
		stage.host.programs.set("sh", nuxt(stage));
		await stage.deploy();
		assert.deepEqual(stage.host.runs, [
			{
				command: "sh",
				args: ["-c", "npx --yes nuxt build"],
				cwd: "/app/web",
				env: {
					NITRO_PRESET: "aws-lambda",
					STP_STAGE: "dev",
					API: "1",
					PATH: "/app/web/node_modules/.bin:/app/node_modules/.bin:/node_modules/.bin:/bin",
				},
			},
		]);
		const warnings = stage.events.flatMap((event) => (event.kind === "note" ? [event.message] : []));
		assert.ok(
			warnings.includes("the build of site does without KEY: only the deployed code knows them"),
			warnings.join("\n"),
		);
	});

	it("becomes a function that has its pages too, and a bucket with cache headers", async () => {
		const more = 'fileOptions: [{includePattern: "**/*.html", headers: [{key: X-A, value: b}]}]\n';
		const stage = opened("nuxt-web", more);
		stage.host.programs.set("sh", nuxt(stage));
		await stage.deploy();
		assert.deepEqual(taken(stage, "server-function").toSorted(), [
			"chunks/a.mjs",
			"index-wrap.mjs",
			"index.mjs",
			"spool-pages.json",
			"spool-pages/about/index.html",
		]);
		assert.deepEqual(
			JSON.parse((await stage.host.readText("/app/.spool/web/site/server-function/spool-pages.json")) ?? ""),
			{
				"about/index.html": {
					"content-type": "text/html; charset=utf-8",
					"cache-control": "public,max-age=0,s-maxage=31536000,must-revalidate",
					"x-a": "b",
				},
			},
		);
		const headers = bucketOf(stage);
		assert.deepEqual([...headers.keys()].toSorted(), ["_nuxt/app.js", "about/index.html", "favicon.ico"]);
		assert.deepEqual(headers.get("_nuxt/app.js"), { "cache-control": "public,max-age=31536000,immutable" });
		assert.deepEqual(headers.get("favicon.ico"), {
			"cache-control": "public,max-age=0,s-maxage=31536000,must-revalidate",
		});
		assert.equal(await stage.host.readText("/app/.spool/.gitignore"), "*\n");
	});

	it("leads its CDN to its files, and changes nothing when the build leaves the same", async () => {
		const stage = opened("nuxt-web");
		stage.host.programs.set("sh", nuxt(stage));
		await stage.deploy();
		assert.deepEqual([...new Set(patternsOf(stage))], ["_nuxt/*", "favicon.ico"]);
		const { length } = stage.cloud.world.invalidations;
		const again = await stage.deploy();
		assert.equal(again.outcome, "unchanged");
		assert.equal(stage.cloud.world.invalidations.length, length);
		const swapped = await stage.deploy({ hotSwap: true });
		assert.deepEqual([swapped.outcome, swapped.fellBackBecause], ["unchanged", []]);
		stage.host.programs.set("sh", nuxt(stage, "another page"));
		assert.equal((await stage.deploy()).outcome, "updated");
		assert.equal(stage.cloud.world.invalidations.length, length + 1);
	});

	it("sends new files in a hot swap too", async () => {
		const stage = opened("nuxt-web");
		stage.host.programs.set("sh", nuxt(stage));
		await stage.deploy();
		const { length } = stage.cloud.world.invalidations;
		stage.host.programs.set("sh", (...call) => {
			const result = nuxt(stage)(...call);
			stage.host.save("/app/web/.output/public/_nuxt/new.js", "");
			return result;
		});
		const result = await stage.deploy({ hotSwap: true });
		assert.equal(result.outcome, "swapped");
		assert.ok(bucketOf(stage).has("_nuxt/new.js"));
		assert.equal(stage.cloud.world.invalidations.length, length + 1);
	});

	it("is built by the command of the config, which npx runs when nobody has it", async () => {
		const stage = opened("nuxt-web", "buildCommand: my-build --fast\n");
		stage.host.programs.set("sh", (args, options) =>
			args[1] === "my-build --fast" ? { ...ok, exitCode: 127 } : nuxt(stage)(args, options),
		);
		await stage.deploy();
		assert.deepEqual(
			stage.host.runs.map(({ args }) => args[1]),
			["my-build --fast", "npx --yes my-build --fast"],
		);
	});

	it("ends a deploy when its build fails, or leaves nothing", async () => {
		const stage = opened("astro-web", "buildCommand: broken\n");
		stage.host.programs.set("sh", () => ({ exitCode: 1, stdout: "one\n", stderr: "two\n" }));
		const failure = await failureOf(stage.deploy());
		assert.equal(failure.code, "build-failed");
		assert.deepEqual(failure.details, ["one", "two"]);
		assert.match(failure.hint ?? "", /the packages of the project are not installed: Astro is one of them/);
		stage.host.programs.set("sh", () => ok);
		const empty = await failureOf(stage.deploy());
		assert.equal(empty.message, 'the build of site has left no "dist/server/entry.mjs" in /app/web');
		assert.equal(empty.hint, "a build of Astro for Spool needs the adapter `@astrojs/node`");
	});

	it("is stopped when the deploy is", async () => {
		const stage = opened("nuxt-web");
		const stop = new AbortController();
		stage.host.programs.set("sh", () => {
			stop.abort();
			return ok;
		});
		await assert.rejects(stage.deploy({ signal: stop.signal }), { name: "AbortError" });
		assert.equal(stage.cloud.world.stacks.length, 0);
	});

	it("may have too much at its top for its CDN", async () => {
		const stage = opened("nuxt-web");
		stage.host.programs.set("sh", (...call) => {
			const result = nuxt(stage)(...call);
			for (let index = 0; index < 80; index++) stage.host.save(`/app/web/.output/public/${index}.png`, "");
			return result;
		});
		const failure = await failureOf(stage.deploy());
		assert.equal(failure.code, "too-many-behaviors");
		assert.match(failure.message, /^the CDN of site needs 83 behaviours/);
	});

	it("keeps what git is told of its output", async () => {
		const stage = opened("nuxt-web");
		stage.host.save("/app/.spool/.gitignore", "web\n");
		stage.host.programs.set("sh", nuxt(stage));
		const { type: _, ...framework } = frameworks.nuxt;
		const plan = { title: "Nuxt", into: ".spool/web/site", made: { by: "framework" as const, ...framework } };
		await buildSite(stage.ports, { ...siteOf(stage), plan, root: "/app" });
		assert.equal(await stage.host.readText("/app/.spool/.gitignore"), "web\n");
		const paths = await stage.host.readText("/app/.spool/web/site/paths.json");
		assert.equal(paths, '["_nuxt/*","favicon.ico"]\n');
	});

	it("is built before what a deploy would change is shown", async () => {
		const stage = opened("nuxt-web");
		stage.host.programs.set("sh", nuxt(stage));
		await stage.deploy();
		assert.equal((await diffStack(stage.ports, stage.request())).isSame, true);
		stage.host.programs.set("sh", nuxt(stage, "another page"));
		const { isSame, preview } = await diffStack(stage.ports, { ...stage.request(), localOnly: true });
		assert.equal(isSame, false);
		assert.deepEqual(
			preview.changes.map(({ logicalId }) => logicalId),
			["SiteServerFunctionFunction"],
		);
	});

	it("is built when its stack is watched on a machine that has not built it", async () => {
		const stage = opened("nuxt-web");
		stage.host.programs.set("sh", nuxt(stage));
		await stage.deploy();
		for (let time = 0; time < 2; time++) await (await openSwapSession(stage.ports, stage.request())).close();
		assert.equal(stage.host.runs.length, 1);
		await stage.host.remove("/app/.spool/web/site/paths.json");
		const session = await openSwapSession(stage.ports, stage.request());
		assert.equal(stage.host.runs.length, 2);
		assert.deepEqual(session.blocked, []);
		await session.close();
	});
});
