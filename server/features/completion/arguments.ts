import { attributesOf, directivesOf, entryOf, kinds, type Span, stackName } from "../../../engine/index.ts";
import { nodeAt } from "../tree.ts";
import { stagesOf } from "./around.ts";
import { CompletionItemKind, type Offer, type Spot } from "./offer.ts";
import { resourcesOf } from "./values.ts";
import { paramsWithDocs } from "./variables.ts";

/** A directive whose parentheses are not closed before the cursor. */
export type OpenCall = {
	readonly name: string;
	/** Of the argument that the cursor is in. */
	readonly index: number;
	/** The arguments before it, without quotes. */
	readonly previous: readonly string[];
	/** The quote that the argument begins with, and what is typed behind it. */
	readonly quote: string;
	readonly word: string;
};

type Frame = { readonly name: string; readonly previous: string[]; start: number };

const unquoted = (written: string) => written.trim().replace(/^(["'])(.*)\1$/, "$2");

/** The innermost directive that the end of `typed` is an argument of. */
export function openCall(typed: string): OpenCall | undefined {
	const frames: Frame[] = [];
	let quote = "";
	for (let at = 0; at < typed.length; at++) {
		const char = typed.charAt(at);
		const top = frames.at(-1);
		if (quote !== "") {
			if (char === quote) quote = "";
			continue;
		}
		const call = char === "$" ? /^\$([A-Za-z]\w*)\(/.exec(typed.slice(at)) : undefined;
		if (call) {
			at += call[0].length - 1;
			frames.push({ name: call[1] ?? "", previous: [], start: at + 1 });
		} else if (top) quote = step(frames, top, typed, at);
	}
	const top = frames.at(-1);
	if (!top) return undefined;
	const rest = typed.slice(top.start).trimStart();
	const word = quote === "" ? rest : rest.slice(1);
	return { name: top.name, index: top.previous.length, previous: top.previous, quote, word };
}

/** Reads one character of the arguments of `top`; gives the quote that it opens. */
function step(frames: Frame[], top: Frame, typed: string, at: number): string {
	const char = typed.charAt(at);
	if (char === ")") frames.pop();
	if (char === ",") {
		top.previous.push(unquoted(typed.slice(top.start, at)));
		top.start = at + 1;
	}
	return char === "'" || char === '"' ? char : "";
}

/** Characters that a name goes on with behind the cursor; they are replaced with what is before it. */
export function wordAround(spot: Spot, typedLength: number, rest: RegExp): Span {
	const { offset, source, place } = spot;
	const behind = rest.exec(source.text.slice(offset, Math.max(offset, place.word.end)))?.[0] ?? "";
	return { start: offset - typedLength, end: offset + behind.length };
}

/** A word that an argument may be. */
type Word = {
	readonly label: string;
	readonly detail?: string | undefined;
	readonly docs?: string | undefined;
	readonly kind?: CompletionItemKind;
};

/** Words for an argument, with its quotes and, where it is the last one, the parenthesis, as far as they lack. */
function wordOffers(words: readonly Word[], spot: Spot, call: OpenCall, isLast: boolean): readonly Offer[] {
	const { text } = spot.source;
	const span = wordAround(spot, call.word.length, /^[\w./-]*/);
	const opening = call.quote === "" ? (spot.place.quote === "'" ? '"' : "'") : "";
	const quote = call.quote || opening;
	const isClosed = opening === "" && text.charAt(span.end) === quote;
	const hasParenthesis = text.slice(span.end, spot.place.word.end).includes(")");
	const ends = isLast && !hasParenthesis ? ")" : "";
	return words.map(({ label, detail, docs, kind = CompletionItemKind.Field }) => ({
		label,
		kind,
		...(detail !== undefined && { detail }),
		...(docs !== undefined && { docs }),
		snippet: `${opening}${label}${isClosed ? "" : quote + ends}`,
		span,
		group: 0,
	}));
}

/** Resources that have parameters, without the one that the cursor is in: it cannot wait for itself. */
function resourceWords({ place, source }: Spot, typed: string): readonly Word[] {
	const analysis = source.analysis();
	const own = place.path[0] === "resources" ? place.path[1] : undefined;
	const resources = resourcesOf(analysis).flatMap(({ name, type }): Word[] => {
		const kind = kinds.get(type);
		const hasParams = kind && (kind.hoistsParts || Object.keys(kind.paramDocs).length > 0);
		return hasParams && name !== own
			? [{ label: name, detail: type, docs: kind.docs, kind: CompletionItemKind.Reference }]
			: [];
	});
	if (!typed.includes(".")) return resources;
	const parts = [...analysis.graph.parts].map(([label, { placed }]) => ({
		label,
		detail: placed.type,
		kind: CompletionItemKind.Reference,
	}));
	return [...resources, ...parts];
}

function attributeWords(spot: Spot, logicalId: string): readonly Word[] {
	const type = spot.source.analysis().compiled.names.find((row) => row.logicalId === logicalId)?.type ?? "";
	const { attributes = [], ref = "" } = attributesOf(type) ?? {};
	return [...new Set([...attributes, ref])]
		.filter((name) => name !== "")
		.map((label) => ({ label, detail: type }));
}

/** Words that the same directive is given elsewhere in the config. */
function wordsElsewhere({ source, offset }: Spot, name: string): readonly Word[] {
	const found = new Set<string>();
	const directive = new RegExp(`\\$${name}\\(\\s*\\\\?["']([\\w./-]+)\\\\?["']`, "g");
	for (const match of source.text.matchAll(directive)) {
		const isHere = match.index < offset && offset <= match.index + match[0].length;
		if (!isHere) found.add(match[1] ?? "");
	}
	return [...found].map((label) => ({ label }));
}

function stackWords(spot: Spot): readonly Word[] {
	const { target } = spot.source.analysis();
	return stagesOf(spot).map((stage) => ({ label: stackName({ ...target, stage }), detail: stage }));
}

/** Outputs that this config has: those of its other stages are named like them. */
function outputWords(spot: Spot): readonly Word[] {
	const outputs = nodeAt(spot.source.analysis().parsed.root, ["stackConfig", "outputs"]);
	const names = (outputs?.kind === "list" ? outputs.items : []).map((item) => entryOf(item, "name")?.value);
	return names.flatMap((name) => (name?.kind === "scalar" ? [{ label: String(name.value) }] : []));
}

/** Files and folders below the folder that is typed so far. */
function fileWords({ source }: Spot, typed: string): readonly Word[] {
	const folder = typed.slice(0, typed.lastIndexOf("/") + 1);
	return source
		.list(folder || ".")
		.filter((name) => !/^(node_modules\/|\.)/.test(name))
		.map((name) => ({ label: `${folder}${name}`, kind: CompletionItemKind.File }));
}

function wordsFor(spot: Spot, { name, index, previous, word }: OpenCall): readonly Word[] | undefined {
	const [first = ""] = previous;
	const analysis = spot.source.analysis();
	switch (`${name} ${index}`) {
		case "ResourceParam 0":
			return resourceWords(spot, word);
		case "ResourceParam 1":
			return Object.entries(paramsWithDocs(analysis, first)).map(([label, docs]) => ({
				label,
				detail: first,
				docs,
			}));
		case "CfResourceParam 0":
			return analysis.compiled.names.map(({ logicalId, type }) => ({ label: logicalId, detail: type }));
		case "CfResourceParam 1":
			return attributeWords(spot, first);
		case "StackOutput 0":
		case "CfStackOutput 0":
			return stackWords(spot);
		case "StackOutput 1":
		case "CfStackOutput 1":
			return outputWords(spot);
		case "File 0":
		case "FileRaw 0":
			return fileWords(spot, word);
		case "Secret 0":
		case "SsmParam 0":
		case "CliArgs 0":
			return wordsElsewhere(spot, name);
		default:
			return undefined;
	}
}

/** What the argument of a directive can be that the cursor is in. */
export function argumentOffers(spot: Spot, call: OpenCall): readonly Offer[] {
	const parameters = directivesOf(spot.source.analysis().parsed.root).known.get(call.name)?.parameters ?? [];
	const isLast = parameters.slice(call.index + 1).every(({ optional }) => optional === true);
	const words = wordsFor(spot, call) ?? parameters[call.index]?.values?.map((label) => ({ label })) ?? [];
	return wordOffers(words, spot, call, isLast);
}
