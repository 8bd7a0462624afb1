import assert from "node:assert/strict";
import { buildNextSite } from "../../../../engine/deploy/websites/next-site.ts";
import { failureOf, type Stage } from "../../../support/deploy.ts";
import type { Program } from "../../../support/memory-host.ts";
import { bucketOf, ok, opened, patternsOf, siteOf, taken } from "./site-stage.ts";

const made = {
	...{ by: "open-next" as const, assets: "_assets", cache: "_cache" },
	...{ isAtEdge: false, isStreaming: false },
};

describe("a website of Next.js", () => {
	/** What OpenNext leaves behind. */
	function openNext(stage: Stage, more: Readonly<Record<string, string>> = {}): Program {
		return () => {
			for (const [path, content] of Object.entries({
				"server-functions/default/index.mjs": "export const handler = 1;",
				"image-optimization-function/index.mjs": "",
				"revalidation-function/index.mjs": "",
				"warmer-function/index.mjs": "",
				"assets/_next/static/a.js": "",
				"assets/BUILD_ID": "1",
				"cache/1/page.cache": "",
				...more,
			}))
				stage.host.save(`/app/web/.open-next/${path}`, content);
			return ok;
		};
	}

	it("is built by OpenNext, with the user's config and what the stack needs", async () => {
		const stage = opened("nextjs-web", "streamingEnabled: true\nbuildCommand: npm run make\n");
		stage.host.save("/app/web/next.config.js", "");
		stage.host.save("/app/web/open-next.config.ts", "export default {};");
		let config: string | undefined;
		stage.host.programs.set("sh", async (...call) => {
			config = await stage.host.readText("/app/web/spool-open-next.config.ts");
			return openNext(stage)(...call);
		});
		await stage.deploy();
		assert.deepEqual(
			stage.host.runs.map(({ args }) => args[1]),
			["npx --yes @opennextjs/aws@^3.6.2 build --config-path spool-open-next.config.ts"],
		);
		assert.match(config ?? "", /import user from "\.\/open-next\.config\.ts";/);
		assert.match(config ?? "", /"wrapper":"aws-lambda-streaming"/);
		assert.match(config ?? "", /buildCommand: "npm run make"/);
		assert.equal(await stage.host.readText("/app/web/spool-open-next.config.ts"), undefined);
		assert.deepEqual(taken(stage, "dynamodb-provider"), ["index-wrap.mjs"]);
		assert.deepEqual(
			[...bucketOf(stage)].map(([key, headers]) => [key, headers?.["cache-control"]]).toSorted(),
			[
				["_assets/BUILD_ID", "public,max-age=0,s-maxage=31536000,must-revalidate"],
				["_assets/_next/static/a.js", "public,max-age=31536000,immutable"],
				["_cache/1/page.cache", undefined],
			],
		);
		assert.ok(patternsOf(stage).includes("BUILD_ID"));
		const { outcome } = await stage.deploy();
		assert.equal(outcome, "unchanged");
	});

	it("takes the project's own OpenNext, and one server only", async () => {
		const stage = opened("nextjs-web");
		stage.host.save("/app/web/next.config.js", "");
		stage.host.save("/app/web/node_modules/@opennextjs/aws/package.json", "{}");
		stage.host.programs.set("sh", openNext(stage, { "server-functions/other/index.mjs": "" }));
		const failure = await failureOf(stage.deploy());
		assert.equal(failure.code, "several-servers");
		assert.match(failure.message, /makes a function "other"/);
		assert.match(stage.host.runs[0]?.args[1] ?? "", /^npx open-next build/);
	});

	it("has its variables in its code at the edge", async () => {
		const stage = opened("nextjs-web", "useEdgeLambda: true\nenvironment: [{name: A, value: 1}]\n");
		stage.host.save("/app/web/next.config.js", "");
		stage.host.programs.set("sh", openNext(stage));
		await stage.deploy();
		const code = await stage.host.readText("/app/.spool/web/site/server-function/index-wrap.mjs");
		const [, variables = "{}"] = /Object\.assign\(process\.env, (\{.*\})\);/.exec(code ?? "") ?? [];
		const found = JSON.parse(variables) as Readonly<Record<string, string>>;
		assert.deepEqual([found["A"], found["CACHE_BUCKET_KEY_PREFIX"]], ["1", "_cache"]);
		assert.match(found["CACHE_BUCKET_NAME"] ?? "", /^shop-dev-sitebucket-/);
		assert.match(
			found["REVALIDATION_QUEUE_URL"] ?? "",
			/^https:\/\/sqs\.eu-west-1\.amazonaws\.com\/\d{12}\/.*\.fifo$/,
		);
	});

	it("is not built in a folder that is none", async () => {
		const stage = opened("nextjs-web");
		const failure = await failureOf(stage.deploy());
		assert.equal(failure.code, "next-config-missing");
		assert.equal(failure.message, "/app/web, where the application of site should be, has no next.config.js");
		assert.deepEqual(stage.host.runs, []);
	});

	it("is missing when OpenNext leaves no server", async () => {
		const stage = opened("nextjs-web");
		stage.host.save("/app/web/next.config.ts", "");
		const plan = { title: "Next.js", into: ".spool/web/site", made };
		const failure = await failureOf(
			buildNextSite({ ...siteOf(stage), plan, run: async () => undefined }, made),
		);
		assert.equal(failure.code, "build-output-missing");
		assert.equal(failure.hint, "check that it is a build of Next.js, with the usual folders");
	});
});
