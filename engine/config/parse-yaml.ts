import {
	type Document,
	isAlias,
	isMap,
	isScalar,
	isSeq,
	type Pair,
	parseDocument,
	type YAMLMap,
	type Node as YamlNode,
	type Scalar as YamlScalar,
} from "yaml";
import type { Problem } from "../report/problem.ts";
import type { Span } from "../text/span.ts";
import { Deferred, type Entry, type Node, type Scalar } from "../text/tree.ts";
import { MAX_COPIES, MAX_DEPTH } from "./bounds.ts";
import { duplicateKeys } from "./duplicate-keys.ts";
import type { SyntaxResult } from "./parse.ts";
import { tooComplex } from "./too-complex.ts";
import { type Block, blocksOf } from "./yaml-blocks.ts";
import { unknownTag, yamlProblem } from "./yaml-problem.ts";

type Conversion = {
	readonly text: string;
	readonly problems: Problem[];
	/** The node that each anchor names at this point of the text. */
	readonly anchors: Map<string, YamlNode>;
	/** Nodes with an anchor that are being converted, to stop at one that contains itself. */
	readonly open: Set<YamlNode>;
	/** How many nodes aliases have made so far. */
	readonly copied: { count: number };
};

/** Where a node stands in what is converted; `copy` when an alias put it there. */
type Spot = { readonly at: number; readonly depth: number; readonly copy: boolean };

function spanOf(node: YamlNode | null | undefined, fallback: number): Span {
	const range = node?.range;
	return range ? { start: range[0], end: range[1] } : { start: fallback, end: fallback };
}

/** After a problem: a value that is taken to be right everywhere, so that one fault is one problem. */
function anyValue(span: Span, text: string): Node {
	const value = new Deferred({
		directive: "",
		args: [],
		path: [],
		span,
		text: text.slice(span.start, span.end),
		unanswered: true,
	});
	return { kind: "deferred", span, value };
}

function wrong(problem: Problem, conversion: Conversion): Node {
	conversion.problems.push(problem);
	return anyValue(problem.span, conversion.text);
}

function convert(node: YamlNode | null | undefined, spot: Spot, conversion: Conversion): Node {
	const span = spanOf(node, spot.at);
	if (isAlias(node)) return convertAlias(node, span, spot, conversion);
	if (spot.copy && ++conversion.copied.count > MAX_COPIES) return tooMany(span, conversion);
	if (spot.depth > MAX_DEPTH)
		return wrong(tooComplex({ start: span.start, end: Math.min(span.end, span.start + 1) }), conversion);
	const tag = tagBefore(node, span, conversion.text);
	if (tag) return wrong(unknownTag(tag.text, tag.span), conversion);
	if (!node?.anchor) return convertContent(node, span, spot, conversion);
	remember(node, spot, conversion);
	conversion.open.add(node);
	const converted = convertContent(node, span, spot, conversion);
	conversion.open.delete(node);
	return converted;
}

function convertContent(
	node: YamlNode | null | undefined,
	span: Span,
	spot: Spot,
	conversion: Conversion,
): Node {
	const inner = { ...spot, at: span.start, depth: spot.depth + 1 };
	if (isMap(node)) return { kind: "map", span, entries: convertPairs(node, inner, conversion) };
	if (isSeq(node))
		return {
			kind: "list",
			span,
			items: node.items.map((item) => convert(item as YamlNode, inner, conversion)),
		};
	if (isScalar(node)) return convertScalar(node, span, conversion.text);
	return { kind: "scalar", span, value: null, quoted: false, missing: true };
}

/** Said once: every further copy would be the same problem. */
function tooMany(span: Span, conversion: Conversion): Node {
	return conversion.copied.count === MAX_COPIES + 1
		? wrong(tooComplex(span), conversion)
		: anyValue(span, conversion.text);
}

/** An anchor is set where the text has it, not where an alias repeats it. */
function remember(node: YamlNode, spot: Spot, conversion: Conversion): void {
	if (!spot.copy && !isAlias(node) && node.anchor) conversion.anchors.set(node.anchor, node);
}

/** The tag of a node when YAML does not know it, where it stands before the node. */
function tagBefore(
	node: YamlNode | null | undefined,
	span: Span,
	text: string,
): { readonly text: string; readonly span: Span } | undefined {
	const tag = node?.tag;
	if (!tag?.startsWith("!") || tag === "!") return undefined;
	const start = text.lastIndexOf(tag, span.start);
	return { text: tag, span: start < 0 ? span : { start, end: start + tag.length } };
}

/** The line breaks behind a block are not what somebody would mark, and must stay when the block is replaced. */
function withoutLineBreaks(span: Span, text: string): Span {
	return { start: span.start, end: span.start + text.slice(span.start, span.end).trimEnd().length };
}

