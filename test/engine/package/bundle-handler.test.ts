import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { describe, it } from "mocha";
import { type Amended, amendBundle } from "../../../engine/package/bundle-handler.ts";
import { temporaryFolder } from "./project.ts";

type Format = "esm" | "cjs";

async function amend(code: string, format: Format, handler: string): Promise<Amended> {
	const { outputFiles, metafile } = await build({
		stdin: { contents: code, sourcefile: "entry.js" },
		bundle: true,
		write: false,
		metafile: true,
		format,
		platform: "node",
		outfile: "index.js",
		external: ["outside"],
		logLevel: "silent",
	});
	const output = outputFiles[0]?.contents ?? new Uint8Array();
	const entry = metafile.outputs["index.js"]?.entryPoint ?? "";
	return amendBundle({ code: output, format, metafile, entry }, handler);
}

/** What Lambda finds under `handler`, called; CommonJS is loaded through `require`, as Lambda does. */
async function run(amended: Amended, format: Format, handler: string): Promise<unknown> {
	assert.ok("code" in amended, "the handler was not found");
	const folder = temporaryFolder();
	writeFileSync(
		join(folder, "package.json"),
		JSON.stringify({ type: format === "esm" ? "module" : "commonjs" }),
	);
	writeFileSync(join(folder, "index.js"), amended.code);
	const module = (await import(pathToFileURL(join(folder, "index.js")).href)) as Record<string, unknown>;
	const found = (format === "esm" ? module : (module["default"] as Record<string, unknown>))[handler];
	assert.equal(typeof found, "function", `${handler} is ${typeof found}`);
	return (found as () => unknown)();
}

const found: readonly (readonly [string, string, string])[] = [
	["a default export", "export default () => 1;", "default"],
	["an export called handler, for default", "export const handler = () => 1;", "default"],
	[
		"a default export in front of one called handler",
		"export const handler = () => 2; export default () => 1;",
		"default",
	],
	["a named export", "export const main = () => 1; export default () => 2;", "main"],
	["an export under another name", "const a = () => 1; export { a as main };", "main"],
	["an export of a name that is no identifier", "const a = () => 1; export { a as 'my-main' };", "my-main"],
	["module.exports as a function", "module.exports = () => 1;", "default"],
	["exports.handler, for default", "exports.handler = () => 1;", "default"],
	["exports.default of compiled code", "exports.__esModule = true; exports.default = () => 1;", "default"],
	["a named member of exports", "exports.main = () => 1; exports.handler = () => 2;", "main"],
	[
		"a local variable of that name",
		"const handler = () => 2; export { handler as old }; export default () => 1;",
		"default",
	],
];

const missing: readonly (readonly [string, string, string, readonly string[]])[] = [
	["nothing at all", "console.log;", "default", []],
	["neither default nor handler", "export const a = 1, b = 2;", "default", ["a", "b"]],
	["not the named one", "export default () => 1;", "main", ["default"]],
	["another one than handler for a name", "export const handler = 1;", "main", ["handler"]],
];

describe("the handler of a bundle", () => {
	for (const format of ["esm", "cjs"] as const) {
		for (const [name, code, handler] of found) {
			it(`is found in ${format}: ${name}`, async () => {
				assert.equal(await run(await amend(code, format, handler), format, handler), 1);
			});
		}
		for (const [name, code, handler, exports] of missing) {
			it(`is missed in ${format} that exports ${name}`, async () => {
				const esm = code.startsWith("export") ? code : `export {}; ${code}`;
				assert.deepEqual(await amend(esm, format, handler), { exports });
			});
		}
		it(`may come from outside in ${format}, which only running it tells`, async () => {
			assert.ok("code" in (await amend('export * from "outside"; export const a = 1;', format, "main")));
		});
	}

	it("may be a member of an export", async () => {
		assert.ok("code" in (await amend("export const api = { main: () => 1 };", "esm", "api.main")));
	});

	it("leaves a bundle alone that needs nothing", async () => {
		const amended = await amend("export default () => 1;", "esm", "default");
		assert.doesNotMatch(Buffer.from("code" in amended ? amended.code : "").toString(), /spool|index\.js/i);
	});
});
