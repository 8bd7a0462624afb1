/** A part of a config in YAML that can be read alone: an entry at the top, or an entry of `resources`. */
export type Block = {
	readonly start: number;
	readonly text: string;
	/** It is an entry of `resources`; `undefined` at the top. */
	readonly inResources: boolean;
	/** What comes behind it: an entry beside it, one further out, or the end of the text. */
	readonly next: "sibling" | "outer" | "end";
};

/** The blocks of a config, and where `resources` stands. */
export type Blocks = {
	readonly blocks: readonly Block[];
	readonly indent: string;
	/** The key `resources`, when its entries are blocks of their own. */
	readonly resources?: { readonly start: number; readonly end: number };
};

/** Anchors, aliases, tags and keys over several lines reach from one block into another, or change how it is read. */
const reaching =
	/(?:^[ ]*|:[ ]+|-[ ]+|[[{,][ ]*)[&*!][^\s]|^[ ]*\?[ ]|^[ ]*<<[ ]*:|^\s*\t|^(?:---|\.\.\.|%)|\uFEFF/m;

const rootKey = /^[A-Za-z_][\w-]*:(?=\s|$)/;
const resourcesLine = /^resources:[ ]*(?:#[^\n]*)?\r?$/;

type Line = { readonly start: number; readonly text: string; readonly indent: number };

function* contentLines(text: string): Iterable<Line> {
	for (let start = 0; start < text.length; ) {
		const found = text.indexOf("\n", start);
		const end = found < 0 ? text.length : found;
		let at = start;
		while (text.charCodeAt(at) === 32) at++;
		const code = text.charCodeAt(at);
		// Blank lines and comments belong to what is above them.
		if (at < end && code !== 35 && code !== 13)
			yield { start, text: text.slice(start, end), indent: at - start };
		start = end + 1;
	}
}

type Begin = { readonly start: number; readonly inResources: boolean };

/** Where the blocks of a text begin, as far as it was looked at. */
type Found = {
	readonly begins: Begin[];
	/** Of the entries of `resources`; 0 as long as there is none. */
	indent: number;
	isInside: boolean;
	/** Where `resources` stands; -1 as long as it was not seen. */
	resources: number;
};

/** Takes a line at the top; false for one that is laid out in another way. */
function takeTop(line: Line, found: Found): boolean {
	if (!rootKey.test(line.text)) return false;
	found.isInside = resourcesLine.test(line.text);
	if (!found.isInside) found.begins.push({ start: line.start, inResources: false });
	else if (found.resources >= 0) return false;
	else found.resources = line.start;
	return true;
}

/** Takes a line that is indented. */
function takeInner(line: Line, found: Found): boolean {
	if (!found.isInside) return found.begins.length > 0;
	if (found.indent === 0) found.indent = line.indent;
	if (line.indent !== found.indent) return line.indent > found.indent;
	found.begins.push({ start: line.start, inResources: true });
	return /^ +["']?[A-Za-z_][\w-]*["']?:(?=\s|$)/.test(line.text);
}

/** Where the blocks of a text begin; `undefined` for a text that is laid out in another way. */
function beginnings(text: string): Found | undefined {
	const found: Found = { begins: [], indent: 0, isInside: false, resources: -1 };
	for (const line of contentLines(text)) {
		if (!(line.indent === 0 ? takeTop(line, found) : takeInner(line, found))) return undefined;
	}
	return found;
}

/**
 * Divides a config into parts that mean the same when they are read alone, so that an edit makes one of them new and
 * not all. `undefined` where that cannot be told from the look of the lines.
 */
export function blocksOf(text: string): Blocks | undefined {
	if (reaching.test(text)) return undefined;
	const found = beginnings(text);
	if (!found || found.begins.length === 0) return undefined;
	const { begins, indent, resources } = found;
	// `resources` without entries is a value like others, which is missing.
	if (resources >= 0 && !begins.some(({ inResources }) => inResources)) return undefined;
	const blocks = begins.map(({ start, inResources }, index): Block => {
		const next = begins[index + 1];
		const isLastOfTop = !inResources && next?.inResources === true;
		const end = isLastOfTop ? resources : (next?.start ?? text.length);
		const isOuter = inResources && next?.inResources === false;
		return {
			start,
			text: text.slice(start, end),
			inResources,
			next: next === undefined ? "end" : isOuter ? "outer" : "sibling",
		};
	});
	return {
		blocks,
		indent: " ".repeat(indent),
		...(resources >= 0 && { resources: { start: resources, end: resources + "resources".length } }),
	};
}
