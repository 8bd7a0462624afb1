import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import {
	type DocumentHighlight,
	DocumentHighlightKind,
	type DocumentLink,
	type Location,
	type Range,
	type TextEdit,
	type WorkspaceEdit,
} from "vscode-languageserver/node";
import { type Analysis, directives } from "../../engine/index.ts";
import { toRange } from "../convert.ts";
import type { PlacedConfig } from "./definition.ts";
import { isDeclaration, meaningOf, type Word, wordAt, wordsOf } from "./words.ts";

function wordsFor(analysis: Analysis, offset: number, withKey: boolean): readonly Word[] {
	const word = wordAt(analysis, offset);
	const meaning = word && meaningOf(word);
	if (meaning === undefined) return [];
	return wordsOf(analysis).filter(
		(other) => meaningOf(other) === meaning && (withKey || !isDeclaration(other)),
	);
}

/** Every place that names what is named at `offset`: a resource, a script, a variable or a directive. */
export function references({ uri, analysis }: PlacedConfig, offset: number, withKey: boolean): Location[] {
	return wordsFor(analysis, offset, withKey).map(({ span }) => ({
		uri,
		range: toRange(span, analysis.lines),
	}));
}

/** The same places, to be marked in the text: the key is where the resource is written. */
export function highlights(analysis: Analysis, offset: number): DocumentHighlight[] {
	return wordsFor(analysis, offset, true).map((word) => ({
		range: toRange(word.span, analysis.lines),
		kind: isDeclaration(word) ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
	}));
}

/** The name that would be renamed at `offset`; `undefined` where there is none. */
export function renameRange(
	analysis: Analysis,
	offset: number,
): { readonly range: Range; readonly placeholder: string } | undefined {
	const word = wordAt(analysis, offset);
	const isKnown = wordsFor(analysis, offset, true).some(isDeclaration);
	return word && isKnown ? { range: toRange(word.span, analysis.lines), placeholder: word.name } : undefined;
}

/** The forms of names, and what to say of others. */
const forms = {
	resource: [/^[A-Za-z0-9]+$/, "use letters and digits only"],
	script: [/^[A-Za-z_][\w-]*$/, "use letters, digits, _ and -, beginning with a letter"],
	variable: [/^[A-Za-z_][\w$]*$/, "use letters, digits and _, beginning with a letter"],
	directive: [/^[A-Za-z][A-Za-z0-9]*$/, "use letters and digits, beginning with a letter"],
} as const;

/** What is wrong with a new name, in words for the user. */
function wrongName(analysis: Analysis, declared: Word, to: string): string | undefined {
	const what = declared.kind === "declaration" ? declared.of : "resource";
	const [form, hint] = forms[what];
	if (!form.test(to)) return `"${to}" is not a valid ${what} name: ${hint}`;
	const renamed: Word =
		"path" in declared
			? { ...declared, name: to, path: [...declared.path.slice(0, -1), to] }
			: { ...declared, name: to };
	const wanted = meaningOf(renamed);
	const isTaken =
		declared.name !== to &&
		(wordsOf(analysis).some((word) => isDeclaration(word) && meaningOf(word) === wanted) ||
			(what === "directive" && directives.has(to)));
	return isTaken ? `there is a ${what} "${to}" already` : undefined;
}

/** What a rename gives: edits, or a sentence why there are none. */
export type Renamed = { readonly edit: WorkspaceEdit } | { readonly refused: string };

/**
 * Renames what is named at `offset` and every mention of it. To CloudFormation a resource of a new name is a new resource, and the
 * old one is deleted with what it holds: editors that can ask for confirmation do so, with that sentence.
 */
export function rename(
	config: PlacedConfig & { readonly version: number },
	offset: number,
	to: string,
	canConfirm: boolean,
): Renamed {
	const { analysis, uri, version } = config;
	const at = renameRange(analysis, offset);
	const words = wordsFor(analysis, offset, true);
	const declared = words.find(isDeclaration);
	if (!at || !declared) return { refused: "there is no name to change here" };
	const wrong = wrongName(analysis, declared, to);
	if (wrong) return { refused: wrong };
	const edits: TextEdit[] = words.map(({ span }) => ({
		range: toRange(span, analysis.lines),
		newText: to,
	}));
	if (!canConfirm || declared.kind !== "resource") return { edit: { changes: { [uri]: edits } } };
	const annotation = {
		label: `Rename ${at.placeholder} to ${to}`,
		description:
			"A deployed resource is replaced: CloudFormation creates the new one and deletes the old one",
		needsConfirmation: true,
	};
	return {
		edit: {
			changeAnnotations: { rename: annotation },
			documentChanges: [
				{ textDocument: { uri, version }, edits: edits.map((edit) => ({ ...edit, annotationId: "rename" })) },
			],
		},
	};
}

/** Links on the paths of a config that lead to a file. */
export function pathLinks(
	{ analysis, folder }: PlacedConfig,
	isFile: (path: string) => boolean,
): DocumentLink[] {
	if (folder === undefined) return [];
	return wordsOf(analysis).flatMap((word) => {
		const path = word.kind === "path" ? resolve(folder, word.name) : undefined;
		if (path === undefined || !isFile(path)) return [];
		return [{ range: toRange(word.span, analysis.lines), target: pathToFileURL(path).href }];
	});
}
