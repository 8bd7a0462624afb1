import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "mocha";
import { findUmd, moduleFileOf } from "../../../engine/package/umd.ts";
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
const plan = scriptPlan({ entryfilePath: "src/api.ts" });

/** As TypeScript writes a module for UMD; `needs` are further files of the package. */
const umd = (needs: readonly string[], body: string): string => `
(function (factory) {
    if (typeof module === "object" && typeof module.exports === "object") {
        var v = factory(require, exports);
        if (v !== undefined) module.exports = v;
    }
    else if (typeof define === "function" && define.amd) {
        define(${JSON.stringify(["require", "exports", ...needs]).replaceAll(",", ", ")}, factory);
    }
})(function (require, exports) { ${body} });`;

const files = (manifest: object): Files => ({
	"src/api.ts": 'import { parse } from "parser"; export default () => parse();',
	"node_modules/parser/package.json": JSON.stringify({ main: "umd/main.js", ...manifest }),
	"node_modules/parser/umd/main.js": umd(["./impl"], 'exports.parse = () => require("./impl").parse();'),
	"node_modules/parser/umd/impl.js": umd([], 'exports.parse = () => "umd";'),
	"node_modules/parser/esm/main.js": 'export { parse } from "./impl.js";',
	"node_modules/parser/esm/impl.js": 'export const parse = () => "esm";',
});

describe("a package of UMD modules", () => {
	it("is bundled by its file for bundlers, and not only the first time", async () => {
		const root = makeProject(files({ module: "esm/main.js" }));
		const first = await packOne(root, plan, bundler);
		const code = filesOf(first.bytes)["index.js"] ?? "";
		assert.match(code, /"esm"/);
		assert.doesNotMatch(code, /umd/);
		assert.ok(!code.includes(root));
		assert.equal((await packOne(root, plan, bundler)).digest, first.digest);
	});

	it("is a problem without such a file, because its bundle would not start", async () => {
		for (const manifest of [{}, { module: "esm/gone.js" }]) {
			const [problem, ...others] = await problemsOf(makeProject(files(manifest)), plan, bundler);
			assert.deepEqual(others, []);
			assert.equal(problem?.code, "package-not-bundled");
			assert.match(
				problem?.message ?? "",
				/"parser" finds its own files .*node_modules\/parser\/umd\/main\.js/,
			);
		}
	});

	it("is none when it is one file", async () => {
		const root = makeProject({
			...files({}),
			"node_modules/parser/umd/main.js": umd([], "exports.parse = () => 1;"),
		});
		const { bytes } = await packOne(root, plan, bundler);
		assert.deepEqual(findUmd(Buffer.from(filesOf(bytes)["index.js"] ?? "")), []);
	});

	it("is known by its folder and file", async () => {
		const file = "node_modules/@a/b/umd/x.js";
		const code = `var require_x = __commonJS({\n  "${file}"(exports) {\n define(["require", "exports", "./y"], factory);`;
		const [found] = findUmd(Buffer.from(code));
		assert.deepEqual(found, { name: "@a/b", folder: "node_modules/@a/b", file });
		const root = makeProject({
			"node_modules/@a/b/package.json": '{ "module": "m.js" }',
			"node_modules/@a/b/m.js": "",
		});
		const work = workOn(root, plan, bundler);
		assert.equal(found && (await moduleFileOf(work, found)), join(root, "node_modules/@a/b/m.js"));
		assert.deepEqual(findUmd(Buffer.from('define(["require", "exports", "./y"], factory);')), []);
	});
});
