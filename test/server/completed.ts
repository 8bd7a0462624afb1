import assert from "node:assert/strict";
import type { CompletionItem, TextEdit } from "vscode-languageserver/node";
import { analyse } from "../../engine/index.ts";
import type { Target } from "../../engine/names/target.ts";
import { lineMap } from "../../engine/text/line-map.ts";
import { complete } from "../../server/features/completion.ts";
import { readCursor } from "../support/marked.ts";

export const target: Target = { project: "shop", stage: "dev", region: "eu-west-1" };

/** Folders and files around the config of a test; those of folders end with a slash. */
export type Tree = Readonly<Record<string, readonly string[]>>;

/** What is around the config of a test. */
export type Surrounding = {
	readonly isJson?: boolean;
	readonly tree?: Tree;
	/** Texts of files by their path relative to the config. */
	readonly files?: Readonly<Record<string, string>>;
};

/** A text with edits applied, none of which overlap. */
export function withEdits(text: string, edits: readonly TextEdit[]): string {
	const lines = lineMap(text);
	const ordered = edits
		.map((edit) => ({
			start: lines.offsetAt(edit.range.start),
			end: lines.offsetAt(edit.range.end),
			text: edit.newText,
		}))
		.toSorted((left, right) => right.start - left.start || right.end - left.end);
	return ordered.reduce(
		(result, edit) => result.slice(0, edit.start) + edit.text + result.slice(edit.end),
		text,
	);
}

/** A snippet as it looks once it is inserted: texts of its places, `$0` where the cursor goes first. */
export function expand(snippet: string): string {
	const withChoices = snippet.replaceAll(
		/\$\{(\d+)\|((?:[^|\\]|\\.)*?)\|\}/g,
		(_, stop: string, choices: string) => `\${${stop}:${choices.split(",")[0]}}`,
	);
	const first = /(?<!\\)\$\{?1\b/.test(withChoices) ? "1" : "0";
	const expanded = withChoices
		.replaceAll(/(?<!\\)\$\{(\d+):((?:[^}\\]|\\.)*)\}/g, (_, stop: string, text: string) =>
			stop === first ? `\u0000${text}` : text,
		)
		.replaceAll(/(?<!\\)\$(\d+)/g, (_, stop: string) => (stop === first ? "\u0000" : ""));
	// A stop may stand in several places: the cursor is shown at the first of them.
	return expanded
		.replaceAll(/\\([\\$}])/g, "$1")
		.replace("\u0000", "$0")
		.replaceAll("\u0000", "");
}

/** A text after an item was accepted, with the cursor where the editor puts it. */
export function accept(text: string, item: CompletionItem): string {
	assert.ok(item.textEdit && "range" in item.textEdit, "every item says what it replaces");
	const isSnippet = item.insertTextFormat === 2;
	const newText = isSnippet ? expand(item.textEdit.newText) : item.textEdit.newText;
	const marked = newText.includes("$0") && isSnippet ? newText : `${newText}$0`;
	return withEdits(text, [
		{ range: item.textEdit.range, newText: marked },
		...(item.additionalTextEdits ?? []),
	]);
}

/** The items at the cursor `$0` of a config, in the order in which an editor shows them. */
export function itemsAt(marked: string, options: Surrounding = {}): readonly CompletionItem[] {
	const { isJson = false, tree = {}, files = {} } = options;
	const { text, offset } = readCursor(marked);
	const list = complete(
		{
			text,
			lines: lineMap(text),
			isJson,
			analysis: () => analyse({ path: isJson ? "stacktape.json" : "stacktape.yml", text }, target),
			list: (folder) => tree[folder] ?? [],
			read: (path) => files[path],
			retrigger: "suggest",
		},
		offset,
	);
	return list.items.toSorted((left, right) => ((left.sortText ?? "") < (right.sortText ?? "") ? -1 : 1));
}

/** The labels at the cursor. */
export function labelsAt(marked: string, options: Surrounding = {}): readonly string[] {
	return itemsAt(marked, options).map((item) => item.label);
}

/** The text after the item with this label was accepted at the cursor. */
export function acceptedAt(marked: string, label: string, options: Surrounding = {}): string {
	const items = itemsAt(marked, options);
	const item = items.find((candidate) => candidate.label === label);
	assert.ok(item, `"${label}" is not among ${items.map((candidate) => candidate.label).join(", ")}`);
	return accept(readCursor(marked).text, item);
}
