import assert from "node:assert/strict";
import { bind } from "../../../../engine/deploy/bind.ts";
import {
	deployedDirectories,
	directoriesWith,
	folderOf,
	isPartOf,
	swapDirectories,
} from "../../../../engine/deploy/directories/swap.ts";
import { prepare } from "../../../../engine/deploy/prepare.ts";
import { openSwapSession } from "../../../../engine/deploy/swap-session.ts";
import { configOf, failureOf, openStage, type Stage } from "../../../support/deploy.ts";

const bucketBlock = (name: string, directory: string) => `  ${name}:
    type: bucket
    properties:
      directoryUpload:
        directoryPath: ${directory}
`;

const config = configOf({ api: {} }, bucketBlock("site", "public") + bucketBlock("other", "more"));

/** How many calls of a stage are known already. */
const seen = new Map<Stage, number>();

async function deployedSite(text = config): Promise<Stage> {
	const stage = openStage({ config: text });
	stage.host.save("/app/public/index.html", "<head></head>one");
	stage.host.save("/app/public/app.js", "app()");
	stage.host.save("/app/more/a.txt", "a");
	await stage.deploy();
	seen.set(stage, stage.cloud.calls.length);
	return stage;
}

/** What was sent to buckets of the config, and what was removed from them. */
function changesOf(stage: Stage): readonly string[] {
	const { cloud } = stage;
	const made = cloud.calls.slice(seen.get(stage)).flatMap(({ method, args }) => {
		if (method === "objects.put") {
			const { bucket, key } = args[0] as { readonly bucket: string; readonly key: string };
			return bucket.startsWith("shop-dev-") ? [`put ${key}`] : [];
		}
		return method === "objects.remove" ? [`remove ${(args[1] as readonly string[]).join()}`] : [];
	});
	seen.set(stage, cloud.calls.length);
	return made;
}

const stackCalls = (stage: Stage) =>
	stage.cloud.calls.slice(seen.get(stage)).filter(({ method }) => method === "stacks.update");

describe("a hot swap of files", () => {
	it("sends what is new, removes what is gone, and leaves CloudFormation and the next deploy nothing to do", async () => {
		const stage = await deployedSite();
		stage.host.save("/app/public/index.html", "<head></head>two");
		stage.host.save("/app/public/new.js", "n()");
		stage.host.files.delete("/app/public/app.js");
		const { mirrored, swaps, blocked } = await stage.hotSwap();
		assert.deepEqual([mirrored, swaps, blocked], [["site"], [], []]);
		assert.deepEqual(stackCalls(stage), []);
		assert.deepEqual(changesOf(stage), ["put new.js", "put index.html", "remove app.js"]);
		assert.deepEqual((await stage.hotSwap()).mirrored, []);
		assert.equal((await stage.deploy()).outcome, "unchanged");
		assert.deepEqual(changesOf(stage), []);
	});

	it("takes the place of a deploy when files are all that changed", async () => {
		const stage = await deployedSite();
		stage.host.save("/app/more/a.txt", "b");
		const { outcome, mirrored } = await stage.deploy({ hotSwap: true });
		assert.deepEqual([outcome, mirrored], ["swapped", ["other"]]);
		assert.deepEqual(stackCalls(stage), []);
		assert.deepEqual(changesOf(stage), ["put a.txt"]);
		assert.equal((await stage.deploy({ hotSwap: true })).outcome, "unchanged");
	});

	it("leaves a bucket that is not deployed yet to the deploy", async () => {
		const stage = await deployedSite();
		stage.host.save("/app/fresh/f.txt", "f");
		stage.host.save("/app/more/a.txt", "b");
		stage.writeConfig(config + bucketBlock("fresh", "fresh"));
		const { mirrored, blocked } = await stage.hotSwap();
		assert.deepEqual(mirrored, ["other"]);
		assert.match(blocked.map(({ reason }) => reason).join(), /fresh: FreshBucket .* is new/);
	});

	it("changes nothing when a directory is missing", async () => {
		const stage = await deployedSite();
		stage.edit("api", "two");
		stage.host.files.delete("/app/more/a.txt");
		assert.match((await failureOf(stage.hotSwap())).code, /^directory-/);
		assert.equal(stage.live("api"), "one");
		assert.match((await failureOf(stage.deploy({ hotSwap: true }))).code, /^directory-/);
		assert.equal(stage.live("api"), "one");
	});
});

