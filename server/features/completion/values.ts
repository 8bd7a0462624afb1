import { type Analysis, entryOf, kinds, type Schema } from "../../../engine/index.ts";
import { describeSchema } from "../../schema/describe.ts";
import { escapeSnippet } from "../../schema/skeleton.ts";
import { suggestionOffers } from "./around.ts";
import { CompletionItemKind, type Offer, type Spot } from "./offer.ts";
import { pathOffers } from "./paths.ts";
import { valueOffer } from "./value-offer.ts";
import { variableNameOffers } from "./variables.ts";

/** A resource of the config by its name; its type may be anything. */
export type NamedResource = { readonly name: string; readonly type: string };

/** The resources of a config, also those with problems and of types that are not built. */
export function resourcesOf(analysis: Analysis): readonly NamedResource[] {
	const section = entryOf(analysis.parsed.root, "resources")?.value;
	const entries = section?.kind === "map" ? section.entries : [];
	return entries.map(({ key, value }) => {
		const type = entryOf(value, "type")?.value;
		return { name: key, type: type?.kind === "scalar" ? String(type.value ?? "") : "" };
	});
}

function enumOffers(schema: Schema, spot: Spot): readonly Offer[] {
	const { enum: allowed = [], valueDocs = {}, default: usual } = schema;
	const free = allowed.filter((value) => !spot.place.taken.includes(String(value)));
	return free.map((value) =>
		valueOffer(value, spot, {
			kind: CompletionItemKind.EnumMember,
			docs: valueDocs[String(value)],
			detail: value === usual ? "default" : undefined,
		}),
	);
}

function booleanOffers(schema: Schema, spot: Spot): readonly Offer[] {
	return [true, false].map((value) =>
		valueOffer(value, spot, {
			docs: describeSchema(schema),
			detail: value === schema.default ? "default" : undefined,
		}),
	);
}

/** The resource whose block the cursor is in. */
function ownName({ place }: Spot): string | undefined {
	const [section, name] = place.path;
	return section === "resources" && typeof name === "string" ? name : undefined;
}

function resourceOffers(spot: Spot, fits: (resource: NamedResource) => boolean): readonly Offer[] {
	const own = ownName(spot);
	return resourcesOf(spot.source.analysis())
		.filter(
			(resource) => resource.name !== own && !spot.place.taken.includes(resource.name) && fits(resource),
		)
		.map(({ name, type }) =>
			valueOffer(name, spot, {
				kind: CompletionItemKind.Reference,
				detail: type,
				docs: kinds.get(type)?.docs,
			}),
		);
}

function connectionOffers(spot: Spot): readonly Offer[] {
	const resources = resourceOffers(spot, ({ type }) => kinds.get(type)?.connect !== undefined);
	const mail = valueOffer("aws:ses", spot, {
		detail: "sending mail",
		docs: "Allows sending mail by Amazon SES.",
		group: 1,
	});
	return spot.place.taken.includes("aws:ses") ? resources : [...resources, mail];
}

function scriptOffers(spot: Spot): readonly Offer[] {
	const section = entryOf(spot.source.analysis().parsed.root, "scripts")?.value;
	const entries = section?.kind === "map" ? section.entries : [];
	return entries.map(({ key, value }) => {
		const type = entryOf(value, "type")?.value;
		return valueOffer(key, spot, {
			kind: CompletionItemKind.Reference,
			detail: type?.kind === "scalar" ? String(type.value ?? "") : "",
		});
	});
}

/** Resources whose ARN may stand here, as the directive that gives it. */
function arnOffers(schema: Schema, spot: Spot): readonly Offer[] {
	return resourceOffers(spot, ({ type }) => schema.arnOf?.includes(type) === true).map((offer) => {
		const directive = `$ResourceParam('${offer.label}', 'arn')`;
		return valueOffer(directive, spot, { ...offer, label: directive, snippet: inText(directive, spot) });
	});
}

/** A directive as it stands between the quotes of its place, or between ones of its own where it needs them. */
function inText(directive: string, { place }: Spot): string {
	const text = escapeSnippet(directive);
	if (place.quote === "'") return `'${text.replaceAll("'", '"')}'`;
	return place.quote === '"' || place.layout.kind === "flow" ? `"${text}"` : text;
}

const isVariableName = ({ place: { path } }: Spot) => path.at(-1) === "name" && path.at(-3) === "environment";

/** Values that are known without being the only possible ones. */
function knownOffers(schema: Schema, spot: Spot): readonly Offer[] {
	const { known = [], default: usual } = schema;
	const isText = (value: unknown): value is string | number =>
		typeof value === "string" || typeof value === "number";
	const first = known.length > 0 && isText(usual) ? [usual] : [];
	return [...first, ...known.filter((value) => value !== usual && isPossible(schema, value))]
		.filter((value) => !spot.place.taken.includes(String(value)))
		.filter(isText)
		.map((value) => valueOffer(value, spot, value === usual ? { detail: "default" } : {}));
}

function isPossible({ minimum, maximum }: Schema, value: string | number): boolean {
	if (typeof value === "string") return true;
	return value >= (minimum ?? value) && value <= (maximum ?? value);
}

/** Values of a text or number that has no list of its own. */
function freeOffers(schema: Schema, spot: Spot): readonly Offer[] {
	const found = [
		...(isVariableName(spot) ? variableNameOffers(spot) : []),
		...arnOffers(schema, spot),
		...suggestionOffers(schema, spot),
		...knownOffers(schema, spot),
	];
	const labels = new Set(found.flatMap(({ label, snippet }) => [label, snippet]));
	return [...found, ...exampleOffers(schema, spot).filter(({ label }) => !labels.has(label))];
}

/** What the format says a value could be where it has no list of values: its default and examples. */
function exampleOffers(schema: Schema, spot: Spot): readonly Offer[] {
	const { default: usual, examples = [] } = schema;
	const isScalar = (value: unknown) =>
		typeof value === "string" || typeof value === "number" || typeof value === "boolean";
	const offers = [usual, ...examples.filter((example) => example !== usual)].filter(isScalar);
	return offers.map((value) =>
		valueOffer(value, spot, {
			docs: describeSchema(schema),
			detail: value === usual ? "default" : "example",
			group: 1,
		}),
	);
}

/** What a scalar can be. */
export function valueOffers(schema: Schema, spot: Spot): readonly Offer[] {
	if (schema.notBuilt) return [];
	// Text, number or boolean: true and false are no better guess than any other text.
	if (schema.anyOf)
		return schema.anyOf
			.filter((member) => member.type !== "boolean")
			.flatMap((member) => valueOffers(member, spot));
	if (schema.const !== undefined) return [valueOffer(schema.const, spot, { docs: schema.description })];
	if (schema.enum) return enumOffers(schema, spot);
	if (schema.type === "boolean") return booleanOffers(schema, spot);
	if (schema.connects) return connectionOffers(spot);
	if (schema.namesScript) return scriptOffers(spot);
	if (schema.references)
		return resourceOffers(spot, ({ type }) => schema.references?.includes(type) === true);
	if (schema.pathTo) return pathOffers(schema, spot);
	return schema.type === "string" || schema.type === "integer" || schema.type === "number"
		? freeOffers(schema, spot)
		: [];
}
