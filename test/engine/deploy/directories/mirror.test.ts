import assert from "node:assert/strict";
import { contentTypeOf } from "../../../../engine/deploy/directories/content-type.ts";
import { mirrorDirectories, requireDirectories } from "../../../../engine/deploy/directories/mirror.ts";
import {
	keepingDigest,
	readDirectory,
	readManifest,
	strayKeys,
} from "../../../../engine/deploy/directories/plan.ts";
import { failureOf, openStage, type Stage } from "../../../support/deploy.ts";
import { latest } from "../../../support/memory-cloud-resources.ts";
import { memoryHost } from "../../../support/memory-host.ts";

const config = (more = "") => `
resources:
  site:
    type: bucket
    properties:
      directoryUpload:
        directoryPath: public
        headersPreset: single-page-app
        excludeFilesPatterns: ["**/*.map"]
${more}`;

const BUCKET = "shop-dev-site-";

function opened(text = config()): Stage {
	const stage = openStage({ config: text });
	for (const [path, content] of Object.entries({
		"index.html": "<html>",
		"static/app.js": "app()",
		"static/app.js.map": "{}",
		"robots.txt": "",
	}))
		stage.host.save(`/app/public/${path}`, content);
	return stage;
}

function objectsOf({ cloud }: Stage) {
	const bucket = [...cloud.world.buckets.values()].find(({ name }) => name.startsWith(BUCKET));
	return new Map(
		[...(bucket?.objects ?? [])].flatMap(([key, versions]) => {
			const version = latest(versions);
			return version ? [[key, version] as const] : [];
		}),
	);
}

const sentTo = (stage: Stage) =>
	stage.cloud.calls
		.filter(({ method }) => method === "objects.put")
		.map(({ args }) => args[0] as { readonly bucket: string; readonly key: string })
		.filter(({ bucket }) => bucket.startsWith(BUCKET))
		.map(({ key }) => key);

describe("a website", () => {
	const site = (more = "") => `
resources:
  site:
    type: hosting-bucket
    properties:
      uploadDirectoryPath: public
      injectEnvironment: [{name: LEVEL, value: 3}]
${more}`;

	it("is built, gets values into its pages, is mirrored, and is forgotten by its CDN", async () => {
		const stage = opened(site("      build: {command: make}\n"));
		stage.host.programs.set("sh", () => {
			stage.host.save("/app/public/about.html", "<head></head>");
			return { exitCode: 0, stdout: "", stderr: "" };
		});
		await stage.deploy();
		const objects = objectsOf(stage);
		assert.deepEqual([...objects.keys()].toSorted(), [
			"about.html",
			"about/index.html",
			"index.html",
			"robots.txt",
			"static/app.js",
			"static/app.js.map",
		]);
		const text = new TextDecoder().decode(objects.get("about/index.html")?.body);
		assert.equal(text, '<head><script>window.STP_INJECTED_ENV = {"LEVEL":3};</script></head>');
		assert.equal(stage.cloud.world.invalidations.length, 1);
		await stage.deploy();
		assert.equal(stage.cloud.world.invalidations.length, 1, "nothing has changed");
		stage.host.save("/app/public/robots.txt", "new");
		await stage.deploy();
		assert.equal(stage.cloud.world.invalidations.length, 2);
		assert.deepEqual(stage.cloud.world.invalidatedPaths, ["/*", "/robots.txt"]);
	});

	it("is forgotten by its CDN also where a deploy was stopped behind the files", async () => {
		const stage = opened(site());
		await stage.deploy();
		stage.host.save("/app/public/robots.txt", "new");
		stage.host.save("/app/public/static/app.js", "other()");
		const isRobots = (args: readonly unknown[]) =>
			(args[0] as { readonly key?: string }).key === "robots.txt";
		let stop = true;
		stage.after = (method, args) => {
			if (stop && method === "objects.put" && isRobots(args)) throw new Error("the machine is off");
		};
		await assert.rejects(stage.deploy(), /the machine is off/);
		stop = false;
		stage.cloud.world.invalidatedPaths.length = 0;
		await stage.deploy();
		assert.deepEqual(stage.cloud.world.invalidatedPaths, ["/robots.txt", "/static/app.js"]);
	});
});

