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
import type { Analysis } from "../../engine/index.ts";
import { toRange } from "../convert.ts";
import type { PlacedConfig } from "./definition.ts";
import { namesResource, type Word, wordAt, wordsOf } from "./words.ts";

function resourceAt(analysis: Analysis, offset: number): Word | undefined {
	const word = wordAt(analysis, offset);
	return word && namesResource(word, word.name, true) ? word : undefined;
}

function wordsFor(analysis: Analysis, offset: number, withKey: boolean): readonly Word[] {
	const named = resourceAt(analysis, offset);
	return named ? wordsOf(analysis).filter((word) => namesResource(word, named.name, withKey)) : [];
}

/** Every place that names the resource at `offset`. */
export function references({ uri, analysis }: PlacedConfig, offset: number, withKey: boolean): Location[] {
	return wordsFor(analysis, offset, withKey).map(({ span }) => ({
		uri,
		range: toRange(span, analysis.lines),
	}));
}

/** The same places, to be marked in the text: the key is where the resource is written. */
export function highlights(analysis: Analysis, offset: number): DocumentHighlight[] {
	return wordsFor(analysis, offset, true).map(({ span, kind }) => ({
		range: toRange(span, analysis.lines),
		kind: kind === "resource" ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
	}));
}

/** The name that would be renamed at `offset`; `undefined` where there is none. */
export function renameRange(
	analysis: Analysis,
	offset: number,
): { readonly range: Range; readonly placeholder: string } | undefined {
	const word = resourceAt(analysis, offset);
	const isKnown =
		word && wordsOf(analysis).some((other) => other.kind === "resource" && other.name === word.name);
	return word && isKnown ? { range: toRange(word.span, analysis.lines), placeholder: word.name } : undefined;
}

/** What is wrong with a new name, in words for the user. */
function wrongName(analysis: Analysis, from: string, to: string): string | undefined {
	if (!/^[A-Za-z0-9]+$/.test(to)) return `"${to}" is not a valid resource name: use letters and digits only`;
	const isTaken =
		to !== from && wordsOf(analysis).some((word) => word.kind === "resource" && word.name === to);
	return isTaken ? `there is a resource "${to}" already` : undefined;
}

/** What a rename gives: edits, or a sentence why there are none. */
export type Renamed = { readonly edit: WorkspaceEdit } | { readonly refused: string };

/**
 * Renames a resource and every mention of it. To CloudFormation a resource of a new name is a new resource, and the
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
	if (!at) return { refused: "there is no resource to rename here" };
	const wrong = wrongName(analysis, at.placeholder, to);
	if (wrong) return { refused: wrong };
	const edits: TextEdit[] = wordsFor(analysis, offset, true).map(({ span }) => ({
		range: toRange(span, analysis.lines),
		newText: to,
	}));
	if (!canConfirm) return { edit: { changes: { [uri]: edits } } };
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
