/**
 * The door to what other language services do well and Spool does not do again: layout. YAML goes to
 * yaml-language-server, of which only the parts for layout are imported: its own server would bring validation and
 * completion, which are Spool's. JSON goes to vscode-json-languageservice.
 *
 * A bundle of its own, loaded at the first request of this kind: Prettier makes most of it.
 */
import { getLanguageService } from "vscode-json-languageservice";
import type {
	FoldingRange,
	FormattingOptions,
	Position,
	SelectionRange,
	TextEdit,
} from "vscode-languageserver/node";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { getFoldingRanges } from "yaml-language-server/out/src/languageservice/services/yamlFolding.js";
import { YAMLFormatter } from "yaml-language-server/out/src/languageservice/services/yamlFormatter.js";
import { getSelectionRanges } from "yaml-language-server/out/src/languageservice/services/yamlSelectionRanges.js";

/** Width of a line that Prettier keeps to: long directives are left alone, lists in brackets are broken. */
const LINE_WIDTH = 110;

/** The whole document formatted; no edits for a text with syntax errors. */
export async function format(
	document: TextDocument,
	options: FormattingOptions,
	isJson: boolean,
): Promise<TextEdit[]> {
	if (isJson) return getLanguageService({}).format(document, undefined, options);
	// YAML knows no tabs, whatever the editor is set to.
	return new YAMLFormatter().format(document, {
		tabSize: options.insertSpaces ? options.tabSize : 2,
		printWidth: LINE_WIDTH,
	});
}

/** Parts of the document that can be folded. */
export function foldingRanges(document: TextDocument, isJson: boolean, rangeLimit?: number): FoldingRange[] {
	const limit = rangeLimit === undefined ? {} : { rangeLimit };
	if (isJson) return getLanguageService({}).getFoldingRanges(document, limit);
	return getFoldingRanges(document, limit) ?? [];
}

/** For each position what is selected when a selection grows. */
export function selectionRanges(
	document: TextDocument,
	positions: Position[],
	isJson: boolean,
): SelectionRange[] {
	if (!isJson) return getSelectionRanges(document, positions);
	const service = getLanguageService({});
	return service.getSelectionRanges(document, positions, service.parseJSONDocument(document));
}
