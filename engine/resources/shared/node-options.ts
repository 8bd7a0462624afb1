import { join, type Text } from "../../template/intrinsics.ts";

/** The variable that Node.js reads flags from. */
export const NODE_OPTIONS = "NODE_OPTIONS";

/** Extensions whose code Node.js runs, as far as its flags are concerned. */
const nodeExtensions: ReadonlySet<string> = new Set(["js", "ts", "mjs", "mts", "cjs", "cts", "jsx", "tsx"]);

/** Adds the flags that are not there yet behind those of the user. */
function withFlags(written: Text | undefined, flags: readonly string[]): Text {
	if (written === undefined) return flags.join(" ");
	if (typeof written !== "string") return join(" ", [written, ...flags]);
	const given = written.split(/\s+/);
	return [written, ...flags.filter((flag) => !given.includes(flag))].filter((part) => part !== "").join(" ");
}

/**
 * The flags that code built from an entry file runs with, in the variable `NODE_OPTIONS`, behind what is `written`
 * there; `undefined` when Node.js does not run it. `version` is the major version of Node.js, when it is known.
 */
export function nodeOptions(code: {
	readonly extension: string | undefined;
	readonly version: number | undefined;
	readonly written: Text | undefined;
}): Text | undefined {
	const { extension, version, written } = code;
	if (extension === undefined || !nodeExtensions.has(extension)) return undefined;
	const hasModuleFlags = version !== undefined && version >= 22;
	return withFlags(written, [
		"--enable-source-maps",
		...(hasModuleFlags ? ["--experimental-require-module", "--experimental-detect-module"] : []),
	]);
}
