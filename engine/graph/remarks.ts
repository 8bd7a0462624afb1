import type { ParsedConfig } from "../config/parse.ts";
import { pascal } from "../names/logical-id.ts";
import type { Problem } from "../report/problem.ts";
import { type Entry, entryOf } from "../text/tree.ts";
import type { Graph, LinkedResource } from "./graph.ts";

/** Names of the variables that a text reads; `undefined` where all of them may be read. */
function readVariables(text: string): ReadonlySet<string> | undefined {
	const names = new Set<string>();
	for (const [, name] of text.matchAll(/\$Var\(\s*\)(?:\.([\w$-]+))?/g)) {
		if (name === undefined) return undefined;
		names.add(name);
	}
	return /\$This\(\s*\)(?!\.(?!variables)\w)/.test(text) ? undefined : names;
}

/** An anchor makes a variable something that aliases repeat. */
function hasAnchor({ keySpan, value }: Entry, text: string): boolean {
	return /&\w/.test(text.slice(keySpan.end, value.span.end));
}

function unusedVariables({ root, file: { text } }: ParsedConfig): readonly Problem[] {
	const variables = entryOf(root, "variables")?.value;
	if (variables?.kind !== "map") return [];
	const read = readVariables(text);
	if (!read) return [];
	return variables.entries
		.filter((entry) => !read.has(entry.key) && !hasAnchor(entry, text))
		.map(({ key, keySpan, value }) => ({
			code: "unused-variable",
			severity: "hint",
			message: `nothing uses the variable "${key}"`,
			span: keySpan,
			hint: `write $Var().${key} where it is wanted, or remove it`,
			isNeedless: true,
			fixes: [
				{
					title: `Remove ${key}`,
					span: { start: keySpan.start, end: Math.max(keySpan.end, value.span.end) },
					text: "",
					removesEntry: true,
				},
			],
		}));
}

type Called = { readonly events?: readonly unknown[]; readonly url?: { readonly enabled?: unknown } };

/** True for a function that nothing outside of the config can reach by what it says of itself. */
function isSilent({ placed, sound }: LinkedResource): boolean {
	const { events = [], url } = placed.values as Called;
	return sound && placed.type === "function" && events.length === 0 && url?.enabled !== true;
}

/** True when a name, or that of a child of its resource, stands anywhere outside of its own block. */
function isNamed({ name, span }: LinkedResource["placed"], text: string): boolean {
	const outside = `${text.slice(0, span.start)}\n${text.slice(span.end)}`;
	return new RegExp(`(?<![A-Za-z0-9])${name}(?![A-Za-z0-9])`).test(outside) || outside.includes(pascal(name));
}

function uncalledFunctions(graph: Graph, text: string): readonly Problem[] {
	return [...graph.resources.values()]
		.filter((resource) => isSilent(resource) && !isNamed(resource.placed, text))
		.map(({ placed: { name, nameSpan } }) => ({
			code: "uncalled-function",
			severity: "hint",
			message: `nothing in this config calls the function "${name}"`,
			span: nameSpan,
			hint: "give it events or a url, or name it where it is called; from outside of the stack it can be called by its ARN",
			isNeedless: true,
		}));
}

/**
 * What a config could do without, in the order of the text. Nothing is wrong with it: these remarks are told beside
 * the problems. A config that is a program has tools of its own for that.
 */
export function remarksOn(parsed: ParsedConfig, graph: Graph): readonly Problem[] {
	if (parsed.program || parsed.trustedUntil !== Number.POSITIVE_INFINITY) return [];
	const found = [...unusedVariables(parsed), ...uncalledFunctions(graph, parsed.file.text)];
	return found.toSorted((left, right) => left.span.start - right.span.start);
}
