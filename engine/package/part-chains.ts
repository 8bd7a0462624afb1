import type { Metafile } from "esbuild";
import { bundleParts, installedPackage } from "./bundle-inputs.ts";
import { outputNames } from "./bundle-options.ts";
import { chainText, type Step } from "./import-chain.ts";
import type { EntrySize } from "./packed.ts";

/** The shortest way of imports from the entry to each file of a bundle. */
function chainsOf(metafile: Metafile): ReadonlyMap<string, readonly Step[]> {
	const entry = metafile.outputs[outputNames.code]?.entryPoint ?? "";
	const chains = new Map<string, readonly Step[]>([[entry, []]]);
	for (const [from, chain] of chains) {
		for (const { path, original } of metafile.inputs[from]?.imports ?? []) {
			if (!chains.has(path)) chains.set(path, [...chain, { from, to: path, specifier: original ?? path }]);
		}
	}
	return chains;
}

/**
 * What a bundle is made of, largest first: packages by the imports that brought them in (`src/api.ts → lib → big`),
 * the user's own files by their paths.
 */
export function partsWithChains(metafile: Metafile): readonly EntrySize[] {
	const byPackage = new Map<string, readonly Step[]>();
	for (const [path, chain] of chainsOf(metafile)) {
		const name = installedPackage(path)?.name;
		if (name !== undefined && !byPackage.has(name)) byPackage.set(name, chain);
	}
	return bundleParts(metafile).map(({ path, size }) => {
		const chain = byPackage.get(path);
		return { path: chain ? chainText(chain, path) : path, size };
	});
}
