import {
	attributesOf,
	directivesOf,
	entryOf,
	kinds,
	type Node,
	type Schema,
	type Span,
} from "../../../engine/index.ts";
import { CompletionItemKind, type Offer, type Spot } from "./offer.ts";
import { resourcesOf } from "./values.ts";

/** Characters that a name goes on with behind the cursor; they are replaced with what is before it. */
function wordAround(spot: Spot, typedLength: number, rest: RegExp): Span {
	const { offset, source, place } = spot;
	const behind = rest.exec(source.text.slice(offset, Math.max(offset, place.word.end)))?.[0] ?? "";
	return { start: offset - typedLength, end: offset + behind.length };
}

/** True where free text is wanted, so that a value which only CloudFormation knows may stand there. */
function takesText(schema: Schema | undefined): boolean {
	if (!schema) return true;
	if (schema.anyOf) return schema.anyOf.some(takesText);
	const isNamed =
		schema.references ||
		schema.pathTo ||
		schema.connects ||
		schema.namesScript ||
		schema.enum ||
		schema.const !== undefined;
	return !isNamed && (schema.type === "string" || schema.type === undefined);
}

/** True where directives are worth offering before a `$` is typed: no list of values, names or paths is better. */
export function wantsDirective(schema: Schema): boolean {
	if (schema.notBuilt) return false;
	if (schema.anyOf) return schema.anyOf.some(wantsDirective);
	const isNumber = schema.type === "integer" || schema.type === "number";
	return (isNumber && !schema.enum) || takesText(schema);
}

/** The quotes that an inserted directive brings along. `typed`: what of it is there already, without quotes. */
function quoteFor({ place }: Spot, typed: string): string {
	if (typed !== place.typed) return "";
	// With nothing typed the whole word is replaced, and its quotes with it.
	if (place.quote !== "") return typed === "" ? place.quote : "";
	// Between brackets commas and braces would end a text without quotes.
	return place.layout.kind === "flow" ? '"' : "";
}

function quoted(snippet: string, spot: Spot, typed: string): string {
	const quote = quoteFor(spot, typed);
	const inner = spot.place.quote === "'" ? snippet.replaceAll("'", '"') : snippet;
	return `${quote}${inner}${quote}`;
}

/** Directives by name, each with places for its arguments. `typed`: the text from its `$` to the cursor. */
export function directiveOffers(schema: Schema | undefined, spot: Spot, typed: string): readonly Offer[] {
	const span = wordAround(spot, typed.length, /^[A-Za-z]*/);
	const { text } = spot.source;
	const isCall = text.charAt(span.end) === "(";
	const { known } = directivesOf(spot.source.analysis().parsed.root);
	return [...known.values()]
		.filter((directive) => directive.kind === "local" || takesText(schema))
		.map((directive) => ({
			label: `$${directive.name}`,
			kind: CompletionItemKind.Function,
			detail: directive.example,
			docs: directive.docs,
			snippet: isCall ? `\\$${directive.name}` : quoted(`\\$${directive.snippet}`, spot, typed),
			// Only a text that is not there yet needs the space behind the colon.
			...(typed !== "" && { span }),
			filter: `${typed === "" ? spot.place.quote : ""}$${directive.name}`,
			group: 8,
			retriggers: directive.name === "ResourceParam" || directive.name === "Var",
			isWhole: typed === "",
		}));
}

function namesOffers(spot: Spot, typed: string, quote: string): readonly Offer[] {
	const span = wordAround(spot, typed.length, /^[\w.]*/);
	const closes = spot.source.text.charAt(span.end) === quote ? "" : quote;
	return resourcesOf(spot.source.analysis())
		.filter(({ type }) => kinds.has(type))
		.map(({ name, type }) => ({
			label: name,
			kind: CompletionItemKind.Reference,
			detail: type,
			docs: kinds.get(type)?.docs,
			snippet: name + closes,
			span,
			group: 0,
		}));
}

function paramOffers(spot: Spot, resource: string, typed: string, quote: string): readonly Offer[] {
	const span = wordAround(spot, typed.length, /^\w*/);
	const { text } = spot.source;
	const isClosed = text.charAt(span.end) === quote;
	const hasParenthesis = text.slice(span.end, spot.place.word.end).includes(")");
	const type = resourcesOf(spot.source.analysis()).find(({ name }) => name === resource)?.type ?? "";
	return Object.entries(kinds.get(type)?.paramDocs ?? {}).map(([name, docs]) => ({
		label: name,
		kind: CompletionItemKind.Field,
		detail: resource,
		docs,
		snippet: `${name}${isClosed ? "" : quote}${isClosed || hasParenthesis ? "" : ")"}`,
		span,
		group: 0,
	}));
}

