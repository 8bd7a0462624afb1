import { join } from "node:path";
import type { BuildOptions } from "esbuild";
import type { Detours } from "./bundler.ts";
import { nodeVersionOf, type ScriptPackaging } from "./packaging.ts";

/** Versions of Node.js whose Lambda runtime contains version 3 of the AWS SDK. */
const versionsWithSdk: ReadonlySet<number> = new Set([18, 20, 22, 24]);

/**
 * Packages that the runtime brings. Only the clients: the packages below them (`@smithy/*`, and the `@aws-sdk/*`
 * that are not clients) are not all there, and which ones changes from one version of the runtime to the next.
 * Sources: https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html#nodejs-sdk-included (that there is an
 * SDK), github.com/aws/aws-sdk-js-v3 issues 4401, 5122 and 6169, github.com/aws/aws-cdk issue 33099 (what is not
 * there; 5122 also shows that ES modules find the clients).
 */
const runtimeSdk = "@aws-sdk/client-*";

/** Packages that exist on no Lambda: of macOS, and of a package manager's own loader. */
const neverThere = ["fsevents", "pnpapi"] as const;

/**
 * Names of an ES module bundle for what only CommonJS has. Our own names for the paths, because modules often
 * declare `__dirname` themselves; `require` itself, because esbuild calls it so and renames a user's own one.
 */
const esmBanner = [
	'import { createRequire as __spoolCreateRequire } from "node:module";',
	'import { fileURLToPath as __spoolFileURLToPath } from "node:url";',
	'import { dirname as __spoolDirnameOf } from "node:path";',
	"const require = __spoolCreateRequire(import.meta.url);",
	"const __spoolFilename = __spoolFileURLToPath(import.meta.url);",
	"const __spoolDirname = __spoolDirnameOf(__spoolFilename);",
].join(" ");

/** Stands for `import.meta.url` in a CommonJS bundle until `amendBundle` declares it. */
export const cjsModuleUrl = "__spoolModuleUrl";

/** Names of the outputs inside the zip. */
export const outputNames = { code: "index.js", map: "index.js.map", type: "package.json" } as const;

/** Names and patterns that stay imports in the bundle of `packaging`, because the runtime of the plan has them. */
export function runtimePackages(runtime: string, packaging: ScriptPackaging): readonly string[] {
	const hasSdk =
		versionsWithSdk.has(nodeVersionOf(runtime) ?? 0) && versionsWithSdk.has(packaging.nodeVersion);
	return hasSdk ? [runtimeSdk] : [];
}

function definesOf(format: "esm" | "cjs"): Record<string, string> {
	return format === "esm"
		? {
				__dirname: "__spoolDirname",
				__filename: "__spoolFilename",
				"import.meta.dirname": "__spoolDirname",
				"import.meta.filename": "__spoolFilename",
			}
		: {
				"import.meta.url": cjsModuleUrl,
				"import.meta.dirname": "__dirname",
				"import.meta.filename": "__filename",
			};
}

/**
 * What esbuild is told. The code of `index.js` must be the same on every machine: paths in it are relative to
 * the folder of the config, and neither NODE_PATH nor a terminal have a say.
 *
 * `.node` files are copied, which only serves to see them in the metafile; `findUnbundled` decides about them.
 */
export function bundleOptions(
	root: string,
	runtime: string,
	packaging: ScriptPackaging,
	tsconfig: string | undefined,
	detours: Detours,
): BuildOptions {
	const names = packaging.excluded.filter((name) => name !== "*");
	const { sourceMap } = packaging;
	const missing = new Set(detours.missing.map(({ specifier }) => specifier));
	return {
		absWorkingDir: root,
		entryPoints: [join(root, packaging.entry)],
		outfile: outputNames.code,
		// The outputs stay in memory, so an entry that is called index.js itself is in no danger.
		allowOverwrite: true,
		write: false,
		bundle: true,
		platform: "node",
		target: `node${packaging.nodeVersion}`,
		format: packaging.format,
		minify: false,
		sourcemap: sourceMap === "none" ? false : sourceMap === "beside" ? "linked" : "external",
		sourcesContent: false,
		metafile: true,
		logLevel: "silent",
		logLimit: 0,
		color: false,
		external: [...runtimePackages(runtime, packaging), ...neverThere, ...names, ...missing],
		...(names.length < packaging.excluded.length && { packages: "external" as const }),
		alias: { ...detours.aliases },
		nodePaths: [join(root, "node_modules")],
		loader: { ".node": "copy" },
		assetNames: "[name]",
		define: definesOf(packaging.format),
		...(packaging.format === "esm" && { banner: { js: esmBanner } }),
		...(tsconfig !== undefined && { tsconfig }),
	};
}
