import type { Span } from "../text/span.ts";
import { Deferred } from "../text/tree.ts";
import type { Path } from "./places.ts";
import { discriminators, mapValueSchema, type Schema } from "./read.ts";
import type { Mention } from "./walk.ts";

type Values = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Values =>
	typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Deferred);

/** The member of a union that `value` is meant as. */
function memberFor(schema: Schema, value: Values): Schema {
	return discriminators(schema)?.get(String(value["type"])) ?? schema;
}

/** A value on the way through its schema. */
type Spot = {
	readonly schema: Schema;
	readonly value: unknown;
	readonly path: Path;
	readonly holder: Values;
};

/** Which kind of mention a value is, and the text that names the resource; `undefined` for other values. */
function named({ schema, value }: Spot): Pick<Mention, "kind" | "text" | "types"> | undefined {
	if (typeof value === "string") {
		if (schema.connects) return { kind: "connection", text: value, types: [] };
		if (schema.orArn && value.startsWith("arn:")) return undefined;
		return schema.references && { kind: "resource", text: value, types: schema.references };
	}
	if (!(value instanceof Deferred) || !schema.arnOf) return undefined;
	const { directive, args, path } = value;
	const [text, param] = args;
	const isArn = directive === "ResourceParam" && param === "arn" && path.length === 0;
	return isArn && typeof text === "string" ? { kind: "arn", text, types: schema.arnOf } : undefined;
}

function innerSpots({ schema, value, path, holder }: Spot): readonly Spot[] {
	if (Array.isArray(value)) {
		const { items } = schema;
		if (!items) return [];
		return value.map((item, index) => ({ schema: items, value: item, path: [...path, index], holder }));
	}
	if (!isObject(value)) return [];
	const member = memberFor(schema, value);
	return Object.entries(value).flatMap(([key, item]) => {
		const next = member.properties?.[key] ?? mapValueSchema(member);
		return next ? [{ schema: next, value: item, path: [...path, key], holder: value }] : [];
	});
}

/**
 * The resources that a value names, for a value that was not written but made, and so needs no check. `spanOf` tells
 * where the value at a path belongs in the text.
 */
export function mentionsIn(schema: Schema, value: unknown, spanOf: (path: Path) => Span): readonly Mention[] {
	const visit = (spot: Spot): readonly Mention[] => {
		const found = named(spot);
		const { path, holder } = spot;
		if (found) return [{ ...found, span: spanOf(path), path, holder, pathTo: "any" }];
		return innerSpots(spot).flatMap(visit);
	};
	return visit({ schema, value, path: [], holder: {} });
}
