import { discriminators, mapValueSchema, type Schema } from "../../engine/index.ts";
import type { Layout } from "../place/index.ts";

/** How inserted text is laid out: in the config's own style. */
export type Style = { readonly kind: Layout["kind"]; readonly isJson: boolean; readonly unit: string };

/** Numbers the tab stops of a snippet from 1 in the order in which they are asked for. */
export type Stops = { next(): number };

/** A fresh counter of tab stops. */
export function countStops(from = 0): Stops {
	const state = { last: from };
	return { next: () => ++state.last };
}

/** The indentation that a config uses, two spaces when it has none yet. */
export function indentUnit(text: string, isJson: boolean): string {
	const match = /\n( +|\t)\S/.exec(text.slice(0, 4000));
	const found = match?.[1];
	if (found === "\t") return isJson ? "\t" : "  ";
	return found && found.length <= 8 ? found : "  ";
}

/** Text that stands for itself in an LSP snippet. */
export function escapeSnippet(text: string): string {
	return text.replaceAll(/[\\$}]/g, "\\$&");
}

function stop(stops: Stops, text = ""): string {
	return text === "" ? `$${stops.next()}` : `\${${stops.next()}:${escapeSnippet(text)}}`;
}

/** Choices cannot hold these characters in every editor. */
const isPlainChoice = (value: unknown) => /^[\w.\-/]+$/.test(String(value));

function choice(values: readonly unknown[], stops: Stops): string {
	return `\${${stops.next()}|${values.join(",")}|}`;
}

/** One of the values of an enum. Values with docs, and many of them, are better chosen from completion's list. */
function enumValue(schema: Schema, style: Style, stops: Stops): string {
	const values = schema.enum ?? [];
	const isChoice = !schema.valueDocs && values.length <= 12 && values.every(isPlainChoice);
	const inner = isChoice ? choice(values, stops) : stop(stops);
	const isText = values.some((value) => typeof value === "string");
	// 1.0 without quotes would be a number.
	const needsQuotes = isText && (style.isJson || values.some((value) => !Number.isNaN(Number(value))));
	return needsQuotes ? `"${inner}"` : inner;
}

function scalar(schema: Schema, style: Style, stops: Stops): string {
	const quote = style.isJson ? '"' : "";
	if (schema.const !== undefined) return `${quote}${schema.const}${quote}`;
	if (schema.enum) return enumValue(schema, style, stops);
	switch (schema.type) {
		case "boolean":
			return choice(schema.default === true ? [false, true] : [true, false], stops);
		case "integer":
		case "number":
			return stop(stops, schema.default === undefined ? "" : String(schema.default));
		default:
			return `${quote}${stop(stops)}${quote}`;
	}
}

/** The value of a property in YAML, as what follows the colon: on the same line, or indented below it. */
function blockValue(schema: Schema, indent: string, style: Style, stops: Stops): string {
	const inner = indent + style.unit;
	const break_ = `\n${inner}`;
	if (schema.anyOf && !discriminators(schema)) return ` ${stop(stops)}`;
	if (schema.anyOf) return `${break_}type: ${stop(stops)}`;
	if (schema.type === "array")
		return `${break_}- ${blockItem(schema.items ?? {}, `${inner}  `, style, stops)}`;
	if (schema.type === "object") return break_ + blockMap(schema, inner, style, stops);
	return ` ${scalar(schema, style, stops)}`;
}

/** The required properties of a map, each on a line; a stop where there are none. */
function blockMap(schema: Schema, indent: string, style: Style, stops: Stops): string {
	const required = schema.required ?? [];
	if (required.length === 0 || mapValueSchema(schema)) return stop(stops);
	return required
		.map((name) => `${name}:${blockValue(schema.properties?.[name] ?? {}, indent, style, stops)}`)
		.join(`\n${indent}`);
}

/** What follows the dash of an item whose further lines begin at `indent`. */
function blockItem(schema: Schema, indent: string, style: Style, stops: Stops): string {
	if (discriminators(schema)) return `type: ${stop(stops)}`;
	if (schema.type === "object") return blockMap(schema, indent, style, stops);
	return schema.type === "array" || schema.anyOf ? stop(stops) : scalar(schema, style, stops);
}

function flowValue(schema: Schema, indent: string, style: Style, stops: Stops): string {
	const inner = style.isJson ? indent + style.unit : "";
	const [open, close] = style.isJson ? [`\n${inner}`, `\n${indent}`] : [" ", " "];
	const quote = style.isJson ? '"' : "";
	if (discriminators(schema))
		return `{${open}${quote}type${quote}: ${quote}${stop(stops)}${quote}${close}\\}`;
	// Text, number or boolean: text is the most likely one.
	if (schema.anyOf) return style.isJson ? `"${stop(stops)}"` : stop(stops);
	if (schema.type === "array") return `[${stop(stops)}]`;
	if (schema.type !== "object") return scalar(schema, style, stops);
	const required = mapValueSchema(schema) ? [] : (schema.required ?? []);
	if (required.length === 0) return `{${open}${stop(stops)}${close}\\}`;
	const entries = required.map(
		(name) => `${quote}${name}${quote}: ${flowValue(schema.properties?.[name] ?? {}, inner, style, stops)}`,
	);
	return `{${open}${entries.join(style.isJson ? `,\n${inner}` : ", ")}${close}\\}`;
}

/**
 * A snippet for the entry `key` of a map: the key, and of its value as much as the schema prescribes. `indent`:
 * the white space before the key.
 */
export function entrySnippet(
	key: string,
	schema: Schema,
	indent: string,
	style: Style,
	stops: Stops = countStops(),
): string {
	if (style.kind === "block") return `${key}:${blockValue(schema, indent, style, stops)}`;
	return `${style.isJson ? `"${key}"` : key}: ${flowValue(schema, indent, style, stops)}`;
}

/** A snippet for an item of a list, without its dash. `indent`: the white space that further lines begin with. */
export function itemSnippet(
	schema: Schema,
	indent: string,
	style: Style,
	stops: Stops = countStops(),
): string {
	return style.kind === "block"
		? blockItem(schema, indent, style, stops)
		: flowValue(schema, indent, style, stops);
}

/** A snippet of a room, which is YAML without indentation, at its place: indented, or as JSON. */
export function indentSnippet(snippet: string, indent: string, unit: string): string {
	const lines = snippet.split("\n").map((line) => {
		const depth = /^ */.exec(line)?.[0].length ?? 0;
		return unit.repeat(depth / 2) + line.slice(depth - (depth % 2));
	});
	return lines.join(`\n${indent}`);
}

/** Moves the tab stops of a snippet up by `by`, so that others can come before them. */
export function shiftStops(snippet: string, by: number): string {
	return snippet.replaceAll(
		/(?<!\\)\$(\{?)(\d+)/g,
		(_, brace: string, number: string) => `$${brace}${Number(number) + by}`,
	);
}
