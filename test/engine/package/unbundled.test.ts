import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { createBundler } from "../../../engine/package/bundler.ts";
import { chainText } from "../../../engine/package/import-chain.ts";
import { readPackaging, type ScriptPackaging } from "../../../engine/package/packaging.ts";
import { findUnbundled } from "../../../engine/package/unbundled.ts";
import {
	type Files,
	filesOf,
	makeProject,
	packOne,
	problemsOf,
	scriptPlan,
	sharedBundler,
	workOn,
} from "./project.ts";

const bundler = sharedBundler();

const pkg = (name: string, code: string, manifest: object = {}): Files => ({
	[`node_modules/${name}/package.json`]: JSON.stringify({ main: "index.js", ...manifest }),
	[`node_modules/${name}/index.js`]: code,
});

const plan = (properties: object = {}) => scriptPlan({ entryfilePath: "src/api.ts", ...properties });

type Case = {
	readonly files: Files;
	readonly properties?: object;
	readonly message: string;
	readonly at: string;
};

const refused: Readonly<Record<string, Case>> = {
	"a .node file, through other packages": {
		files: {
			"src/api.ts": 'import { run } from "./run.ts"; export default run;',
			"src/run.ts": 'import tool from "tool";\nexport const run = tool;',
			...pkg("tool", "module.exports = require('@scope/binding');"),
			...pkg("@scope/binding", "module.exports = require('./build/addon.node');"),
			"node_modules/@scope/binding/build/addon.node": "binary",
		},
		message:
			'"@scope/binding" has no native binary for linux-x64 (glibc): src/api.ts → src/run.ts → tool → @scope/binding',
		at: "src/run.ts:0:17-23",
	},
	"a .node file of the user": {
		files: {
			"src/api.ts": "const addon = require('./addon.node');\nexport default () => addon;",
			"src/addon.node": "binary",
		},
		message: '"addon.node" has no native code for linux-x64 (glibc)',
		at: ":0:0-0",
	},
	"a package that is the .node file": {
		files: {
			"src/api.ts": 'import "tool-linux-x64"; export default () => 1;',
			...pkg("tool-linux-x64", "", { main: "tool.node" }),
			"node_modules/tool-linux-x64/tool.node": "binary",
		},
		message: '"tool-linux-x64" has no native binary for linux-x64 (glibc): src/api.ts → tool-linux-x64',
		at: "src/api.ts:0:7-23",
	},
	"a package that is built when it is installed": {
		files: {
			"src/api.ts": 'import bcrypt from "bcrypt"; export default bcrypt;',
			...pkg("bcrypt", "module.exports = require('node-gyp-build')(__dirname);", {
				dependencies: { "node-gyp-build": "1" },
			}),
			...pkg("node-gyp-build", "module.exports = () => 1;"),
		},
		message: '"bcrypt" has no native binary for linux-x64 (glibc): src/api.ts → bcrypt',
		at: "src/api.ts:0:19-27",
	},
	"the engines of Prisma": {
		files: {
			"src/api.ts": 'import { PrismaClient } from "@prisma/client"; export default () => PrismaClient;',
			...pkg("@prisma/client", "module.exports = require('.prisma/client');"),
			"node_modules/.prisma/client/index.js": "exports.PrismaClient = 1;",
		},
		message: '"@prisma/client" has no generated client: src/api.ts → @prisma/client',
		at: "src/api.ts:0:29-45",
	},
};

