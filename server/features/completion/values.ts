import { type Analysis, entryOf, kinds, type Schema } from "../../../engine/index.ts";
import { describeSchema } from "../../schema/describe.ts";
import { escapeSnippet } from "../../schema/skeleton.ts";
import { CompletionItemKind, type Offer, type Spot, writeScalar } from "./offer.ts";

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

function valueOffer(value: string | number | boolean, spot: Spot, rest: Partial<Offer>): Offer {
	return {
		label: String(value),
		kind: CompletionItemKind.Value,
		snippet: escapeSnippet(writeScalar(value, spot.place)),
		group: 0,
		isWhole: true,
		...rest,
	};
}

function enumOffers(schema: Schema, spot: Spot): readonly Offer[] {
	const { enum: allowed = [], valueDocs = {}, default: usual } = schema;
	return allowed.map((value) =>
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

/** Folders that nobody means when a config names a path. */
const hidden = /^(node_modules\/|\.)/;

/** Files and folders beside the config, one level of the typed path at a time. */
function pathOffers(schema: Schema, spot: Spot): readonly Offer[] {
	const { place, source } = spot;
	const cut = place.typed.lastIndexOf("/") + 1;
	const folder = place.typed.slice(0, cut);
	return source
		.list(folder === "" ? "." : folder)
		.filter((name) => !hidden.test(name) && (schema.pathTo !== "directory" || name.endsWith("/")))
		.toSorted()
		.map((name) => {
			const isFolder = name.endsWith("/");
			const path = folder === "" ? `./${name}` : `${folder}${name}`;
			const ends = isFolder && schema.pathTo !== "directory" ? path : path.replace(/\/$/, "");
			return valueOffer(ends, spot, {
				label: name,
				kind: isFolder ? CompletionItemKind.Folder : CompletionItemKind.File,
				filter: `${place.quote}${folder}${name}`,
				group: isFolder ? 1 : 0,
				retriggers: isFolder,
			});
		});
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
	if (schema.enum) return enumOffers(schema, spot);
	if (schema.type === "boolean") return booleanOffers(schema, spot);
	if (schema.connects) return connectionOffers(spot);
	if (schema.namesScript) return scriptOffers(spot);
	if (schema.references)
		return resourceOffers(spot, ({ type }) => schema.references?.includes(type) === true);
	if (schema.pathTo) return pathOffers(schema, spot);
	return schema.type === "string" || schema.type === "integer" || schema.type === "number"
		? exampleOffers(schema, spot)
		: [];
}