describe("a bucket that mirrors a directory", () => {
	it("gets every file with its type and headers, pages behind what they load", async () => {
		const stage = opened();
		await stage.deploy();
		const objects = objectsOf(stage);
		assert.deepEqual([...objects.keys()].sort(), ["index.html", "robots.txt", "static/app.js"]);
		assert.equal(sentTo(stage).at(-1), "index.html");
		assert.equal(objects.get("index.html")?.contentType, "text/html; charset=utf-8");
		assert.deepEqual(objects.get("index.html")?.headers, {
			"cache-control": "public, max-age=0, s-maxage=31536000, must-revalidate",
		});
		assert.deepEqual(objects.get("static/app.js")?.headers, {
			"cache-control": "public, max-age=31536000, immutable",
		});
	});

	it("gets again only what is different, and loses what has no file, also when the stack is the same", async () => {
		const stage = opened();
		await stage.deploy();
		const before = sentTo(stage).length;
		assert.equal((await stage.deploy()).outcome, "unchanged");
		assert.equal(sentTo(stage).length, before);
		stage.host.save("/app/public/index.html", "<html> new");
		stage.host.files.delete("/app/public/robots.txt");
		assert.equal((await stage.deploy()).outcome, "unchanged");
		assert.deepEqual(sentTo(stage).slice(before), ["index.html"]);
		assert.deepEqual([...objectsOf(stage).keys()].sort(), ["index.html", "static/app.js"]);
	});

	it("gets files again whose headers and tags have changed", async () => {
		const stage = opened();
		await stage.deploy();
		const before = sentTo(stage).length;
		stage.writeConfig(
			config(`        fileOptions:
          - includePattern: "*.txt"
            headers: [{ key: X-Robots, value: none }]
            tags: [{ key: kind, value: text }]
`),
		);
		await stage.deploy();
		assert.deepEqual(sentTo(stage).slice(before), ["robots.txt"]);
		const robots = objectsOf(stage).get("robots.txt");
		assert.deepEqual([robots?.headers, robots?.tags], [{ "x-robots": "none" }, { kind: "text" }]);
	});

	it("is not emptied by a directory that is missing or empty: the deploy ends before anything is changed", async () => {
		for (const [files, code] of [
			[[], "directory-missing"],
			[["/app/public/a.map"], "directory-empty"],
		] as const) {
			const stage = openStage({ config: config() });
			for (const file of files) stage.host.save(file, "{}");
			const failure = await failureOf(stage.deploy());
			assert.equal(failure.code, code);
			const { start, end } = failure.origin ?? { start: 0, end: 0 };
			assert.equal(config().slice(start, end), "public");
			assert.ok(!stage.calls().includes("stacks.create"));
		}
	});

	it("that is gone is said", async () => {
		const stage = opened();
		await stage.deploy();
		const name = [...stage.cloud.world.buckets.keys()].find((one) => one.startsWith(BUCKET)) ?? "";
		stage.cloud.world.buckets.delete(name);
		assert.equal((await failureOf(stage.deploy())).code, "bucket-missing");
	});

	it("asks nothing where no directory is mirrored", async () => {
		const stage = openStage();
		const { stack } = await stage.deploy();
		const calls = stage.cloud.calls.length;
		const place = { root: "/app", deploymentBucket: "b", before: undefined, stack };
		await mirrorDirectories(stage.ports, [], place, {});
		await requireDirectories(stage.ports, [], "/app");
		assert.equal(stage.cloud.calls.length, calls);
	});
});

describe("the files of a mirrored directory", () => {
	const rule = (include: string, value: string, exclude?: string) => ({
		include,
		headers: [{ key: "Cache-Control", value }],
		tags: [],
		...(exclude !== undefined && { exclude }),
	});
	const directory = {
		resource: "site",
		bucket: "b",
		directory: "/app/public",
		accelerated: false,
		exclude: [".well-known/**"],
		rules: [
			rule("**/*", "all"),
			rule("./*.css", "styles", "old.css"),
			{ include: "a.css", headers: [{ key: "content-type", value: "text/plain" }], tags: [] },
		],
		span: { start: 0, end: 0 },
	};

	it("have the headers of the last rule that matches, and a type of their own where one is written", async () => {
		const host = memoryHost({
			files: {
				"/app/public/a.css": "",
				"/app/public/old.css": "",
				"/app/public/.hidden": "",
				"/app/public/.well-known/x": "",
			},
		});
		const files = await readDirectory(host, "/app", directory);
		assert.deepEqual(
			files.map(({ key, contentType, headers }) => [key, contentType, headers]),
			[
				[".hidden", "application/octet-stream", { "cache-control": "all" }],
				["a.css", "text/plain", { "cache-control": "styles" }],
				["old.css", "text/css; charset=utf-8", { "cache-control": "all" }],
			],
		);
		const [first, second] = files;
		assert.ok(first && second && keepingDigest(first) !== keepingDigest(second));
		assert.deepEqual(strayKeys([{ key: "x", size: 0, modifiedAt: 0, etag: "" }], files), ["x"]);
	});

	it("are known by a manifest, unless that is somebody else's", () => {
		assert.deepEqual(readManifest('{"b":{"k":"1"}}'), { b: { k: "1" } });
		for (const text of [undefined, "", "no JSON", "1", "null"]) assert.deepEqual(readManifest(text), {});
	});

	it("have the type of their extension, in any case", () => {
		assert.equal(contentTypeOf("a/B.SVG"), "image/svg+xml");
		assert.equal(contentTypeOf("LICENSE"), "application/octet-stream");
	});
});
