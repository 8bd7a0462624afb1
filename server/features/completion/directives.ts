import { directivesOf, entryOf, type Node, type Schema } from "../../../engine/index.ts";
import { escapeSnippet } from "../../schema/skeleton.ts";
import { argumentOffers, type OpenCall, openCall, wordAround } from "./arguments.ts";
import { CompletionItemKind, type Offer, type Spot } from "./offer.ts";
import { shellVariableOffers } from "./variables.ts";

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

/** Keys and items below the path that is typed so far: `.db.` offers the keys of `db`. */
function pathOffers(spot: Spot, root: Node | undefined, path: string): readonly Offer[] {
	const steps = path.split(".").slice(1);
	const typed = steps.at(-1) ?? "";
	const span = wordAround(spot, typed.length, /^[\w$-]*/);
	let node = root;
	for (const step of steps.slice(0, -1)) node = childOf(node, step);
	return childrenOf(node).map(([key, value]) => ({
		label: key,
		kind: CompletionItemKind.Variable,
		detail: value.kind === "scalar" ? String(value.value) : value.kind,
		snippet: escapeSnippet(key),
		span,
		group: 0,
	}));
}

function childOf(node: Node | undefined, step: string): Node | undefined {
	return node?.kind === "list" ? node.items[Number(step)] : entryOf(node, step)?.value;
}

function childrenOf(node: Node | undefined): readonly (readonly [key: string, value: Node])[] {
	if (node?.kind === "map") return node.entries.map(({ key, value }) => [key, value] as const);
	return node?.kind === "list" ? node.items.map((item, index) => [String(index), item] as const) : [];
}

/** Offers inside of a directive; `undefined` where the cursor is in none. */
export function insideDirective(schema: Schema | undefined, spot: Spot): readonly Offer[] | undefined {
	const { typed } = spot.place;
	const { root } = spot.source.analysis().parsed;
	const path = /\$(Var|This)\(\)((?:\.[\w$-]*)+)$/.exec(typed);
	if (path)
		return pathOffers(spot, path[1] === "Var" ? entryOf(root, "variables")?.value : root, path[2] ?? "");
	const call = openCall(typed);
	const directive = /\$[A-Za-z]*$/.exec(typed);
	if (directive && !call?.quote) {
		const isWhole = directive.index === 0;
		return [
			...shellVariableOffers(spot),
			...directiveOffers(isWhole ? schema : undefined, spot, directive[0]),
		];
	}
	if (call)
		return [...argumentOffers(spot, call), ...(takesDirective(spot, call) ? nested(spot, schema) : [])];
	const shell = shellVariableOffers(spot);
	if (shell.length > 0) return shell;
	return typed.includes("$") && typed.includes("(") ? [] : undefined;
}

/** Directives as arguments of another one, which is what `$Format` is for. */
function nested(spot: Spot, schema: Schema | undefined): readonly Offer[] {
	const span = { start: spot.offset, end: spot.offset };
	const isKnownBefore = schema?.knownBefore === true;
	return directiveOffers(isKnownBefore ? { type: "boolean" } : undefined, spot, "").map((offer) => ({
		...offer,
		snippet: withoutQuotes(offer.snippet),
		span,
		filter: offer.label,
		isWhole: false,
	}));
}

const withoutQuotes = (snippet: string) => snippet.replace(/^(["'])([\s\S]*)\1$/, "$2");

/** True where an argument begins that may be a directive. */
function takesDirective(spot: Spot, { name, index, quote, word }: OpenCall): boolean {
	const parameters = directivesOf(spot.source.analysis().parsed.root).known.get(name)?.parameters ?? [];
	const parameter = parameters[index] ?? parameters.findLast(({ rest }) => rest);
	return quote === "" && word === "" && parameter?.takes === "any";
}
