import { dirname, resolve } from "node:path";
import { parse } from "jsonc-parser";
import type { Host } from "../host/port.ts";

/** What a tsconfig file says of where imports lead. */
export type PathMapping = { readonly file: string; readonly baseUrl: unknown; readonly paths: unknown };

/** The tsconfig files that have a say in a build. */
export type Tsconfigs = {
	/** Absolute paths. */
	readonly files: readonly string[];
	/** True when one asks for metadata of decorators, which esbuild does not write. */
	readonly wantsDecoratorMetadata: boolean;
	/** Where they lead imports. */
	readonly mappings: readonly PathMapping[];
};

type Content = {
	readonly extends?: unknown;
	readonly compilerOptions?: {
		readonly emitDecoratorMetadata?: unknown;
		readonly baseUrl?: unknown;
		readonly paths?: unknown;
	};
};

async function firstFile(host: Host, candidates: readonly string[]): Promise<string | undefined> {
	for (const candidate of candidates) {
		if ((await host.kindOf(candidate)) === "file") return candidate;
	}
	return undefined;
}

/** `folder` and every folder above it. */
export function foldersUp(folder: string): readonly string[] {
	const above = dirname(folder);
	return above === folder ? [folder] : [folder, ...foldersUp(above)];
}

async function findExtended(host: Host, from: string, name: string): Promise<string | undefined> {
	const forms = [name, `${name}.json`, `${name}/tsconfig.json`];
	const folder = dirname(from);
	if (/^\.{0,2}(\/|$)|^[A-Za-z]:/.test(name))
		return firstFile(
			host,
			forms.map((form) => resolve(folder, form)),
		);
	const places = foldersUp(folder).flatMap((up) => forms.map((form) => resolve(up, "node_modules", form)));
	return firstFile(host, places);
}

async function findAllExtended(host: Host, from: string, names: unknown): Promise<readonly string[]> {
	const found: string[] = [];
	for (const name of [names].flat()) {
		const file = typeof name === "string" ? await findExtended(host, from, name) : undefined;
		if (file !== undefined) found.push(file);
	}
	return found;
}

/** Follows `extends` from the files `starts`. A file that cannot be read or found is left to esbuild to report. */
export async function readTsconfigs(host: Host, starts: readonly string[]): Promise<Tsconfigs> {
	const seen = new Set<string>();
	const open = [...starts];
	const mappings: PathMapping[] = [];
	let wantsDecoratorMetadata = false;
	for (let file = open.pop(); file !== undefined; file = open.pop()) {
		const text = seen.has(file) ? undefined : await host.readText(file);
		if (text === undefined) continue;
		seen.add(file);
		const content = (parse(text.replace(/^\uFEFF/, "")) ?? {}) as Content;
		if (content.compilerOptions?.emitDecoratorMetadata === true) wantsDecoratorMetadata = true;
		const { baseUrl, paths } = content.compilerOptions ?? {};
		mappings.push({ file, baseUrl, paths });
		open.push(...(await findAllExtended(host, file, content.extends)));
	}
	return { files: [...seen].sort(), wantsDecoratorMetadata, mappings };
}
