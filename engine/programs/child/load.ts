import { readFileSync } from "node:fs";
import * as nodeModule from "node:module";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import type { BundledCode } from "./request.ts";

/** The exports of the user's code. */
export type Exports = Readonly<Record<string, unknown>>;

/** Node's own way to run a text as a CommonJS module; it is not in its types. */
type Compiling = NodeJS.Module & { _compile(code: string, file: string): unknown };
type ModuleClass = new (id: string) => NodeJS.Module;

function isExports(value: unknown): value is Exports {
	return (typeof value === "object" || typeof value === "function") && value !== null;
}

/**
 * Loads the bundle. A CommonJS bundle runs under the name of the file that it was made of, so that what it loads by
 * name at run time is found from there.
 */
export async function loadCode({ entry, bundle, format }: BundledCode): Promise<Exports> {
	if (format === "esm") return (await import(pathToFileURL(bundle).href)) as Exports;
	const Module = nodeModule.Module as unknown as ModuleClass;
	const module = new Module(entry) as Compiling;
	module.filename = entry;
	const { _nodeModulePaths: pathsFrom } = nodeModule.Module as unknown as {
		readonly _nodeModulePaths: (folder: string) => string[];
	};
	module.paths = pathsFrom(dirname(entry));
	// A file may ask whether it is the one that was started: require.main === module.
	process.mainModule = module;
	module._compile(readFileSync(bundle, "utf8"), entry);
	return isExports(module.exports) ? module.exports : { default: module.exports };
}

function isEsModule(exports: Exports): boolean {
	return exports["__esModule"] === true || Object.prototype.toString.call(exports) === "[object Module]";
}

/** The export of a name. A CommonJS module that exports one value has that as its default. */
export function exportOf(exports: Exports, name: string): unknown {
	if (Object.hasOwn(exports, name)) return exports[name];
	const isOneValue = typeof exports === "function" || Object.keys(exports).length > 0;
	return name === "default" && isOneValue && !isEsModule(exports) ? exports : undefined;
}
