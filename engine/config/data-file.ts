import { lineMap } from "../text/line-map.ts";
import { plainValue } from "../text/tree.ts";
import type { Evaluated } from "./directives/kind.ts";
import type { SyntaxResult } from "./parse.ts";
import { parseJson } from "./parse-json.ts";
import { parseYaml } from "./parse-yaml.ts";

/** The values that INI files mean by these words. */
const words: Readonly<Record<string, unknown>> = { true: true, false: false, null: null };

function unquote(text: string): string {
	return /^(["'])([\s\S]*)\1$/.exec(text)?.[2] ?? text;
}

/** `KEY=value` on each line: quotes, comments and a leading `export` as shells know them. */
function readEnvironment(text: string): Readonly<Record<string, string>> {
	const line = /^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=[ \t]*("(?:\\.|[^"\\])*"|'[^']*'|[^\n#]*)/gm;
	return Object.fromEntries(
		[...text.matchAll(line)].map(([, key = "", value = ""]) => {
			const plain = unquote(value.trim());
			return [key, value.startsWith('"') ? plain.replaceAll("\\n", "\n").replaceAll('\\"', '"') : plain];
		}),
	);
}

/** Sections of an INI file as maps in maps, `[a.b]` below `a`. */
function readIni(text: string): Readonly<Record<string, unknown>> {
	type Section = Map<string, unknown>;
	const top: Section = new Map();
	const sectionAt = (path: readonly string[]): Section => {
		let section = top;
		for (const step of path) {
			const next = section.get(step);
			const inner: Section = next instanceof Map ? next : new Map();
			section.set(step, inner);
			section = inner;
		}
		return section;
	};
	let section = top;
	for (const line of text.split(/\r?\n/).map((one) => one.trim())) {
		if (line === "" || /^[;#]/.test(line)) continue;
		const header = /^\[(.+)\]$/.exec(line)?.[1];
		if (header !== undefined) {
			section = sectionAt(header.split(".").map((step) => step.trim()));
			continue;
		}
		const [key = "", ...value] = line.split("=");
		const plain = value.join("=").trim();
		section.set(
			key.trim(),
			value.length === 0 || Object.hasOwn(words, plain) ? words[plain || "true"] : unquote(plain),
		);
	}
	return plainMap(top);
}

function plainMap(section: ReadonlyMap<string, unknown>): Readonly<Record<string, unknown>> {
	return Object.fromEntries(
		[...section].map(([key, value]) => [key, value instanceof Map ? plainMap(value) : value]),
	);
}

function settle(path: string, text: string, { root, syntax, problems }: SyntaxResult): Evaluated {
	const [first] = [...syntax, ...problems.filter(({ severity }) => severity === "error")];
	if (first) {
		const line = lineMap(text).rangeOf(first.span).start.line + 1;
		return {
			kind: "wrong",
			code: "data-file-unreadable",
			message: `line ${line} of "${path}" cannot be read: ${first.message}`,
			...(first.hint && { hint: first.hint }),
		};
	}
	return { kind: "value", value: root ? plainValue(root) : {} };
}

function unsupported(path: string): Evaluated {
	return {
		kind: "wrong",
		code: "unsupported-data-file",
		message: `$File cannot read "${path}" as data`,
		hint: "use $FileRaw for its text; as data it reads YAML, JSON, INI and .env files, and runs JavaScript, TypeScript and Python",
	};
}

/** Reads a file of values by its name: `.env*`, `.yml`, `.yaml`, `.json` or `.ini`. */
export function readDataFile(path: string, text: string): Evaluated {
	const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1).toLowerCase();
	if (name.startsWith(".env")) return { kind: "value", value: readEnvironment(text) };
	if (/\.ya?ml$/.test(name)) return settle(path, text, parseYaml(text));
	if (name.endsWith(".json")) return settle(path, text, parseJson(text));
	if (name.endsWith(".ini")) return { kind: "value", value: readIni(text) };
	return unsupported(path);
}