describe("a package that a bundle cannot hold", () => {
	for (const [name, { files, properties, message, at }] of Object.entries(refused)) {
		it(`is a problem: ${name}`, async () => {
			const root = makeProject(files);
			const problems = await problemsOf(root, plan(properties), bundler);
			assert.deepEqual(
				problems.map((problem) => [problem.code, problem.message]),
				[["package-needs-install", message]],
			);
			const { file = "", range } = problems[0]?.elsewhere ?? {};
			const { start, end } = range ?? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
			assert.equal(`${file.slice(root.length + 1)}:${start.line}:${start.character}-${end.character}`, at);
		});
	}

	const accepted: Readonly<Record<string, readonly [Files, object?]>> = {
		"a binary that nobody has built": [
			{
				"src/api.ts": 'import a from "a"; export default a;',
				...pkg("a", "try { require('./build/a.node') } catch {}"),
			},
		],
		"a binary whose package works without it": [
			{
				"src/api.ts": 'import ssh2 from "ssh2"; export default ssh2;',
				...pkg("ssh2", "try { require('./crypto.node'); require('cpu-features') } catch {}"),
				...pkg("cpu-features", "require('./cpu.node')", { dependencies: { bindings: "1" } }),
				"node_modules/ssh2/crypto.node": "binary",
				"node_modules/cpu-features/cpu.node": "binary",
			},
		],
		"an optional package that is not installed": [
			{ "src/api.ts": "try { require('gone') } catch {} export default () => 1;" },
		],
		"an excluded package that a layer brings": [
			{ "src/api.ts": 'import pg from "pg"; export default pg;', ...pkg("pg", "") },
			{
				excludeDependencies: ["pg"],
				languageSpecificConfig: { dependenciesToExcludeFromDeploymentPackage: ["pg"] },
			},
		],
		"an excluded package that nobody imports": [
			{ "src/api.ts": "export default () => 1;", ...pkg("pg", "") },
			{ excludeDependencies: ["pg", "@scope/*"] },
		],
		"Prisma without engines": [
			{
				"src/api.ts": 'import a from "@prisma/client/runtime/client.js"; export default a;',
				"node_modules/@prisma/client/runtime/client.js": "module.exports = 1;",
			},
		],
	};
	for (const [name, [files, properties]] of Object.entries(accepted)) {
		it(`is none: ${name}`, async () => {
			const packed = await packOne(makeProject(files), plan(properties), bundler);
			assert.deepEqual(Object.keys(filesOf(packed.bytes)), ["index.js", "index.js.map", "package.json"]);
			assert.deepEqual(packed.said, []);
		});
	}

	it("is named with the ends of a long way to it", async () => {
		const root = makeProject({ "node_modules/p8/package.json": '{ "gypfile": true }' });
		const way = ["src/api.ts", ...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => `node_modules/p${n}/index.js`)];
		const inputs = Object.fromEntries(
			way.map((path, index) => {
				const next = way[index + 1];
				const imports =
					next === undefined ? [] : [{ path: next, kind: "require-call" as const, original: "x" }];
				return [path, { bytes: 1, imports }];
			}),
		);
		const packaging = readPackaging(plan()) as ScriptPackaging;
		const work = workOn(root, plan(), createBundler());
		const [found, ...others] = await findUnbundled(work, packaging, { inputs, outputs: {} }, "src/api.ts");
		assert.deepEqual([found?.name, others], ["p8", []]);
		assert.equal(chainText(found?.chain ?? [], "p8"), "src/api.ts → p1 → p2 → … → p7 → p8");
	});

	it("is left to a layer with a warning when it is excluded and not installed", async () => {
		const root = makeProject({ "src/api.ts": 'import x from "@scope/x"; export default x;' });
		const { said } = await packOne(root, plan({ excludeDependencies: ["@scope/*"] }), bundler);
		assert.deepEqual(said, ['api: "@scope/x" is not in the artifact, so only a layer can bring it']);
	});

	it("is found where the importer finds it", async () => {
		const root = makeProject({
			"packages/lib/index.ts": 'import x from "inner"; export const y = x;',
			"packages/lib/node_modules/inner/package.json": "{}",
			"src/api.ts": 'import { y } from "../packages/lib/index.ts"; export default y;',
		});
		const { bytes } = await packOne(root, plan({ excludeDependencies: ["inner"] }), bundler);
		assert.ok("node_modules/inner/package.json" in filesOf(bytes));
	});
});
