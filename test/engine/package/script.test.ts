import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, it } from "mocha";
import { readPackaging, type ScriptPackaging } from "../../../engine/package/packaging.ts";
import { bytesOf, type Packed } from "../../../engine/package/packed.ts";
import { packScript } from "../../../engine/package/script.ts";
import {
	diskHost,
	type Files,
	filesOf,
	makeProject,
	packOne,
	problemsOf,
	scriptPlan,
	sharedBundler,
	temporaryFolder,
	workOn,
	writeFiles,
} from "./project.ts";

const bundler = sharedBundler();
const plan = scriptPlan({ entryfilePath: "src/api.ts" });

type Module = Readonly<Record<string, unknown>>;

/** Unpacks an artifact as Lambda does, below a folder with `runtime`, and gives what its index.js exports. */
async function load(packed: Packed, runtime: Files = {}): Promise<Module> {
	const folder = temporaryFolder();
	writeFiles(folder, runtime);
	writeFiles(join(folder, "task"), filesOf(await bytesOf(packed)));
	return (await import(pathToFileURL(join(folder, "task", "index.js")).href)) as Module;
}

async function call(module: Module, name: string, event: unknown = {}): Promise<unknown> {
	const handler = module[name];
	assert.equal(typeof handler, "function", `index.js exports ${Object.keys(module).join(", ")}`);
	return (handler as (event: unknown) => unknown)(event);
}

const api = `
import { greet } from "./lib/greet.ts";
export default async (event: { name: string }): Promise<string> => greet(event.name);
`;
const greet = "export const greet = (name: string): string => `Hello ${name}`;\n";

