import { isAbsolute, join } from "node:path";
import type { Injection } from "../../compile/after.ts";
import { evaluate } from "../../template/expression.ts";
import type { Ports } from "../ports.ts";

type Values = Readonly<Record<string, unknown>>;

/** What an earlier deploy has written into a page. */
const written = /<script>window\.STP_INJECTED_ENV ?=[^<]*<\/script>/;

/** A page in which scripts find `values`, in place of those of an earlier deploy. */
export function injected(page: string, values: Values): string {
	// In a script element a text must not look like the end of it.
	const json = JSON.stringify(values).replaceAll("<", "\\u003c");
	const script = `<script>window.STP_INJECTED_ENV = ${json};</script>`;
	if (written.test(page)) return page.replace(written, () => script);
	const head = /<head(\s[^>]*)?>/i;
	if (head.test(page)) return page.replace(head, (start) => start + script);
	const body = /<body(\s[^>]*)?>/i;
	if (body.test(page)) return page.replace(body, (start) => `<head>${script}</head>${start}`);
	return script + page;
}

const plainValue = /^[\w./:@%+,-]*$/;

/** A file of variables with `values` in it; lines of others stay as they are. */
export function merged(dotenv: string, values: Values): string {
	const open = new Map(
		Object.entries(values).map(([name, value]) => {
			const text = String(value);
			return [name, `${name}=${plainValue.test(text) ? text : JSON.stringify(text)}`];
		}),
	);
	const lines = dotenv === "" ? [] : dotenv.replace(/\n$/, "").split("\n");
	const kept = lines.map((line) => {
		const name = /^\s*(?:export\s+)?([\w.-]+)\s*=/.exec(line)?.[1] ?? "";
		const replacement = open.get(name);
		open.delete(name);
		return replacement ?? line;
	});
	return `${[...kept, ...open.values()].join("\n")}\n`;
}

async function change(
	{ host }: Pick<Ports, "host">,
	path: string,
	edit: (text: string) => string,
): Promise<void> {
	const before = await host.readText(path);
	const after = edit(before ?? "");
	if (after !== before) await host.write(path, after);
}

/**
 * Writes values of the deployed stack into the pages of each directory that wants them, and into files of variables.
 * Done again it changes nothing.
 */
export async function injectValues(
	ports: Pick<Ports, "host">,
	injections: readonly Injection[],
	known: readonly string[],
	place: { readonly root: string; readonly stage: string },
): Promise<void> {
	const absolute = (path: string) => (isAbsolute(path) ? path : join(place.root, path));
	for (const { directory, variables, dotenvFolder } of injections) {
		const values = Object.fromEntries(variables.map(({ name, value }) => [name, evaluate(value, known)]));
		const folder = absolute(directory);
		const pages = (await ports.host.list(folder)).filter(({ path }) => path.endsWith(".html"));
		for (const { path } of pages) await change(ports, join(folder, path), (text) => injected(text, values));
		if (dotenvFolder === undefined) continue;
		const file = join(absolute(dotenvFolder), `.env.${place.stage}`);
		await change(ports, file, (text) => merged(text, values));
	}
}