describe("a hot swap of a website", () => {
	const site = `
resources:
  site:
    type: hosting-bucket
    properties:
      uploadDirectoryPath: public
      injectEnvironment:
        - name: LEVEL
          value: 3
`;

	it("puts values into pages, and makes its CDN forget them when they have changed", async () => {
		const stage = await deployedSite(site);
		stage.cloud.world.invalidations.length = 0;
		assert.deepEqual((await stage.hotSwap()).mirrored, []);
		assert.deepEqual(stage.cloud.world.invalidations, []);
		stage.host.save("/app/public/index.html", "<head></head>two");
		const { mirrored } = await stage.hotSwap();
		assert.equal(mirrored.length, 1);
		assert.equal(stage.cloud.world.invalidations.length, 1);
		const page = new TextDecoder().decode(stage.host.files.get("/app/public/index.html"));
		assert.match(page, /STP_INJECTED_ENV = \{"LEVEL":3\};<\/script><\/head>two/);
	});

	it("waits for a deploy when the stack has to give other values first", async () => {
		const stage = await deployedSite(`${site}  jobs:
    type: sqs-queue
`);
		stage.writeConfig(
			`${site}        - name: JOBS
          value: $ResourceParam('jobs', 'url')
  jobs:
    type: sqs-queue
`,
		);
		stage.host.save("/app/public/index.html", "<head></head>two");
		const { mirrored, blocked } = await stage.hotSwap();
		assert.deepEqual(mirrored, []);
		assert.match(blocked.map(({ reason }) => reason).join(), /output StpDeployValues changes/);
		assert.deepEqual(changesOf(stage), []);
	});
});

describe("hot swap on save of files", () => {
	it("mirrors the directory that a saved file lies in, and no other", async () => {
		const stage = await deployedSite();
		const session = await openSwapSession(stage.ports, stage.request());
		stage.host.save("/app/public/app.js", "app(2)");
		stage.host.save("/app/more/a.txt", "b");
		assert.equal(session.concerns("/app/public/app.js"), true);
		assert.equal(session.concerns("/app/elsewhere/app.js"), false);
		changesOf(stage);
		const outcome = await session.saved(["/app/public/app.js"]);
		assert.ok(outcome.kind === "swapped");
		assert.deepEqual([outcome.swaps, outcome.mirrored], [[], ["site"]]);
		assert.deepEqual(changesOf(stage), ["put app.js"]);
		assert.deepEqual(await session.saved(["/app/public/app.js"]), { kind: "unchanged", blocked: [] });
		await session.close();
		// What is remembered of the other bucket is still there: only what has changed is sent.
		stage.host.save("/app/more/b.txt", "b");
		await stage.deploy();
		assert.deepEqual(changesOf(stage), ["put a.txt", "put b.txt"]);
	});
});

describe("the directories of a swap", () => {
	it("are those whose buckets are deployed, and that hold what was saved", async () => {
		const stage = await deployedSite();
		const {
			analysis,
			stack = assert.fail("no stack"),
			version,
		} = await prepare(stage.ports, stage.request());
		const { compiled } = analysis;
		const places = new Map([["api", { bucket: "b", key: "k", digest: "d" }]]);
		const names = (found: readonly { readonly resource: string }[]) => found.map(({ resource }) => resource);
		const all = deployedDirectories(compiled, bind(compiled.template, places, "v1").template);
		assert.deepEqual(names(all), ["site", "other"]);
		assert.deepEqual(names(directoriesWith(all, "/app", new Set(["/app/more/a.txt"]))), ["other"]);
		assert.deepEqual(names(directoriesWith(all, "/app", new Set(["/app/moreover/a.txt"]))), []);
		assert.equal(folderOf("/app", { directory: "/else/public" }), "/else/public");
		assert.deepEqual(
			await swapDirectories(stage.ports, compiled, [], { root: "/app", stage: "dev", stack, version }),
			[],
		);
	});

	it("belong to resources and to their parts", () => {
		assert.equal(isPartOf("site", "site.bucket"), true);
		assert.equal(isPartOf("site.bucket", "site"), true);
		assert.equal(isPartOf("site", "sitemap"), false);
	});
});