function convertScalar(node: YamlScalar, range: Span, text: string): Node {
	const { value, type } = node;
	const span = type === "BLOCK_LITERAL" || type === "BLOCK_FOLDED" ? withoutLineBreaks(range, text) : range;
	const known =
		typeof value === "string" || typeof value === "number" || typeof value === "boolean" || value === null;
	const scalar: Scalar = known ? value : String(node.source ?? value);
	return {
		kind: "scalar",
		span,
		value: scalar,
		quoted: type !== undefined && type !== "PLAIN",
		...(scalar === null && span.start === span.end && { missing: true }),
	};
}

function convertAlias(
	alias: YamlNode & { readonly source: string },
	span: Span,
	spot: Spot,
	conversion: Conversion,
): Node {
	const target = conversion.anchors.get(alias.source);
	if (!target) {
		const message = `there is no anchor "&${alias.source}" above this alias`;
		return wrong({ code: "unknown-anchor", severity: "error", message, span }, conversion);
	}
	if (conversion.open.has(target)) {
		return wrong(
			{
				code: "circular-reference",
				severity: "error",
				message: "this alias is part of its own anchor",
				span,
			},
			conversion,
		);
	}
	return convert(target, { ...spot, copy: true }, conversion);
}

function keyText(key: YamlNode, conversion: Conversion): string {
	if (isAlias(key)) {
		const target = conversion.anchors.get(key.source);
		return target ? keyText(target, conversion) : key.source;
	}
	if (!isScalar(key)) return String(key);
	return key.value === null ? (key.source ?? "") : String(key.value);
}

function convertPairs(map: YAMLMap, spot: Spot, conversion: Conversion): Entry[] {
	const own: Entry[] = [];
	const merged: Entry[] = [];
	for (const pair of map.items as Pair<YamlNode, YamlNode | null>[]) {
		const keySpan = spanOf(pair.key, spot.at);
		remember(pair.key, spot, conversion);
		const key = keyText(pair.key, conversion);
		const value = convert(pair.value, { ...spot, at: keySpan.end }, conversion);
		if (key === "<<" && isScalar(pair.key) && pair.key.type === "PLAIN") merged.push(...mergedEntries(value));
		else own.push({ key, keySpan, value });
	}
	conversion.problems.push(...duplicateKeys(own));
	const names = new Set(own.map((entry) => entry.key));
	return [...own, ...merged.filter((entry) => !names.has(entry.key))];
}

function mergedEntries(value: Node): readonly Entry[] {
	if (value.kind === "map") return value.entries;
	if (value.kind !== "list") return [];
	const byKey = new Map<string, Entry>();
	for (const entry of value.items.flatMap(mergedEntries))
		if (!byKey.has(entry.key)) byKey.set(entry.key, entry);
	return [...byKey.values()];
}

/** The document as the library reads it; where it calls itself for every level it may run out of stack. */
function readDocument(text: string): Document | undefined {
	try {
		// At the level `silent` the library would not tell of a second document either.
		return parseDocument(text, { uniqueKeys: false, prettyErrors: true, strict: true, logLevel: "error" });
	} catch (error) {
		if (error instanceof RangeError) return undefined;
		throw error;
	}
}

/** A block that was read, with places counted from the beginning of the text that it was read at. */
type ReadBlock = {
	readonly start: number;
	readonly entry: Entry;
	readonly problems: readonly Problem[];
	/** Where the map ends that it is the last entry of, and the map around that. */
	readonly ends: readonly [inner: number, outer: number];
};

/** Blocks of a config as they were read last. Whoever reads a config again and again keeps it. */
export type YamlMemory = { blocks: ReadonlyMap<string, ReadBlock> };

/** A key that ends what stands above it; nobody has one of that name. */
const STOP = "spool-end-of-block";

/** A block as a text of its own: in a map of its own, and followed by what follows it. */
function aloneText(
	{ text, inResources, next }: Block,
	indent: string,
): { readonly text: string; readonly before: number } {
	const head = inResources ? "r:\n" : "";
	const stop = next === "end" ? "" : `${inResources && next === "sibling" ? indent : ""}${STOP}:\n`;
	const lineBreak = stop !== "" && !text.endsWith("\n") ? "\n" : "";
	return { text: head + text + lineBreak + stop, before: head.length };
}

