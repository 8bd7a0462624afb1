import { posix } from "node:path";
import { bug } from "../report/bug.ts";
import type { ZipPlan } from "../resources/kind.ts";
import { type ProgramPackaging, readProgram } from "./languages/program.ts";
import { listOf, textOf, type Values, valuesOf, withSlashes } from "./packaging-values.ts";

/** What the config says about a JavaScript or TypeScript bundle, defaults filled in. */
export type ScriptPackaging = {
	readonly kind: "script";
	/** As in the config, but with forward slashes. */
	readonly entry: string;
	/** The export that Lambda calls; in an image there is none, the file is run. */
	readonly handler: string | undefined;
	/** Major version of Node.js that the bundle is written for. */
	readonly nodeVersion: number;
	readonly format: "esm" | "cjs";
	readonly includeFiles: readonly string[];
	readonly excludeFiles: readonly string[];
	/** Packages that stay out of the bundle; `*` is all of them. */
	readonly excluded: readonly string[];
	/** Packages that need not be in the zip either, because a layer brings them. */
	readonly provided: readonly string[];
	readonly tsconfig: string | undefined;
	readonly wantsDecoratorMetadata: boolean;
	readonly sourceMap: "beside" | "none" | { readonly folder: string };
};

/** A folder, a zip or a single file that the user made. */
export type CustomPackaging = {
	readonly kind: "custom";
	readonly path: string;
	/** `path/file.ext:function`. */
	readonly handler: string | undefined;
};

const scriptExtensions: ReadonlySet<string> = new Set([".js", ".ts", ".mjs", ".jsx", ".tsx"]);

/** The version that the format builds for when neither `nodeVersion` nor the runtime says one. */
const defaultNodeVersion = 24;

/** From this version on a bundle is an ES module unless the config says otherwise. */
const firstEsmVersion = 24;

/** The major version in the name of a Node.js runtime, e.g. 24 of `nodejs24.x`. */
export function nodeVersionOf(runtime: string): number | undefined {
	const version = /^nodejs(\d+)/.exec(runtime)?.[1];
	return version === undefined ? undefined : Number(version);
}

function sourceMapOf(specific: Values): ScriptPackaging["sourceMap"] {
	if (specific["disableSourceMaps"] === true) return "none";
	const folder = textOf(specific, "outputSourceMapsTo");
	return folder === undefined ? "beside" : { folder: withSlashes(folder) };
}

/** Extensions of files that esbuild bundles. */
export function isScript(path: string): boolean {
	return scriptExtensions.has(posix.extname(path));
}

/** The bundle of a function, or of an image when `runtime` is `undefined`. */
export function readScript(runtime: string | undefined, properties: Values, entry: string): ScriptPackaging {
	const specific = valuesOf(properties["languageSpecificConfig"]);
	const wanted = Number(specific["nodeVersion"] ?? Number.NaN);
	const nodeVersion = Number.isInteger(wanted)
		? wanted
		: (nodeVersionOf(runtime ?? "") ?? defaultNodeVersion);
	const format = textOf(specific, "outputModuleFormat");
	const tsconfig = textOf(specific, "tsConfigPath");
	return {
		kind: "script",
		entry,
		handler: runtime === undefined ? undefined : (textOf(properties, "handlerFunction") ?? "default"),
		nodeVersion,
		format: format === "esm" || format === "cjs" ? format : nodeVersion >= firstEsmVersion ? "esm" : "cjs",
		includeFiles: listOf(properties, "includeFiles"),
		excludeFiles: listOf(properties, "excludeFiles"),
		excluded: [
			...listOf(properties, "excludeDependencies"),
			...listOf(specific, "dependenciesToExcludeFromBundle"),
		],
		provided: listOf(specific, "dependenciesToExcludeFromDeploymentPackage"),
		tsconfig: tsconfig === undefined ? undefined : withSlashes(tsconfig),
		wantsDecoratorMetadata: specific["emitTsDecoratorMetadata"] === true,
		sourceMap: sourceMapOf(specific),
	};
}

/** What `plan` asks for. The schema has checked it, so anything of a wrong shape is a defect of Spool. */
export function readPackaging(plan: ZipPlan): ScriptPackaging | CustomPackaging | ProgramPackaging {
	const packaging = valuesOf(plan.packaging);
	const properties = valuesOf(packaging["properties"]);
	if (packaging["type"] === "custom-artifact") {
		const path = textOf(properties, "packagePath") ?? bug(`"${plan.job}" has no packagePath`);
		return { kind: "custom", path: withSlashes(path), handler: textOf(properties, "handler") };
	}
	if (packaging["type"] !== "stacktape-lambda-buildpack")
		bug(`"${plan.job}" has no packaging that makes a zip`);
	const entry = withSlashes(textOf(properties, "entryfilePath") ?? bug(`"${plan.job}" has no entryfilePath`));
	if (isScript(entry)) return readScript(plan.runtime, properties, entry);
	return readProgram(properties, entry) ?? bug(`"${entry}" of "${plan.job}" is in no language that is built`);
}
