import type { CompletionList } from "vscode-languageserver/node";
import { type Analysis, analyse, discriminators, mapValueSchema, type Schema } from "../../engine/index.ts";
import { type Place, placeAt } from "../place/index.ts";
import { memberOf, schemaAt } from "../schema/schema-at.ts";
import { indentUnit, itemSnippet, type Style } from "../schema/skeleton.ts";
import { directiveOffers, insideDirective } from "./completion/directives.ts";
import { keyOffers, newResourceOffers, resourceBodyOffers, variantOffers } from "./completion/keys.ts";
import {
	CompletionItemKind,
	type CompletionSource,
	type Offer,
	type Spot,
	toItem,
} from "./completion/offer.ts";
import { valueOffers } from "./completion/values.ts";

export type { CompletionSource } from "./completion/offer.ts";

const isEventPath = ({ path }: Place) => path.at(-1) === "events" || path.at(-2) === "events";

/** The analysis without the word that is being typed, which may be what makes a block unusable. */
function withoutWord({ source, place }: Spot): Analysis {
	const { text } = source;
	const { file, target } = source.analysis();
	const blank = " ".repeat(place.word.end - place.word.start);
	return analyse(
		{ ...file, text: text.slice(0, place.word.start) + blank + text.slice(place.word.end) },
		target,
	);
}

/** CloudFormation resources of the resource whose `overrides` the cursor is in, and below one its properties. */
function overrideOffers(spot: Spot): readonly Offer[] {
	const { place } = spot;
	const [, name, , logicalId] = place.path;
	const { compiled } = withoutWord(spot);
	const offer = (label: string, detail: string, snippet: string): Offer => {
		const key = spot.style.isJson ? `"${label}"` : label;
		return {
			label,
			kind: CompletionItemKind.Class,
			detail,
			snippet: place.hasColon ? key : key + snippet,
			group: 0,
			isWhole: true,
		};
	};
	const { unit, kind, isJson } = spot.style;
	if (logicalId !== undefined) {
		const properties = compiled.template.Resources[String(logicalId)]?.Properties ?? {};
		return Object.keys(properties)
			.filter((key) => !place.taken.includes(key))
			.map((key) => offer(key, "property", ": $1"));
	}
	const indent = kind === "block" ? " ".repeat(place.layout.indent) : "";
	const body =
		kind === "block" ? `:\n${indent}${unit}$1` : `: {${isJson ? "" : " "}$1${isJson ? "" : " "}\\}`;
	return compiled.names
		.filter((row) => row.resource === name && !place.taken.includes(row.logicalId))
		.map((row) => offer(row.logicalId, row.type, body));
}

/** What can begin in a map, a list or (behind a dash) a scalar. */
function contentOffers(schema: Schema, spot: Spot): readonly Offer[] {
	const { place } = spot;
	const { path, taken } = place;
	if (path.length === 1 && path[0] === "resources") return place.hasColon ? [] : newResourceOffers(spot);
	if (path[0] === "resources" && path[2] === "overrides" && path.length <= 4) return overrideOffers(spot);
	const isTyped = taken.includes("type") || place.hasColon;
	if (discriminators(schema)) {
		const keys = keyOffers(memberOf(schema, place.typeAt(path)), spot);
		return isTyped
			? keys
			: [...keys, ...variantOffers(schema, spot, { inMap: true, isEvent: isEventPath(place) })];
	}
	const isNewResource = path.length === 2 && path[0] === "resources" && !isTyped && taken.length === 0;
	if (isNewResource) return [...keyOffers(schema, spot), ...resourceBodyOffers(spot)];
	if (schema.type === "array") return itemOffers(schema.items ?? {}, spot);
	if (schema.type === "object") return mapValueSchema(schema) ? [] : keyOffers(schema, spot);
	return place.hasColon ? [] : scalarOffers(schema, spot);
}

