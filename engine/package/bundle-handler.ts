import type { Metafile } from "esbuild";
import { bug } from "../report/bug.ts";
import { cjsModuleUrl, outputNames } from "./bundle-options.ts";

export type Amended = { readonly code: Uint8Array } | { readonly exports: readonly string[] };

type Bundle = {
	readonly code: Uint8Array;
	readonly format: "esm" | "cjs";
	readonly metafile: Metafile;
	/** Key of the entry file in the metafile. */
	readonly entry: string;
};

const mapComment = "\n//# sourceMappingURL=";

/** The last statement of an ES module bundle whose entry is CommonJS; it has no other exports. */
const cjsEntryExport = /\nexport default (require_[\w$]+)\(\);\n/g;

function isCommonJs({ metafile, entry }: Bundle): boolean {
	return metafile.inputs[entry]?.format === "cjs";
}

/** esbuild lists the exports of ES modules; those of a CommonJS bundle stand in its call of `__export`. */
function exportsOf(bundle: Bundle, text: () => string): readonly string[] {
	if (bundle.format === "esm") return bundle.metafile.outputs[outputNames.code]?.exports ?? [];
	const code = text();
	const target = /^module\.exports = __toCommonJS\(([\w$]+)\);$/m.exec(code)?.[1];
	const list = target === undefined ? undefined : code.split(`__export(${target}, {\n`)[1]?.split("\n});")[0];
	return [...(list ?? "").matchAll(/^ {2}"?([^":]+)"?: \(\) => /gm)].map((match) => match[1] ?? "");
}

/** True when the entry passes on all exports of a module outside the bundle, whose names only running it tells. */
function passesOn(bundle: Bundle, code: string): boolean {
	return bundle.format === "esm" ? /^export \* from /m.test(code) : /^__reExport\(/m.test(code);
}

function beforeMapComment(code: string, addition: string): string {
	const at = code.lastIndexOf(mapComment);
	return at === -1 ? `${code}${addition}\n` : `${code.slice(0, at + 1)}${addition}\n${code.slice(at + 1)}`;
}

/** Makes the members of a CommonJS entry visible as exports, because Lambda looks for nothing else. */
function exportMembers(code: string, handler: string): string {
	const last = [...code.matchAll(cjsEntryExport)].at(-1) ?? bug("A CommonJS entry has no default export");
	const named =
		handler === "default"
			? ""
			: `var __spoolHandler = __spoolEntry[${JSON.stringify(handler)}];\nexport { __spoolHandler as ${JSON.stringify(handler)} };\n`;
	const statements = [
		`\nvar __spoolEntry = ${last[1]}();`,
		`export default (typeof __spoolEntry === "function" ? __spoolEntry : __spoolEntry.default ?? __spoolEntry.handler);`,
		named,
	].join("\n");
	return `${code.slice(0, last.index)}${statements}${code.slice(last.index + last[0].length)}`;
}

/** `handler` under the name `default`, where only the first exists. */
function exportAsDefault(bundle: Bundle, code: string): string {
	if (bundle.format === "esm") {
		return beforeMapComment(code, `export { handler as default } from "./${outputNames.code}";`);
	}
	const statement = isCommonJs(bundle)
		? `{ const entry = module.exports; if (entry.default === undefined) entry.default = typeof entry === "function" ? entry : entry.handler; }`
		: `Object.defineProperty(module.exports, "default", { enumerable: true, get: () => module.exports.handler });`;
	return beforeMapComment(code, statement);
}

/** On the first line that is not a hashbang, and behind the directive there, which only counts in first place. */
function declareModuleUrl(code: string): string {
	const declaration = `const ${cjsModuleUrl} = require("node:url").pathToFileURL(__filename).href;`;
	return code.replace(/^(#!.*\n)?("use strict";)?/, (start) => `${start} ${declaration} `.trimStart());
}

/** The bytes as a buffer, not copied. */
function view(bytes: Uint8Array): Buffer {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** `bundle` with `wanted` among its exports; `text` is its code. */
function exposeHandler(bundle: Bundle, wanted: string, text: () => string): Amended {
	if (isCommonJs(bundle)) {
		if (bundle.format === "esm") return { code: Buffer.from(exportMembers(text(), wanted)) };
		return { code: wanted === "default" ? Buffer.from(exportAsDefault(bundle, text())) : bundle.code };
	}
	const exports = exportsOf(bundle, text);
	if (exports.includes(wanted)) return { code: bundle.code };
	if (wanted === "default" && exports.includes("handler")) {
		return { code: Buffer.from(exportAsDefault(bundle, text())) };
	}
	return passesOn(bundle, text()) ? { code: bundle.code } : { exports };
}

/**
 * The code of a bundle, without `handler` as it is run, else with `handler` where Lambda looks for it, or the names that it exports when `handler` is
 * not among them. A default handler may also be called `handler`. Nothing is added in front of a line of the
 * user's code, so the source map stays true.
 */
export function amendBundle(bundle: Bundle, handler: string | undefined): Amended {
	const text = () => view(bundle.code).toString("utf8");
	const exposed =
		handler === undefined
			? { code: bundle.code }
			: exposeHandler(bundle, handler.split(".")[0] ?? handler, text);
	if ("exports" in exposed || bundle.format === "esm") return exposed;
	const code = view(exposed.code);
	return code.includes(cjsModuleUrl)
		? { code: Buffer.from(declareModuleUrl(code.toString("utf8"))) }
		: exposed;
}
