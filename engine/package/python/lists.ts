import { dirname, resolve } from "node:path";
import type { Host } from "../../host/port.ts";

/** A list of packages, and where it lies. */
export type List = { readonly path: string; readonly text: string };

/** The list at `path`, and those that it and they name by `-r` and `-c`. */
export async function readLists(
	host: Pick<Host, "readText">,
	path: string | undefined,
	seen: ReadonlySet<string> = new Set(),
): Promise<readonly List[]> {
	if (path === undefined || seen.has(path)) return [];
	const text = (await host.readText(path)) ?? "";
	const names = [...text.matchAll(/^\s*(?:-r|-c|--requirement|--constraint)[ =]\s*(\S+)/gm)].map(
		([, name = ""]) => name,
	);
	const inner = await Promise.all(
		names.map((name) => readLists(host, resolve(path, "..", name), new Set([...seen, path]))),
	);
	return [{ path, text }, ...inner.flat()];
}

/**
 * Where the lists say that packages come from, a line each. Whatever is fetched for them must come from there as
 * well: another index may have another package of the same name.
 */
export function sourceOptions(lists: readonly List[]): readonly string[] {
	return lists.flatMap(({ path, text }) => {
		const lines = text.matchAll(
			/^\s*(--no-index|--index-url|-i|--extra-index-url|--find-links|-f|--trusted-host)(?:[ =]\s*(\S+))?/gm,
		);
		return [...lines].map(([, name = "", value = ""]) => {
			const isRelative = /^(-f|--find-links)$/.test(name) && !/^\w+:/.test(value);
			return `${name} ${isRelative ? resolve(dirname(path), value) : value}`.trim();
		});
	});
}