/** Reads a block; `undefined` when something is wrong with it, so that only the whole text tells what. */
function readBlock(block: Block, indent: string): ReadBlock | undefined {
	const alone = aloneText(block, indent);
	const document = readDocument(alone.text);
	if (!document || document.errors.length > 0 || !isMap(document.contents)) return undefined;
	const conversion = newConversion(alone.text);
	const root = convert(document.contents as YamlNode, { at: 0, depth: 0, copy: false }, conversion);
	const holder = block.inResources && root.kind === "map" ? root.entries[0]?.value : root;
	const entries = holder?.kind === "map" ? holder.entries.filter(({ key }) => key !== STOP) : [];
	const [entry] = entries;
	if (!entry || entries.length !== 1 || !holder) return undefined;
	const isInside = ({ span }: Problem) => span.start < alone.before + block.text.length;
	return shiftBlock(
		{
			start: alone.before,
			entry,
			problems: conversion.problems.filter(isInside),
			ends: [holder.span.end, root.span.end],
		},
		block.start,
	);
}

const shiftSpan = ({ start, end }: Span, by: number): Span => ({ start: start + by, end: end + by });

function shiftEntry({ key, keySpan, value }: Entry, by: number): Entry {
	return { key, keySpan: shiftSpan(keySpan, by), value: shiftNode(value, by) };
}

function shiftNode(node: Node, by: number): Node {
	const span = shiftSpan(node.span, by);
	switch (node.kind) {
		case "map":
			return { kind: "map", span, entries: node.entries.map((entry) => shiftEntry(entry, by)) };
		case "list":
			return { kind: "list", span, items: node.items.map((item) => shiftNode(item, by)) };
		default:
			return { ...node, span };
	}
}

/** The same block at another place. */
function shiftBlock(block: ReadBlock, start: number): ReadBlock {
	const by = start - block.start;
	if (by === 0) return block;
	const [inner, outer] = block.ends;
	return {
		start,
		entry: shiftEntry(block.entry, by),
		problems: block.problems.map((problem) => ({
			...problem,
			span: shiftSpan(problem.span, by),
			...(problem.related && {
				related: problem.related.map((place) => ({ ...place, span: shiftSpan(place.span, by) })),
			}),
			...(problem.fixes && {
				fixes: problem.fixes.map((fix) => ({ ...fix, span: shiftSpan(fix.span, by) })),
			}),
		})),
		ends: [inner + by, outer + by],
	};
}

/** Reads a text block by block, taking from `memory` what has not changed. */
function parseBlocks(text: string, memory: YamlMemory): SyntaxResult | undefined {
	const found = blocksOf(text);
	if (!found) return undefined;
	const read = new Map<string, ReadBlock>();
	const top: Entry[] = [];
	const inside: Entry[] = [];
	const problems: Problem[] = [];
	const ends = { inner: 0, outer: 0 };
	for (const block of found.blocks) {
		const key = `${block.inResources ? found.indent : ""}${block.next} ${block.text}`;
		const known = read.get(key) ?? memory.blocks.get(key);
		const now = known ? shiftBlock(known, block.start) : readBlock(block, found.indent);
		if (!now) return undefined;
		read.set(key, now);
		problems.push(...now.problems);
		(block.inResources ? inside : top).push(now.entry);
		if (block.inResources) ends.inner = now.ends[0];
		ends.outer = now.ends[1];
	}
	memory.blocks = read;
	if (found.resources) top.push(resourcesEntry(found.resources, inside, ends.inner));
	const entries = top.toSorted((left, right) => left.keySpan.start - right.keySpan.start);
	problems.push(...duplicateKeys(inside), ...duplicateKeys(entries));
	const start = entries[0]?.keySpan.start ?? 0;
	return { root: { kind: "map", span: { start, end: ends.outer }, entries }, syntax: [], problems };
}

function resourcesEntry(keySpan: Span, entries: readonly Entry[], end: number): Entry {
	const span = { start: entries[0]?.keySpan.start ?? keySpan.end, end };
	return { key: "resources", keySpan, value: { kind: "map", span, entries } };
}

function newConversion(text: string): Conversion {
	return { text, problems: [], anchors: new Map(), open: new Set(), copied: { count: 0 } };
}

/** Reads YAML 1.2 with anchors and merge keys as far as it goes. `memory`: what is known of an earlier version. */
export function parseYaml(text: string, memory?: YamlMemory): SyntaxResult {
	return (memory && parseBlocks(text, memory)) ?? parseWhole(text);
}

function parseWhole(text: string): SyntaxResult {
	const document = readDocument(text);
	if (!document) return { root: undefined, syntax: [tooComplex({ start: 0, end: 1 })], problems: [] };
	// The later errors of a text are mostly consequences of the first.
	const first = document.errors.toSorted((left, right) => left.pos[0] - right.pos[0])[0];
	const syntax = first ? [yamlProblem(first, document, text)] : [];
	const conversion = newConversion(text);
	const root = document.contents
		? convert(document.contents as YamlNode, { at: 0, depth: 0, copy: false }, conversion)
		: undefined;
	return { root, syntax, problems: conversion.problems };
}
