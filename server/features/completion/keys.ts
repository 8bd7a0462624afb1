import { discriminators, eventSnippets, kinds, type Schema } from "../../../engine/index.ts";
import { describeSchema } from "../../schema/describe.ts";
import { snippetAsJson } from "../../schema/json-snippet.ts";
import {
	entrySnippet,
	escapeSnippet,
	indentSnippet,
	itemSnippet,
	type Style,
	shiftStops,
} from "../../schema/skeleton.ts";
import { CompletionItemKind, hasValue, indentAt, type Offer, type Spot } from "./offer.ts";

/** True when a value is chosen from a list, so that the list should open at once. */
function isChosen(schema: Schema): boolean {
	if (discriminators(schema)) return true;
	if (schema.type === "array") return schema.items !== undefined && isChosen(schema.items);
	return Boolean(schema.enum || schema.references || schema.connects || schema.pathTo);
}

function keyText(key: string, { place, style }: Spot): string {
	if (style.isJson) return `"${key}"`;
	return place.quote ? `${place.quote}${key}${place.quote}` : key;
}

/** One key with as much of its value as the format prescribes. */
export function keyOffer(key: string, schema: Schema, spot: Spot, isRequired: boolean): Offer {
	const { place, style } = spot;
	const isAlone = hasValue(place);
	const alone = escapeSnippet(keyText(key, spot)) + (place.hasColon ? "" : ":");
	const snippet = isAlone ? alone : entrySnippet(key, schema, indentAt(spot), style);
	return {
		label: key,
		kind: CompletionItemKind.Property,
		detail: isRequired ? "required" : undefined,
		docs: describeSchema(schema),
		snippet,
		group: isRequired ? 0 : 1,
		isRequired,
		retriggers: !isAlone && isChosen(schema),
		isWhole: !isAlone,
	};
}

/** The keys that a map can still have, required ones first. */
export function keyOffers(schema: Schema, spot: Spot): readonly Offer[] {
	const { taken } = spot.place;
	const required = schema.required ?? [];
	return Object.entries(schema.properties ?? {})
		.filter(([key, property]) => !taken.includes(key) && !property.notBuilt && !property.deprecated)
		.map(([key, property]) => keyOffer(key, property, spot, required.includes(key)));
}

const outer = (indent: string, style: Style) => indent.slice(style.unit.length);

/** A room's snippet at its place. `inMap`: the brackets around it are there already, one level further out. */
function laidOut(snippet: string, spot: Spot, inMap: boolean): string {
	const { style } = spot;
	const indent = indentAt(spot);
	if (style.kind === "block") return indentSnippet(snippet, indent, style.unit);
	return inMap
		? withoutBrackets(snippetAsJson(snippet, outer(indent, style), style))
		: snippetAsJson(snippet, indent, style);
}

/** The entries of a map without the brackets around it, for a place that is in the map already. */
function withoutBrackets(snippet: string): string {
	return snippet.replace(/^\{\s*/, "").replace(/\s*\\\}$/, "");
}

/** Snippets for a map that is told apart by its `type`: one for each type that is built. */
export function variantOffers(
	schema: Schema,
	spot: Spot,
	where: { readonly inMap: boolean; readonly isEvent: boolean },
): readonly Offer[] {
	const members = [...(discriminators(schema) ?? [])].filter(([, member]) => !member.notBuilt);
	return members.map(([type, member]) => {
		const ready = where.isEvent ? eventSnippets[type] : undefined;
		return {
			label: type,
			kind: CompletionItemKind.Snippet,
			detail: "snippet",
			docs: ready?.docs ?? member.description,
			snippet: ready
				? laidOut(ready.snippet, spot, where.inMap)
				: memberSnippet(type, member, spot, where.inMap),
			group: 2,
			isWhole: true,
		};
	});
}

/** A map of one type with everything that the format requires of it. */
function memberSnippet(type: string, member: Schema, spot: Spot, inMap: boolean): string {
	const { style } = spot;
	const shaped: Schema = {
		...member,
		properties: { ...member.properties, type: { type: "string", const: type } },
	};
	const indent = indentAt(spot);
	if (style.kind === "block" || !inMap) return itemSnippet(shaped, indent, style);
	return withoutBrackets(itemSnippet(shaped, outer(indent, style), style));
}

/** Whole resources to begin with, for a block that has a name but nothing else. */
export function resourceBodyOffers(spot: Spot): readonly Offer[] {
	return [...kinds.values()].map((kind) => {
		return {
			label: kind.type,
			kind: CompletionItemKind.Snippet,
			detail: "snippet",
			docs: kind.docs,
			snippet: laidOut(kind.snippet, spot, true),
			group: 2,
			isWhole: true,
		};
	});
}

/** Name that a new resource gets as long as nobody gave it one: `sqs-queue` → `mySqsQueue`. */
function suggestedName(type: string): string {
	return `my${type.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase())}`;
}

/**
 * Whole resources with their names. What is typed becomes the name, so that it is compared with nothing: every
 * type can follow it.
 */
export function newResourceOffers(spot: Spot): readonly Offer[] {
	const { place, style } = spot;
	const { typed } = place;
	return [...kinds.values()].map((kind) => {
		const indent = indentAt(spot);
		const body =
			style.kind === "flow"
				? ` ${snippetAsJson(kind.snippet, indent, style)}`
				: `\n${indent}${style.unit}${indentSnippet(kind.snippet, indent + style.unit, style.unit)}`;
		const name = typed === "" ? `\${1:${suggestedName(kind.type)}}` : escapeSnippet(typed);
		const key = style.isJson ? `"${name}"` : name;
		return {
			label: typed === "" ? kind.type : `${typed}: ${kind.type}`,
			kind: CompletionItemKind.Snippet,
			detail: "new resource",
			docs: kind.docs,
			snippet: `${key}:${typed === "" ? shiftStops(body, 1) : body}`,
			filter: `${place.quote}${typed || kind.type}`,
			group: 1,
			isWhole: true,
		};
	});
}