describe("a function in TypeScript", () => {
	it("becomes an ES module that runs", async () => {
		const root = makeProject({ "src/api.ts": api, "src/lib/greet.ts": greet });
		const packed = await packOne(root, plan, bundler);
		const files = filesOf(packed.bytes);
		assert.deepEqual(Object.keys(files), ["index.js", "index.js.map", "package.json"]);
		assert.equal(files["package.json"], '{"type":"module"}\n');
		assert.equal(await call(await load(packed), "default", { name: "Ada" }), "Hello Ada");
		assert.deepEqual(packed.said, []);
	});

	it("knows what makes its bundle large and how long that took", async () => {
		const root = makeProject({
			"src/api.ts": 'import { text } from "texts"; export default () => text;',
			"node_modules/texts/package.json": '{ "main": "index.js" }',
			"node_modules/texts/index.js": `exports.text = "${"x".repeat(5000)}";`,
		});
		const clock = { now: 100 };
		const host = diskHost({ now: () => (clock.now += 7) });
		const work = { ...workOn(root, plan, bundler), host };
		const { largestInputs, bundleMs } = await packScript(work, readPackaging(plan) as ScriptPackaging);
		assert.deepEqual(
			largestInputs.map(({ path }) => path),
			["src/api.ts → texts", "src/api.ts"],
		);
		assert.equal(bundleMs, 7);
	});

	it("knows the files that it came from", async () => {
		const root = makeProject({
			"package.json": "{}",
			"src/package.json": "{}",
			"src/api.ts": api,
			"src/lib/greet.ts": greet,
			"src/lib/unused.ts": "",
			"tsconfig.json": '{ "extends": "./base.json" }',
			"base.json": "{}",
			"texts/a.txt": "",
		});
		const withTexts = scriptPlan({ entryfilePath: "src/api.ts", includeFiles: ["texts/*"] });
		const { inputs } = await packOne(root, withTexts, bundler);
		assert.deepEqual(
			inputs.map((path) => path.slice(root.length + 1)),
			["base.json", "src/api.ts", "src/lib/greet.ts", "src/package.json", "tsconfig.json", "texts/a.txt"],
		);
	});

	it("gives the same bytes in another folder, at another date, through a link and with backslashes", async () => {
		const files = {
			"src/api.ts": `${api}\nconsole.log(__dirname, import.meta.url, require("node:os").EOL);`,
			"src/lib/greet.ts": `import { deep } from "deep";\n${greet}\nexport const more = deep;`,
			"node_modules/deep/package.json": '{ "main": "index.js" }',
			"node_modules/deep/index.js": "exports.deep = require('./other');",
			"node_modules/deep/other.js": "module.exports = __filename;",
			"texts/one.txt": "1",
			"texts/two.txt": "2",
		};
		const properties = { entryfilePath: "src/api.ts", includeFiles: ["texts/two.txt", "texts/*"] };
		const first = makeProject(files);
		const second = join(temporaryFolder(), "a much", "deeper folder");
		makeProject(Object.fromEntries(Object.entries(files).reverse()), second);
		utimesSync(join(second, "src/api.ts"), 1_000_000, 1_000_000);
		const link = join(temporaryFolder(), "link");
		symlinkSync(second, link);
		const backslashes = { entryfilePath: ".\\src\\api.ts", includeFiles: ["texts\\*"] };

		const { digest, bytes } = await packOne(first, scriptPlan(properties), bundler);
		assert.equal((await packOne(second, scriptPlan(properties), bundler)).digest, digest);
		assert.equal((await packOne(link, scriptPlan(properties), bundler)).digest, digest);
		assert.equal((await packOne(second, scriptPlan(backslashes), bundler)).digest, digest);

		const built = filesOf(bytes);
		const all = Object.values(built).join("");
		assert.ok(!all.includes(first) && !all.includes("\r"), "a path of this machine, or a carriage return");
		const map = JSON.parse(built["index.js.map"] ?? "") as { sources: string[]; sourcesContent?: unknown };
		assert.deepEqual(map.sources.sort(), [
			"node_modules/deep/index.js",
			"node_modules/deep/other.js",
			"src/api.ts",
			"src/lib/greet.ts",
		]);
		assert.equal(map.sourcesContent, undefined);
	});

	it("honours paths and jsx of the tsconfig beside the config", async () => {
		const root = makeProject({
			"tsconfig.json": '{ "compilerOptions": { "paths": { "@lib/*": ["./src/lib/*"] }, "jsxFactory": "h" } }',
			"src/api.tsx": `
				import { greet } from "@lib/greet.ts";
				const h = (tag: string) => greet(tag);
				export const handler = () => <main />;`,
			"src/lib/greet.ts": greet,
		});
		const packed = await packOne(root, scriptPlan({ entryfilePath: "src/api.tsx" }), bundler);
		assert.equal(await call(await load(packed), "handler"), "Hello main");
	});

	it("honours tsConfigPath, which must exist", async () => {
		const root = makeProject({
			"config/tsconfig.json": '{ "compilerOptions": { "paths": { "lib": ["../src/lib/greet.ts"] } } }',
			"src/api.ts": 'import { greet } from "lib"; export default () => greet("you");',
			"src/lib/greet.ts": greet,
		});
		const properties = (tsConfigPath: string) => ({
			entryfilePath: "src/api.ts",
			languageSpecificConfig: { tsConfigPath },
		});
		const packed = await packOne(root, scriptPlan(properties("./config/tsconfig.json")), bundler);
		assert.equal(await call(await load(packed), "default"), "Hello you");
		assert.ok(packed.inputs.includes(join(root, "config/tsconfig.json")));
		const [problem] = await problemsOf(root, scriptPlan(properties("no.json")), bundler);
		assert.deepEqual([problem?.code, problem?.message], ["file-not-found", '"no.json" does not exist']);
	});

	it("may use require, __dirname and __filename, and declare them itself", async () => {
		const root = makeProject({
			"src/api.ts": `
				import { createRequire } from "node:module";
				import { dirname } from "node:path";
				import { old } from "./old.cjs";
				const require = createRequire(import.meta.url);
				const __dirname = dirname(import.meta.filename);
				export default () => [old(), __dirname, require("node:os").EOL, import.meta.dirname];`,
			"src/old.cjs":
				"const { basename } = require('path'); exports.old = () => [basename(__filename), __dirname];",
		});
		const packed = await packOne(root, plan, bundler);
		const result = (await call(await load(packed), "default")) as [[string, string], string, string, string];
		const [[file, oldFolder], folder, eol, metaFolder] = result;
		assert.equal(file, "index.js");
		assert.match(folder, /task$/);
		assert.deepEqual([oldFolder, eol, metaFolder], [folder, "\n", folder]);
	});

	it("leaves the clients of the AWS SDK to the runtime, and bundles the rest of it", async () => {
		const sdk = (name: string, code: string): Files => ({
			[`node_modules/${name}/package.json`]: '{ "main": "index.js" }',
			[`node_modules/${name}/index.js`]: code,
		});
		const root = makeProject({
			"src/api.ts": `
				import { S3Client } from "@aws-sdk/client-s3";
				import { upload } from "@aws-sdk/lib-storage";
				export default () => [S3Client, upload];`,
			...sdk("@aws-sdk/client-s3", "exports.S3Client = 'installed';"),
			...sdk(
				"@aws-sdk/lib-storage",
				"exports.upload = [require('@aws-sdk/client-s3').S3Client, require('@smithy/x')];",
			),
			...sdk("@smithy/x", "module.exports = 'bundled';"),
		});
		const runtime = sdk("@aws-sdk/client-s3", "exports.S3Client = 'of the runtime';");
		for (const version of [18, 20, 22, 24]) {
			const packed = await packOne(root, { ...plan, runtime: `nodejs${version}.x` }, bundler);
			const loaded = await load(packed, runtime);
			const module = version < 24 ? (loaded["default"] as Module) : loaded;
			assert.deepEqual(await call(module, "default"), ["of the runtime", ["of the runtime", "bundled"]]);
		}
		const old = scriptPlan({ entryfilePath: "src/api.ts", languageSpecificConfig: { nodeVersion: 16 } });
		const loaded = await load(await packOne(root, old, bundler));
		assert.deepEqual(await call(loaded["default"] as Module, "default"), [
			"installed",
			["installed", "bundled"],
		]);
	});

	it("becomes CommonJS before Node.js 24, where import.meta still works", async () => {
		const root = makeProject({
			"tsconfig.json": '{ "compilerOptions": { "strict": true } }',
			"src/api.ts": `
				export function handler() { return [this === undefined, import.meta.url, import.meta.dirname, typeof require]; }`,
		});
		const packed = await packOne(root, { ...plan, runtime: "nodejs22.x" }, bundler);
		assert.deepEqual(Object.keys(filesOf(packed.bytes)), ["index.js", "index.js.map"]);
		const loaded = (await load(packed))["default"] as Module;
		const handler = loaded["default"] as () => [boolean, string, string, string];
		const [isStrict, url, folder, type] = handler();
		assert.equal(isStrict, true, "the directive of strict mode lost its place");
		assert.equal(url, pathToFileURL(join(folder, "index.js")).href);
		assert.equal(type, "function");
		assert.deepEqual(packed.said, []);
	});

	it("has a source map that leads back to the line, also behind what Spool adds", async () => {
		const code = `import { url } from "./url.ts";\nexport const handler = () => {\n\n\tthrow new Error(url);\n};\n`;
		const root = makeProject({ "src/api.ts": code, "src/url.ts": "export const url = import.meta.url;" });
		for (const runtime of ["nodejs24.x", "nodejs22.x"]) {
			const packed = await packOne(root, { ...plan, runtime }, bundler);
			const folder = temporaryFolder();
			writeFiles(folder, filesOf(packed.bytes));
			writeFileSync(
				join(folder, "run.mjs"),
				'const m = await import("./index.js"); (m.default.default ?? m.default)();',
			);
			const { stderr } = spawnSync(process.execPath, ["--enable-source-maps", join(folder, "run.mjs")], {
				encoding: "utf8",
			});
			assert.match(stderr, /src[/\\]api\.ts:4:8/, stderr);
		}
	});

	it("has no source map when the config wants none", async () => {
		const root = makeProject({ "src/api.ts": "export default 1;" });
		const without = scriptPlan({
			entryfilePath: "src/api.ts",
			languageSpecificConfig: { disableSourceMaps: true },
		});
		const files = filesOf((await packOne(root, without, bundler)).bytes);
		assert.deepEqual(Object.keys(files), ["index.js", "package.json"]);
		assert.doesNotMatch(files["index.js"] ?? "", /sourceMappingURL/);
	});

	it("has its source map elsewhere when the config says so", async () => {
		const { readFileSync } = await import("node:fs");
		const root = makeProject({ "src/api.ts": "export default () => 1;" });
		const properties = {
			entryfilePath: "src/api.ts",
			languageSpecificConfig: { outputSourceMapsTo: "./maps" },
		};
		const packed = await packOne(root, scriptPlan(properties), bundler);
		assert.deepEqual(Object.keys(filesOf(packed.bytes)), ["index.js", "package.json"]);
		const map = JSON.parse(readFileSync(join(root, "maps/api/index.js.map"), "utf8")) as {
			sources: string[];
		};
		assert.deepEqual(map.sources, ["src/api.ts"]);
	});

	it("may be called index.js itself", async () => {
		const root = makeProject({ "index.js": "export default () => 'same name';" });
		const packed = await packOne(root, scriptPlan({ entryfilePath: "index.js" }), bundler);
		assert.equal(await call(await load(packed), "default"), "same name");
	});

	it("carries the files that includeFiles names, but not in place of its own", async () => {
		const root = makeProject({
			"src/api.ts": "export default () => 1;",
			"package.json": "{}",
			"texts/a.txt": "A",
			"texts/b.txt": "B",
			"texts/plugin.js": "1",
		});
		const properties = {
			entryfilePath: "src/api.ts",
			includeFiles: ["texts/**", "package.json", "none/*"],
			excludeFiles: ["**/b.txt"],
		};
		const packed = await packOne(root, scriptPlan(properties), bundler);
		const { "index.js": _code, "index.js.map": _map, ...files } = filesOf(packed.bytes);
		assert.deepEqual(files, {
			"package.json": '{"type":"module"}\n',
			"texts/a.txt": "A",
			"texts/plugin.js": "1",
		});
		assert.deepEqual(packed.said, [
			'api: no file matches "none/*" of includeFiles',
			'api: "package.json" of includeFiles is left out, because the artifact has a file of that name',
			"api: code in includeFiles is copied as it is, and packages that it imports are not",
		]);
	});

	it("cannot include files from outside the folder of the config", async () => {
		const root = makeProject({ "app/src/api.ts": "export default () => 1;", "shared.txt": "" });
		const outside = scriptPlan({ entryfilePath: "src/api.ts", includeFiles: ["../shared.txt"] });
		const [problem] = await problemsOf(join(root, "app"), outside, bundler);
		assert.deepEqual([problem?.code, problem?.span], ["include-outside-project", outside.span]);
		assert.match(problem?.message ?? "", /"\.\.\/shared\.txt"/);
	});

	it("may lie outside the folder of the config, with the packages that are installed there", async () => {
		const root = makeProject({
			"shared/api.ts": 'import { text } from "pkg"; export default () => text;',
			"app/node_modules/pkg/package.json": '{ "main": "index.js" }',
			"app/node_modules/pkg/index.js": "exports.text = 'found';",
		});
		mkdirSync(join(root, "app"), { recursive: true });
		const packed = await packOne(
			join(root, "app"),
			scriptPlan({ entryfilePath: "../shared/api.ts" }),
			bundler,
		);
		assert.equal(await call(await load(packed), "default"), "found");
		assert.ok(packed.inputs.includes(join(root, "shared/api.ts")));
	});

	it("warns when metadata of decorators is wanted", async () => {
		const root = makeProject({
			"src/api.ts": "export default () => 1;",
			"tsconfig.json": '{ "compilerOptions": { "emitDecoratorMetadata": true } }',
		});
		assert.match((await packOne(root, plan, bundler)).said.join(), /metadata of decorators is not written/);
	});

	it("is a problem of the config when its file does not exist", async () => {
		assert.deepEqual(await problemsOf(makeProject({}), plan, bundler), [
			{ code: "file-not-found", severity: "error", message: '"src/api.ts" does not exist', span: plan.span },
		]);
	});

	it("is a problem of the config when it is a folder", async () => {
		const [problem] = await problemsOf(makeProject({ "src/api.ts/index.ts": "" }), plan, bundler);
		assert.deepEqual(
			[problem?.code, problem?.message],
			["wrong-kind-of-file", '"src/api.ts" is a folder, not a file'],
		);
	});

	it("is told of a handler that it does not export", async () => {
		const root = makeProject({ "src/api.ts": "export const main = () => 1;" });
		const start = { line: 0, character: 0 };
		const elsewhere = { file: join(root, "src/api.ts"), range: { start, end: start } };
		const named = scriptPlan({ entryfilePath: "src/api.ts", handlerFunction: "mian" });
		assert.deepEqual(await problemsOf(root, named, bundler), [
			{
				code: "handler-not-exported",
				severity: "error",
				message: '"src/api.ts" does not export "mian"',
				span: plan.span,
				hint: 'did you mean "main"?',
				elsewhere,
			},
		]);
		const [problem] = await problemsOf(root, plan, bundler);
		assert.equal(problem?.message, '"src/api.ts" has no default export and none called "handler"');
		assert.match(problem?.hint ?? "", /export the function that Lambda shall call as default/);
	});

	it("gives warnings of esbuild as notes with their place", async () => {
		const root = makeProject({ "src/api.ts": "const é = 1; export default () => é === NaN;\n" });
		const { said } = await packOne(root, plan, bundler);
		assert.deepEqual(said, [
			'src/api.ts:1:37: Comparison with NaN using the "===" operator here is always false',
		]);
	});
});
