import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Location } from "vscode-languageserver/node";
import { type Analysis, entryOf, type Node, type Span } from "../../engine/index.ts";
import { toRange } from "../convert.ts";
import type { Path } from "../place/index.ts";
import { nodeAt } from "./tree.ts";
import { type Word, wordAt, wordsOf } from "./words.ts";

/** A config as the features about places need it. */
export type PlacedConfig = {
	readonly uri: string;
	/** Folder that paths of the config begin at; absent for a config that is not on the disk. */
	readonly folder: string | undefined;
	readonly analysis: Analysis;
};

const startOfFile = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

function keySpanIn(analysis: Analysis, section: "resources" | "scripts", name: string): Span | undefined {
	return entryOf(entryOf(analysis.parsed.root, section)?.value, name)?.keySpan;
}

function variableSpan(analysis: Analysis, path: Path): Span | undefined {
	const variables = entryOf(analysis.parsed.root, "variables")?.value;
	const holder = nodeAt(variables, path.slice(0, -1));
	const last = path.at(-1);
	if (holder?.kind === "list") return holder.items[Number(last)]?.span;
	return entryOf(holder, String(last))?.keySpan;
}

function declared(analysis: Analysis, of: string, name: string): Span | undefined {
	return wordsOf(analysis).find((word) => word.kind === "declaration" && word.of === of && word.name === name)
		?.span;
}

/** The file of a directive of the config's own. */
function directiveFile(analysis: Analysis, name: string): string | undefined {
	const list = entryOf(analysis.parsed.root, "directives")?.value;
	const items = list?.kind === "list" ? list.items : [];
	const item = items.find((candidate) => textIn(candidate, "name") === name);
	return textIn(item, "filePath")?.replace(/:[^:/\\]*$/, "");
}

function textIn(node: Node | undefined, key: string): string | undefined {
	const value = entryOf(node, key)?.value;
	return value?.kind === "scalar" ? String(value.value) : undefined;
}

/** The path that a word leads to: written there, or that of the directive which it names. */
function pathOf(analysis: Analysis, word: Word): string | undefined {
	if (word.kind === "path") return word.name;
	const isDirective = word.kind === "directive" || (word.kind === "declaration" && word.of === "directive");
	return isDirective ? directiveFile(analysis, word.name) : undefined;
}

function spanOf(analysis: Analysis, word: Word): Span | undefined {
	switch (word.kind) {
		case "resource":
		case "reference":
		case "connection":
		case "argument":
			return keySpanIn(analysis, "resources", word.name);
		case "script":
			return keySpanIn(analysis, "scripts", word.name);
		case "variable":
			return variableSpan(analysis, word.path);
		case "logical-id":
			return analysis.compiled.origins.get(word.name)?.span;
		case "declaration":
			return word.span;
		case "directive":
			return declared(analysis, "directive", word.name);
		case "path":
			return undefined;
	}
}

/** The place that a word names: a resource, a variable, a file, or what makes a CloudFormation resource. */
export function definition(
	config: PlacedConfig,
	offset: number,
	isFile: (path: string) => boolean,
): Location | undefined {
	const { analysis, folder, uri } = config;
	const word = wordAt(analysis, offset);
	if (!word) return undefined;
	const written = pathOf(analysis, word);
	const path = folder === undefined || written === undefined ? undefined : resolve(folder, written);
	if (path !== undefined && isFile(path)) return { uri: pathToFileURL(path).href, range: startOfFile };
	const span = spanOf(analysis, word);
	return span && { uri, range: toRange(span, analysis.lines) };
}
