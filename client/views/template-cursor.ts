import {
	Range,
	type TextEditor,
	TextEditorRevealType,
	ThemeColor,
	type Uri,
	window,
	workspace,
} from "vscode";
import { isConfig } from "../configs.ts";
import type { Session } from "../session.ts";
import { childrenAt, placeOfChild } from "../stacks/follow.ts";
import { templateBlocks } from "../stacks/template-blocks.ts";
import { configOf, templateScheme } from "./template.ts";

const setting = "template.followCursor";

const isOn = (config: Uri) => workspace.getConfiguration("spool", config).get<boolean>(setting) !== false;

function editorOf(matches: (editor: TextEditor) => boolean): TextEditor | undefined {
	return window.visibleTextEditors.find(matches);
}

/** Moves what is shown only if it is not on the screen, so that reading is not disturbed. */
function reveal(editor: TextEditor, range: Range): void {
	editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
}

/**
 * Keeps a config and the template beside it at the same place: the line with the cursor in one of them is marked in
 * the other, and brought on the screen. The cursor of the other stays where it is.
 */
export function registerTemplateCursor({ context, server, log }: Session): void {
	const mark = window.createTextEditorDecorationType({
		isWholeLine: true,
		backgroundColor: new ThemeColor("editor.rangeHighlightBackground"),
		borderColor: new ThemeColor("contrastActiveBorder"),
		overviewRulerColor: new ThemeColor("editorOverviewRuler.rangeHighlightForeground"),
	});
	const fromConfig = async (editor: TextEditor) => {
		const { uri } = editor.document;
		const isTemplate = (other: TextEditor) =>
			other.document.uri.scheme === templateScheme &&
			configOf(other.document.uri).toString() === uri.toString();
		const view = editorOf(isTemplate);
		const outline = view && (await server.outline(uri));
		if (!view || !outline) return;
		const ids = childrenAt(outline, editor.selection.active.line).map(({ logicalId }) => logicalId);
		const blocks = templateBlocks(view.document.getText());
		const found = ids.flatMap((id) => blocks.find(({ logicalId }) => logicalId === id) ?? []);
		const ranges = found.map(({ first, last }) => new Range(first, 0, last, 0));
		view.setDecorations(mark, ranges);
		editor.setDecorations(mark, []);
		if (ranges[0]) reveal(view, ranges[0]);
	};
	const fromTemplate = async (editor: TextEditor) => {
		const config = configOf(editor.document.uri);
		const view = editorOf(({ document }) => document.uri.toString() === config.toString());
		const outline = view && (await server.outline(config));
		if (!view || !outline) return;
		const { line } = editor.selection.active;
		const block = templateBlocks(editor.document.getText()).find(
			({ first, last }) => first <= line && line <= last,
		);
		const place = block && placeOfChild(outline, block.logicalId);
		const range = place && new Range(place.start.line, 0, place.end.line, place.end.character);
		view.setDecorations(mark, range ? [range] : []);
		editor.setDecorations(mark, []);
		if (range) reveal(view, range);
	};
	const moved = async (editor: TextEditor) => {
		const { document } = editor;
		if (document.uri.scheme === templateScheme) {
			if (isOn(configOf(document.uri))) await fromTemplate(editor);
		} else if (isConfig(document) && isOn(document.uri)) await fromConfig(editor);
	};
	context.subscriptions.push(
		mark,
		window.onDidChangeTextEditorSelection(({ textEditor }) => {
			// What is moved from here is no move of a person.
			if (textEditor !== window.activeTextEditor) return;
			void moved(textEditor).catch((error: unknown) => log.appendLine(String(error)));
		}),
	);
}
