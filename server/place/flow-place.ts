import type { Span } from "../../engine/index.ts";
import { type FlowEntry, type FlowNode, readFlow } from "./flow.ts";
import { gapAt, indentOf, type Path, type Place } from "./place.ts";

/** A node on the way to the cursor. */
type Step = { readonly path: Path; readonly node: FlowNode };

type Search = {
	readonly text: string;
	readonly offset: number;
	readonly isJson: boolean;
	/** From the outermost node inwards. */
	readonly steps: readonly Step[];
	/** Asks for types above the outermost node. */
	readonly typeAbove: (path: Path) => string | undefined;
};

function isWithin(node: FlowNode, offset: number): boolean {
	if (node.kind === "scalar") return node.span.start <= offset && offset <= node.span.end;
	return node.span.start < offset && (node.closed ? offset < node.span.end : offset <= node.span.end);
}

function typeAt(search: Search, path: Path): string | undefined {
	const step = search.steps.find((candidate) => candidate.path.length === path.length);
	if (!step) return search.typeAbove(path);
	if (step.node.kind !== "map") return undefined;
	const value = step.node.entries.find((entry) => entry.key === "type")?.value;
	return value?.kind === "scalar" ? value.text : undefined;
}

function placeOf(
	search: Search,
	kind: Place["kind"],
	path: Path,
	word: Span,
	rest: Partial<Place> = {},
): Place {
	const { text, offset, isJson } = search;
	const first = text.charAt(word.start);
	const quote = (first === '"' || first === "'") && word.end > word.start ? first : "";
	const from = word.start + quote.length;
	return {
		kind,
		path,
		word,
		typed: text.slice(Math.min(from, offset), offset),
		quote,
		hasColon: false,
		taken: [],
		typeAt: (wanted) => typeAt(search, wanted),
		layout: {
			kind: "flow",
			isJson,
			indent: indentOf(text, word.start),
			gap: isJson ? "" : gapAt(text, word),
		},
		...rest,
	};
}

/** Where a new entry needs a comma: behind the one before it, and behind itself when another one follows. */
function commas(
	search: Search,
	before: Span | undefined,
	after: Span | undefined,
	word: Span,
): Partial<Place> {
	const between = before ? search.text.slice(before.end, word.start) : "";
	const behind = after ? search.text.slice(word.end, after.start) : "";
	return {
		...(before && !between.includes(",") && { commaBefore: before.end }),
		...(after && !behind.includes(",") && { commaAfter: true }),
	};
}

const spanOfEntry = (entry: FlowEntry): Span => ({
	start: entry.keySpan.start,
	end: entry.value?.span.end ?? (entry.colon === undefined ? entry.keySpan.end : entry.colon + 1),
});

function keyPlace(
	search: Search,
	path: Path,
	entries: readonly FlowEntry[],
	current: FlowEntry | undefined,
): Place {
	const { offset } = search;
	const word = current?.keySpan ?? { start: offset, end: offset };
	const taken = entries.filter((entry) => entry !== current).map((entry) => entry.key);
	if (current?.colon !== undefined) return placeOf(search, "content", path, word, { taken, hasColon: true });
	const before = entries.findLast((entry) => entry !== current && entry.keySpan.start < word.start);
	const after = entries.find((entry) => entry !== current && entry.keySpan.start >= word.end);
	const needed = commas(search, before && spanOfEntry(before), after && spanOfEntry(after), word);
	return placeOf(search, "content", path, word, { taken, ...needed });
}

/** Behind the colon of an entry that has no value yet. */
function emptyValue(search: Search, path: Path, isLast: boolean): Place {
	const { offset, text } = search;
	const follows = !isLast && !/^\s*,/.test(text.slice(offset, offset + 200));
	return placeOf(search, "value", path, { start: offset, end: offset }, follows ? { commaAfter: true } : {});
}

function inMap(search: Search, path: Path, node: FlowNode & { readonly kind: "map" }): Place | undefined {
	const { offset, text } = search;
	const touched = node.entries.find(({ keySpan }) => keySpan.start <= offset && offset <= keySpan.end);
	if (touched) return keyPlace(search, path, node.entries, touched);
	const current = node.entries.findLast((entry) => entry.colon !== undefined && entry.colon < offset);
	if (!current || current.colon === undefined) return keyPlace(search, path, node.entries, undefined);
	const { value } = current;
	const inner = [...path, current.key];
	if (value && isWithin(value, offset)) return descend(search, inner, value);
	if (value) return offset <= value.span.end ? undefined : keyPlace(search, path, node.entries, undefined);
	const isEnded = text.slice(current.colon + 1, offset).includes(",");
	return isEnded
		? keyPlace(search, path, node.entries, undefined)
		: emptyValue(search, inner, node.entries.at(-1) === current);
}

function inList(search: Search, path: Path, node: FlowNode & { readonly kind: "list" }): Place | undefined {
	const { offset } = search;
	const index = node.items.findIndex((item) => isWithin(item, offset));
	const item = node.items[index];
	const others = node.items.flatMap((other) =>
		other !== item && other.kind === "scalar" ? [other.text] : [],
	);
	if (item && item.kind !== "scalar") return descend(search, [...path, index], item);
	if (item) return scalarPlace(search, [...path, index], item.span, others);
	const before = node.items.findLast((other) => other.span.end <= offset);
	const after = node.items.find((other) => other.span.start >= offset);
	const position = before ? node.items.indexOf(before) + 1 : 0;
	const word = { start: offset, end: offset };
	return placeOf(search, "value", [...path, position], word, {
		taken: others,
		...commas(search, before?.span, after?.span, word),
	});
}

/** In a scalar; in front of its opening quote there is nothing to complete. */
function scalarPlace(search: Search, path: Path, word: Span, taken: readonly string[]): Place | undefined {
	const place = placeOf(search, "value", path, word, { taken });
	return place.quote !== "" && search.offset === word.start ? undefined : place;
}

function descend(search: Search, path: Path, node: FlowNode): Place | undefined {
	if (node.kind === "scalar") return scalarPlace(search, path, node.span, []);
	const inner: Search = { ...search, steps: [...search.steps, { path, node }] };
	return node.kind === "map" ? inMap(inner, path, node) : inList(inner, path, node);
}

/**
 * The place of a cursor in JSON, or in YAML between brackets. `start`: offset of the outermost bracket, which is
 * the value at `path`; `undefined` when the cursor is not inside of it.
 */
export function flowPlace(options: {
	readonly text: string;
	readonly offset: number;
	readonly start: number;
	readonly path: Path;
	readonly isJson: boolean;
	readonly typeAbove?: (path: Path) => string | undefined;
}): Place | undefined {
	const { text, offset, start, path, isJson, typeAbove = () => undefined } = options;
	const node = readFlow(text, start, isJson);
	if (node.kind === "scalar" || !isWithin(node, offset)) return undefined;
	return descend({ text, offset, isJson, steps: [], typeAbove }, path, node);
}
