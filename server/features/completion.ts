import type { CompletionList } from "vscode-languageserver/node";
import { discriminators, mapValueSchema, type Schema } from "../../engine/index.ts";
import { type Path, type Place, placeAt } from "../place/index.ts";
import { memberOf, schemaAt } from "../schema/schema-at.ts";
import { indentUnit, itemSnippet, type Style } from "../schema/skeleton.ts";
import { directiveOffers, insideDirective, wantsDirective } from "./completion/directives.ts";
import { keyOffers, newResourceOffers, resourceBodyOffers, variantOffers } from "./completion/keys.ts";
import {
	CompletionItemKind,
	type CompletionSource,
	hasValue,
	indentAt,
	type Offer,
	type Spot,
	toItem,
} from "./completion/offer.ts";
import { overrideOffers } from "./completion/overrides.ts";
import { valueOffers } from "./completion/values.ts";

export type { CompletionSource } from "./completion/offer.ts";

const isResources = (path: Path) => path.length === 1 && path[0] === "resources";
const isResource = (path: Path) => path.length === 2 && path[0] === "resources";
const isInOverrides = (path: Path) => path[0] === "resources" && path[2] === "overrides" && path.length <= 4;
const isOfEvents = ({ path }: Place) => path.at(-1) === "events" || path.at(-2) === "events";

/** Keys of a map, and whole maps where nothing says yet which kind of map it is. */
function mapOffers(schema: Schema, spot: Spot): readonly Offer[] {
	const { place } = spot;
	const isBegun = hasValue(place) || place.taken.length > 0;
	const keys = keyOffers(memberOf(schema, place.typeAt(place.path)), spot);
	if (isBegun) return keys;
	if (isResource(place.path)) return [...keys, ...resourceBodyOffers(spot)];
	return [...keys, ...variantOffers(schema, spot, { inMap: true, isEvent: isOfEvents(place) })];
}

/** What can begin in a map, a list or (behind a dash) a scalar. */
function contentOffers(schema: Schema, spot: Spot): readonly Offer[] {
	const { place } = spot;
	if (isResources(place.path)) return hasValue(place) ? [] : newResourceOffers(spot);
	if (isInOverrides(place.path)) return overrideOffers(spot);
	if (schema.type === "array") return itemOffers(schema.items ?? {}, spot);
	if (mapValueSchema(schema)) return [];
	const map = mapIn(schema);
	if (map === schema) return mapOffers(schema, spot);
	const texts = hasValue(place) ? [] : scalarOffers(schema, spot);
	return map ? [...texts, ...mapOffers(map, spot)] : texts;
}

/** What a schema says of a map; of a union of a text and a map the map, which can be written out of its keys. */
function mapIn(schema: Schema): Schema | undefined {
	if (schema.type === "object" || discriminators(schema)) return schema;
	return schema.anyOf?.find(({ type }) => type === "object");
}

/** Items of a YAML list at a place where their dashes stand. */
function itemOffers(item: Schema, spot: Spot): readonly Offer[] {
	const { place, style } = spot;
	if (place.layout.kind === "flow" || hasValue(place)) return [];
	const isMap = mapIn(item) !== undefined;
	const inner: Place = {
		...place,
		path: [...place.path, 0],
		layout: { ...place.layout, indent: place.layout.indent + 2 },
		// The texts that a list has are taken for the next one; the keys of its maps are not.
		taken: isMap ? [] : place.taken,
		typeAt: (path) => (path.length > place.path.length ? undefined : place.typeAt(path)),
	};
	const offers = contentOffers(item, { ...spot, place: inner }).map((offer) => ({
		...offer,
		label: `- ${offer.label}`,
		filter: `${place.quote}${offer.label}`,
		snippet: `- ${offer.snippet}`,
	}));
	if (offers.length > 0 || item.notBuilt) return offers;
	const snippet = `- ${itemSnippet(item, indentAt({ ...spot, place: inner }), style)}`;
	return [{ label: "- …", kind: CompletionItemKind.Snippet, snippet, group: 0, docs: item.description }];
}

function scalarOffers(schema: Schema, spot: Spot): readonly Offer[] {
	const offers = valueOffers(schema, spot);
	const asksForDirective = spot.place.typed === "" && wantsDirective(schema);
	return asksForDirective ? [...offers, ...directiveOffers(schema, spot, "")] : offers;
}

/** A map or list in YAML behind its colon: it begins on the next line. */
function nextLineOffers(schema: Schema, spot: Spot): readonly Offer[] {
	const { place, style, source } = spot;
	const indent = place.layout.indent + style.unit.length;
	const inner: Place = { ...place, kind: "content", layout: { kind: "block", indent, gap: "" } };
	// Blanks behind the colon would be left at the end of the line.
	const blanks = /[ \t]*$/.exec(source.text.slice(0, place.word.start))?.[0].length ?? 0;
	const span = { start: place.word.start - blanks, end: place.word.end };
	return contentOffers(schema, { ...spot, place: inner }).map((offer) => ({
		...offer,
		span,
		filter: offer.filter ?? offer.label,
		snippet: `\n${" ".repeat(indent)}${offer.snippet}`,
	}));
}

/** A map or list between brackets, as a whole. */
function bracketOffers(schema: Schema, spot: Spot): readonly Offer[] {
	if (discriminators(schema))
		return variantOffers(schema, spot, { inMap: false, isEvent: isOfEvents(spot.place) });
	return [
		{
			label: schema.type === "array" ? "[…]" : "{…}",
			kind: CompletionItemKind.Struct,
			snippet: itemSnippet(schema, indentAt(spot), spot.style),
			group: 0,
			isWhole: true,
			docs: schema.description,
		},
	];
}

/** What can stand behind a colon, or between brackets as an item. */
function insideValueOffers(schema: Schema, spot: Spot): readonly Offer[] {
	const isNested =
		schema.type === "object" || schema.type === "array" || discriminators(schema) !== undefined;
	if (!isNested) return scalarOffers(schema, spot);
	if (spot.place.typed !== "" || spot.place.quote !== "" || schema.notBuilt) return [];
	return spot.place.layout.kind === "block" ? nextLineOffers(schema, spot) : bracketOffers(schema, spot);
}

function offersAt(spot: Spot): readonly Offer[] {
	const { place } = spot;
	const schema = schemaAt(place.path, place.typeAt);
	const canBeValue = place.kind === "value" || !hasValue(place);
	const inside = canBeValue && place.typed.includes("$") ? insideDirective(schema, spot) : undefined;
	if (inside) return inside;
	if (!schema) return [];
	return place.kind === "content" ? contentOffers(schema, spot) : insideValueOffers(schema, spot);
}

/**
 * What can be written at `offset`. Reads the structure from the text around the cursor, so that it answers in a
 * text that is broken there, and asks for an analysis only where other parts of the config matter.
 */
export function complete(source: CompletionSource, offset: number): CompletionList {
	const { text, lines, isJson } = source;
	const place = placeAt(text, offset, lines, isJson);
	if (!place) return { isIncomplete: false, items: [] };
	const style: Style = { kind: place.layout.kind, isJson, unit: indentUnit(text, isJson) };
	const spot: Spot = { source, place, offset, style };
	const items = offersAt(spot).map((offer, index) => toItem(offer, index, spot));
	// Names of new resources and levels of paths depend on what is typed.
	const dependsOnTyped = (place.kind === "content" && isResources(place.path)) || place.typed.includes("/");
	return { isIncomplete: dependsOnTyped, items };
}
