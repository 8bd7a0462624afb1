import assert from "node:assert/strict";
import { symlinkSync } from "node:fs";
import { join, relative } from "node:path";
import { serverPackages } from "../../../engine/package/server-packages.ts";
import { failureOf } from "../../support/deploy.ts";
import { diskHost, type Files, makeProject, sharedBundler } from "./project.ts";

const named = (name: string, more: object = {}) => JSON.stringify({ name, main: "index.js", ...more });

const bundler = sharedBundler();

async function packagesOf(root: string, app = ".") {
	const folder = join(root, app, "dist");
	const work = { host: diskHost(), bundler, name: root, folder, entries: ["./entry.mjs"], signal: undefined };
	const found = await serverPackages(work);
	return Object.fromEntries(found.map(({ from, to }) => [to, relative(root, from)]));
}

describe("the packages of a server", () => {
	const files: Files = {
		"package.json": "{}",
		"dist/entry.mjs":
			'import "./chunk.mjs"; import fs from "node:fs"; const late = () => import("late"); try { require("gone"); } catch {}',
		"dist/chunk.mjs": 'import a from "a"; import "b/sub.js"; export default a;',
		"node_modules/a/package.json": named("a"),
		"node_modules/a/index.js": 'module.exports = require("b");',
		"node_modules/a/node_modules/b/package.json": named("b"),
		"node_modules/a/node_modules/b/index.js": "module.exports = 2;",
		"node_modules/b/package.json": named("b", { optionalDependencies: { "@b/linux": "1", "@b/mac": "1" } }),
		"node_modules/b/sub.js": "module.exports = 1;",
		"node_modules/@b/linux/package.json": named("@b/linux"),
		"node_modules/@b/linux/b.node": "",
		"node_modules/late/package.json": named("late"),
		"node_modules/late/index.js": 'require("./data.txt"); module.exports = 3;',
		"node_modules/late/data.txt": "",
		"node_modules/unused/package.json": named("unused"),
		"node_modules/unused/index.js": "",
	};

	it("are those that it imports and what these need, each in a version of its own", async () => {
		assert.deepEqual(await packagesOf(makeProject(files)), {
			"node_modules/a": "node_modules/a",
			"node_modules/b": "node_modules/b",
			"node_modules/late": "node_modules/late",
			"node_modules/a/node_modules/b": "node_modules/a/node_modules/b",
			"node_modules/@b/linux": "node_modules/@b/linux",
		});
	});

	it("are found behind the links of pnpm, and in a workspace", async () => {
		const root = makeProject({
			"web/dist/entry.mjs": 'import "a"; import "@shop/ui";',
			"packages/ui/package.json": named("@shop/ui"),
			"packages/ui/index.js": "",
			"node_modules/.pnpm/a@1/node_modules/a/package.json": named("a"),
			"node_modules/.pnpm/a@1/node_modules/a/index.js": 'require("b");',
			"node_modules/.pnpm/b@2/node_modules/b/package.json": named("b"),
			"node_modules/.pnpm/b@2/node_modules/b/index.js": "",
			"web/node_modules/@shop/.keep": "",
		});
		const link = (from: string, to: string) => symlinkSync(join(root, to), join(root, from));
		link("web/node_modules/a", "node_modules/.pnpm/a@1/node_modules/a");
		link("web/node_modules/@shop/ui", "packages/ui");
		link("node_modules/.pnpm/a@1/node_modules/b", "node_modules/.pnpm/b@2/node_modules/b");
		assert.deepEqual(await packagesOf(root, "web"), {
			"node_modules/@shop/ui": "packages/ui",
			"node_modules/a": "node_modules/.pnpm/a@1/node_modules/a",
			"node_modules/b": "node_modules/.pnpm/b@2/node_modules/b",
		});
	});

	it("cannot be told of code that is none", async () => {
		const failure = await failureOf(packagesOf(makeProject({ "dist/entry.mjs": "const = 1;" })));
		assert.equal(failure.code, "server-unreadable");
		assert.match(failure.details[0] ?? "", /^entry\.mjs:1: Expected identifier/);
	});
});