/** Words for an argument that is being typed, with its closing quote and, where it is the last one, parenthesis. */
function wordOffers(
	words: readonly { readonly label: string; readonly detail?: string }[],
	spot: Spot,
	typed: string,
	quote: string,
	isLast: boolean,
): readonly Offer[] {
	const span = wordAround(spot, typed.length, /^[\w-]*/);
	const { text } = spot.source;
	const isClosed = text.charAt(span.end) === quote;
	const ends = isLast && !text.slice(span.end, spot.place.word.end).includes(")") ? ")" : "";
	return words.map(({ label, detail }) => ({
		label,
		kind: CompletionItemKind.Field,
		...(detail !== undefined && { detail }),
		snippet: `${label}${isClosed ? "" : quote + ends}`,
		span,
		group: 0,
	}));
}

/** The possible words of the first argument of a directive, or the logical ids and attributes of CloudFormation. */
function argumentOffers(spot: Spot): readonly Offer[] | undefined {
	const { typed } = spot.place;
	const attribute = /\$CfResourceParam\(\s*(['"])(\w*)\1\s*,\s*(['"])(\w*)$/.exec(typed);
	const children = () => spot.source.analysis().compiled.names;
	if (attribute) {
		const [, , id = "", quote = "", word = ""] = attribute;
		const type = children().find(({ logicalId }) => logicalId === id)?.type ?? "";
		const { attributes = [], ref = "" } = attributesOf(type) ?? {};
		const names = [...new Set([...attributes, ref])].filter((name) => name !== "");
		return wordOffers(
			names.map((label) => ({ label, detail: type })),
			spot,
			word,
			quote,
			true,
		);
	}
	const [, name = "", quote = "", word = ""] = /\$([A-Za-z]+)\(\s*(['"])([\w-]*)$/.exec(typed) ?? [];
	if (name === "CfResourceParam") {
		const ids = children().map(({ logicalId, type }) => ({ label: logicalId, detail: type }));
		return wordOffers(ids, spot, word, quote, false);
	}
	const [first, second] = directivesOf(spot.source.analysis().parsed.root).known.get(name)?.parameters ?? [];
	if (!first?.values) return undefined;
	return wordOffers(
		first.values.map((label) => ({ label })),
		spot,
		word,
		quote,
		second === undefined,
	);
}

function childOf(node: Node | undefined, step: string): Node | undefined {
	return node?.kind === "list" ? node.items[Number(step)] : entryOf(node, step)?.value;
}

/** Variables below the path that is typed so far: `.db.` offers the keys of `db`. */
function variableOffers(spot: Spot, path: string): readonly Offer[] {
	const steps = path.split(".").slice(1);
	const typed = steps.at(-1) ?? "";
	const span = wordAround(spot, typed.length, /^[\w$]*/);
	let node = entryOf(spot.source.analysis().parsed.root, "variables")?.value;
	for (const step of steps.slice(0, -1)) node = childOf(node, step);
	if (node?.kind !== "map") return [];
	return node.entries.map(({ key, value }) => ({
		label: key,
		kind: CompletionItemKind.Variable,
		detail: value.kind === "scalar" ? String(value.value) : value.kind,
		snippet: key,
		span,
		group: 0,
	}));
}

/** Offers inside of a directive; `undefined` where the cursor is in none. */
export function insideDirective(schema: Schema | undefined, spot: Spot): readonly Offer[] | undefined {
	const { typed } = spot.place;
	const param = /\$ResourceParam\(\s*(['"])([^'"]*)\1\s*,\s*(['"])(\w*)$/.exec(typed);
	if (param) return paramOffers(spot, param[2] ?? "", param[4] ?? "", param[3] ?? "");
	const name = /\$ResourceParam\(\s*(['"])([\w.]*)$/.exec(typed);
	if (name) return namesOffers(spot, name[2] ?? "", name[1] ?? "");
	const argument = argumentOffers(spot);
	if (argument) return argument;
	const variable = /\$Var\(\)((?:\.[\w$]*)+)$/.exec(typed);
	if (variable) return variableOffers(spot, variable[1] ?? "");
	const directive = /\$[A-Za-z]*$/.exec(typed);
	if (directive) return directiveOffers(directive.index === 0 ? schema : undefined, spot, directive[0]);
	return typed.includes("$") && typed.includes("(") ? [] : undefined;
}
