import { Deferred, type Node } from "../text/tree.ts";
import type { Schema } from "./read.ts";

/** A value in the words of a message: quoted, cut to 50 characters. */
export function describeNode(node: Node): string {
	switch (node.kind) {
		case "map":
			return "a map";
		case "list":
			return "a list";
		case "deferred":
			return node.value.text;
		case "scalar":
			if (node.value === null) return "empty";
			return typeof node.value === "string" ? `the text "${cut(node.value)}"` : String(node.value);
	}
}

function cut(text: string): string {
	return text.length > 50 ? `${text.slice(0, 49)}…` : text;
}

/** What a schema takes, in the words of a message, with an article. */
export function describeSchema(schema: Schema): string {
	if (schema.enum) return "one of a set of values";
	if (schema.const !== undefined) return `"${schema.const}"`;
	if (schema.anyOf) return [...new Set(schema.anyOf.map(describeSchema))].join(" or ");
	switch (schema.type) {
		case "string":
			return "text";
		case "integer":
			return "a whole number";
		case "number":
			return "a number";
		case "boolean":
			return "true or false";
		case "array":
			return "a list";
		case "object":
			return "a map";
		default:
			return "a value";
	}
}

/** The text of a scalar as it would be written in a config. */
export function quoteList(values: readonly unknown[], limit = 12): string {
	const shown = values
		.slice(0, limit)
		.map((value) => (value instanceof Deferred ? value.text : String(value)));
	return values.length > limit ? `${shown.join(", ")} and ${values.length - limit} more` : shown.join(", ");
}
