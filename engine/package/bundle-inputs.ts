import { dirname, join, resolve } from "node:path";
import type { Metafile } from "esbuild";
import type { Host } from "../host/port.ts";
import { outputNames } from "./bundle-options.ts";
import { largest } from "./contents.ts";
import type { EntrySize } from "./packed.ts";
import { foldersUp, readTsconfigs, type Tsconfigs } from "./tsconfig.ts";

/** Keys of the metafile that stand for no file, e.g. `<define:x>`, `(disabled):x` or `data:x`. */
const notAFile = /^[<(]|^[\w-]{2,}:/;

/** The package that a path lies in, by the last `node_modules` of it; `undefined` for the user's own files. */
export function installedPackage(
	path: string,
): { readonly name: string; readonly folder: string } | undefined {
	const match = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)(?=\/)/.exec(path);
	return match?.[1] === undefined ? undefined : { name: match[1], folder: match[0] };
}

/** Keys of the files that a build has read, sorted: esbuild lists them in the order of its threads. */
export function inputKeys(metafile: Metafile): readonly string[] {
	return Object.keys(metafile.inputs)
		.filter((key) => !notAFile.test(key))
		.sort();
}

async function nearest(host: Host, folders: Iterable<string>, name: string): Promise<readonly string[]> {
	const looked = new Map<string, Promise<boolean>>();
	const isThere = (file: string): Promise<boolean> => {
		const known = looked.get(file) ?? host.kindOf(file).then((kind) => kind === "file");
		looked.set(file, known);
		return known;
	};
	const found = new Set<string>();
	for (const folder of folders) {
		for (const up of foldersUp(folder)) {
			const file = join(up, name);
			if (!(await isThere(file))) continue;
			found.add(file);
			break;
		}
	}
	return [...found];
}

/**
 * Absolute paths of all that decided what a bundle holds: its sources, the tsconfig files over them, and the
 * package.json files beside or above the user's own sources. Those of installed packages are left out, because
 * looking for hundreds costs more than the build and nobody saves one in an editor.
 */
export async function readInputs(
	host: Host,
	root: string,
	metafile: Metafile,
	tsconfig: string | undefined,
): Promise<{ readonly files: readonly string[]; readonly tsconfigs: Tsconfigs }> {
	const keys = inputKeys(metafile);
	const own = keys.filter((key) => installedPackage(key) === undefined);
	const folders = new Set(own.map((key) => dirname(resolve(root, key))));
	const starts = tsconfig === undefined ? await nearest(host, folders, "tsconfig.json") : [tsconfig];
	const tsconfigs = await readTsconfigs(host, starts);
	const packages = await nearest(host, folders, "package.json");
	const files = [...keys.map((key) => resolve(root, key)), ...tsconfigs.files, ...packages];
	return { files: [...new Set(files)].sort(), tsconfigs };
}

/** What a bundle is made of: bytes in the output by installed package, and by file for the user's own code. */
export function bundleParts(metafile: Metafile): readonly EntrySize[] {
	const sizes = new Map<string, number>();
	for (const [key, { bytesInOutput }] of Object.entries(metafile.outputs[outputNames.code]?.inputs ?? {})) {
		const part = installedPackage(key)?.name ?? key;
		sizes.set(part, (sizes.get(part) ?? 0) + bytesInOutput);
	}
	return largest(
		[...sizes].map(([path, size]) => ({ path, size })),
		10,
	);
}