/** Items of a YAML list at a place where their dashes stand. */
function itemOffers(item: Schema, spot: Spot): readonly Offer[] {
	const { place } = spot;
	if (place.layout.kind === "flow" || place.hasColon) return [];
	const inner: Place = {
		...place,
		path: [...place.path, 0],
		layout: { ...place.layout, indent: place.layout.indent + 2 },
		hasColon: false,
	};
	const taken = discriminators(item) || item.type === "object" ? [] : place.taken;
	const offers = contentOffers(item, {
		...spot,
		place: {
			...inner,
			taken,
			typeAt: (path) => (path.length > place.path.length ? undefined : place.typeAt(path)),
		},
	});
	const [first] = offers;
	if (!first && item.type === "object")
		return [
			{
				label: "- …",
				kind: CompletionItemKind.Snippet,
				snippet: `- ${itemSnippet(item, " ".repeat(place.layout.indent + 2), spot.style)}`,
				group: 0,
			},
		];
	return offers
		.filter((offer) => offer.span === undefined)
		.map((offer) => ({
			...offer,
			label: `- ${offer.label}`,
			filter: `${place.quote}${offer.label}`,
			snippet: `- ${offer.snippet}`,
		}));
}

function scalarOffers(schema: Schema, spot: Spot): readonly Offer[] {
	const offers = valueOffers(schema, spot);
	return spot.place.typed === "" && !schema.notBuilt
		? [...offers, ...directiveOffers(schema, spot, "")]
		: offers;
}

/** A map or list behind its colon: in YAML on the next line, between brackets as a whole. */
function nestedOffers(schema: Schema, spot: Spot): readonly Offer[] {
	const { place, style } = spot;
	if (place.layout.kind === "block") {
		const indent = place.layout.indent + style.unit.length;
		const layout = { ...place.layout, indent, gap: `\n${" ".repeat(indent)}` };
		return contentOffers(schema, { ...spot, place: { ...place, kind: "content", layout } });
	}
	if (discriminators(schema))
		return variantOffers(schema, spot, { inMap: false, isEvent: isEventPath(place) });
	const start = source(spot).slice(0, place.word.start).split("\n").at(-1) ?? "";
	const indent = /^\s*/.exec(start)?.[0] ?? "";
	const label = schema.type === "array" ? "[…]" : "{…}";
	return [
		{
			label,
			kind: CompletionItemKind.Struct,
			snippet: itemSnippet(schema, indent, style),
			group: 0,
			isWhole: true,
			docs: schema.description,
		},
	];
}

const source = (spot: Spot) => spot.source.text;

function valuePlaceOffers(schema: Schema, spot: Spot): readonly Offer[] {
	const isNested =
		schema.type === "object" || schema.type === "array" || discriminators(schema) !== undefined;
	if (!isNested) return scalarOffers(schema, spot);
	return spot.place.typed === "" && spot.place.quote === "" ? nestedOffers(schema, spot) : [];
}

function offersAt(spot: Spot): readonly Offer[] {
	const { place } = spot;
	const schema = schemaAt(place.path, place.typeAt);
	const isScalarPlace = place.kind === "value" || !place.hasColon;
	const inside = isScalarPlace && place.typed.includes("$") ? insideDirective(schema, spot) : undefined;
	if (inside) return inside;
	if (!schema) return [];
	return place.kind === "content" ? contentOffers(schema, spot) : valuePlaceOffers(schema, spot);
}

/**
 * What can be written at `offset`. Reads the structure from the text around the cursor, so that it answers in a
 * text that is broken there, and asks for an analysis only where other parts of the config matter.
 */
export function complete(config: CompletionSource, offset: number): CompletionList {
	const place = placeAt(config.text, offset, config.lines, config.isJson);
	if (!place) return { isIncomplete: false, items: [] };
	const style: Style = {
		kind: place.layout.kind,
		isJson: config.isJson,
		unit: indentUnit(config.text, config.isJson),
	};
	const spot: Spot = { source: config, place, offset, style };
	const items = offersAt(spot).map((offer, index) => toItem(offer, index, spot));
	// Names of new resources and levels of paths depend on what is typed.
	const isNewName = place.kind === "content" && place.path.length === 1 && place.path[0] === "resources";
	return { isIncomplete: isNewName || place.typed.includes("/"), items };
}
