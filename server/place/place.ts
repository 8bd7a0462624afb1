import type { Span } from "../../engine/index.ts";

/** A path of keys and list indexes from the top of the config. */
export type Path = readonly (string | number)[];

/** How text that is inserted at a place must look. */
export type Layout =
	| {
			readonly kind: "block";
			/** Column of the keys (or of the list's dashes) at this place. */
			readonly indent: number;
			/** What must stand between the text before the cursor and the inserted text: the space after a colon. */
			readonly gap: string;
	  }
	| { readonly kind: "flow"; readonly isJson: boolean; readonly indent: number; readonly gap: string };

/**
 * Where in the structure of a config a cursor is, read from the text alone: the config is broken there more often
 * than not, because somebody is typing.
 */
export type Place = {
	/**
	 * `content`: where the content of the value at `path` begins: keys of a map, items of a list, in YAML also a
	 * scalar. `value`: in the value at `path`, behind its colon or (between brackets) as an item of a list.
	 */
	readonly kind: "content" | "value";
	readonly path: Path;
	/** What an accepted completion replaces. */
	readonly word: Span;
	/** The word up to the cursor, without an opening quote. */
	readonly typed: string;
	/** The quote that the word begins with. */
	readonly quote: "" | "'" | '"';
	/** The word is the key of an entry that has its colon: only the key is replaced. */
	readonly hasColon: boolean;
	/** What the value of the word would be stands on the lines below it already: the word lacks its colon only. */
	readonly hasValueBelow?: boolean;
	/** Keys that the map has already, or texts that the list has; without the word. */
	readonly taken: readonly string[];
	/** Text of `type` in the map at a path that leads here. */
	typeAt(path: Path): string | undefined;
	readonly layout: Layout;
	/** Offset where a comma is missing before the word. */
	readonly commaBefore?: number;
	/** True when an entry follows, so that a comma must end the inserted one. */
	readonly commaAfter?: boolean;
};

/** The space that YAML needs between a colon and a word that comes right behind it. */
export function gapAt(text: string, word: Span): string {
	return text.charAt(word.start - 1) === ":" ? " " : "";
}

/** Width of the indentation of the line that `offset` is in. */
export function indentOf(text: string, offset: number): number {
	const start = text.lastIndexOf("\n", offset - 1) + 1;
	return /^[ \t]*/.exec(text.slice(start, offset))?.[0].length ?? 0;
}

/** Reads a scalar as written: its text without quotes. */
export function unquote(written: string): string {
	const match = /^(["'])([\s\S]*?)\1?$/.exec(written);
	return match ? (match[2] ?? "") : written;
}
