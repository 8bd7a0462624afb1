import {
	type CompletionItem,
	CompletionItemKind,
	InsertTextFormat,
	InsertTextMode,
	MarkupKind,
} from "vscode-languageserver/node";
import type { Analysis, LineMap, Span } from "../../../engine/index.ts";
import { toRange } from "../../convert.ts";
import type { Place } from "../../place/index.ts";
import type { Style } from "../../schema/skeleton.ts";

/** A config in which something is completed. */
export type CompletionSource = {
	readonly text: string;
	readonly lines: LineMap;
	readonly isJson: boolean;
	/** The analysis of this text; asked only where other parts of the config matter. */
	analysis(): Analysis;
	/** Names in a folder relative to the config; those of folders end with a slash. */
	list(folder: string): readonly string[];
	/** Text of a file relative to the config; `undefined` when it cannot be read. */
	read(path: string): string | undefined;
	/** The client's command that opens the list of completions again, for values that are to be chosen next. */
	readonly retrigger?: string;
};

/** Where completion was asked for, and in what style the answer must be. */
export type Spot = {
	readonly source: CompletionSource;
	readonly place: Place;
	readonly offset: number;
	readonly style: Style;
};

/** Something to choose. */
export type Offer = {
	readonly label: string;
	readonly kind: CompletionItemKind;
	/** In snippet syntax. */
	readonly snippet: string;
	/** Shown beside the label. */
	readonly detail?: string | undefined;
	/** Markdown. */
	readonly docs?: string | undefined;
	/** Groups come in this order, and the offers of one group as they are listed. */
	readonly group: number;
	/** What is replaced when it is not the word of the place. */
	readonly span?: Span;
	/** What the typed text is compared with when it is not the label. */
	readonly filter?: string;
	/** Something is to be chosen next. */
	readonly retriggers?: boolean;
	/** A key that must be set. */
	readonly isRequired?: boolean;
	/** The offer is a whole entry or item, so that the commas around it matter. */
	readonly isWhole?: boolean;
};

/** True for a key whose value is there already, so that only the key is to be completed. */
export function hasValue(place: Place): boolean {
	return place.hasColon || place.hasValueBelow === true;
}

/** The white space that lines at the place begin with. */
export function indentAt({ place, source }: Spot): string {
	if (place.layout.kind === "block") return " ".repeat(place.layout.indent);
	const start = source.text.lastIndexOf("\n", place.word.start - 1) + 1;
	return source.text.slice(start, start + place.layout.indent);
}

function hasStops(snippet: string): boolean {
	return /(?<!\\)\$(\d|\{\d)/.test(snippet);
}

function plainText(snippet: string): string {
	return snippet.replaceAll(/\\([\\$}])/g, "$1");
}

/** An offer as the editor takes it; `index` keeps the order in which the offers were made. */
export function toItem(offer: Offer, index: number, { place, source }: Spot): CompletionItem {
	const { lines, retrigger } = source;
	const gap = offer.span === undefined ? place.layout.gap : "";
	const comma = offer.isWhole && place.commaAfter ? "," : "";
	const snippet = `${gap}${offer.snippet}${comma}`;
	const isSnippet = hasStops(snippet);
	const filter = offer.filter ?? `${offer.span ? "" : place.quote}${offer.label}`;
	const commaBefore = offer.isWhole ? place.commaBefore : undefined;
	return {
		label: offer.label,
		kind: offer.kind,
		...(offer.detail !== undefined && { detail: offer.detail }),
		...(offer.docs && { documentation: { kind: MarkupKind.Markdown, value: offer.docs } }),
		sortText: `${offer.group}${String(index).padStart(4, "0")}`,
		...(filter !== offer.label && { filterText: filter }),
		insertTextFormat: isSnippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
		insertTextMode: InsertTextMode.asIs,
		textEdit: {
			range: toRange(offer.span ?? place.word, lines),
			newText: isSnippet ? snippet : plainText(snippet),
		},
		...(commaBefore !== undefined && {
			additionalTextEdits: [
				{ range: toRange({ start: commaBefore, end: commaBefore }, lines), newText: "," },
			],
		}),
		...(offer.retriggers && retrigger && { command: { title: "Suggest", command: retrigger } }),
	};
}

/** Text of a scalar as it must be written at a place: in quotes where it would be something else without. */
export function writeScalar(value: string | number | boolean, place: Place): string {
	if (typeof value !== "string") return String(value);
	const isFlow = place.layout.kind === "flow";
	if (place.quote === "'") return `'${value.replaceAll("'", "''")}'`;
	if (place.quote === '"' || (isFlow && place.layout.isJson)) return JSON.stringify(value);
	const isPlain =
		/^[A-Za-z_./$][\w ./$()'-]*(:\w[\w ./:-]*)*$/.test(value) &&
		!/^(true|false|null|yes|no|on|off|y|n)$/i.test(value);
	return isPlain && !(isFlow && /[,[\]{}]/.test(value)) ? value : JSON.stringify(value);
}

export { CompletionItemKind };
