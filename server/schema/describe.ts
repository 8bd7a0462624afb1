import type { Schema } from "../../engine/index.ts";

const code = (value: unknown) => `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;

function bounds(minimum: number | undefined, maximum: number | undefined): string | undefined {
	if (minimum !== undefined && maximum !== undefined) return `${minimum} to ${maximum}`;
	if (minimum !== undefined) return `at least ${minimum}`;
	return maximum === undefined ? undefined : `at most ${maximum}`;
}

function numberShape({ type, unit, minimum, maximum }: Schema): string {
	const limits = bounds(minimum, maximum);
	const words = [
		type === "integer" ? "whole number" : "number",
		unit && `in ${unit}`,
		limits && `(${limits})`,
	];
	return words.filter(Boolean).join(" ");
}

function textShape({ references, pathTo, minLength, maxLength }: Schema): string {
	if (references) return `name of a resource of type ${references.map(code).join(" or ")}`;
	if (pathTo) return `path${pathTo === "any" ? "" : ` of a ${pathTo}`}, relative to the config`;
	const limits = bounds(minLength, maxLength);
	return limits ? `text (${limits} characters)` : "text";
}

function listShape({ minItems, maxItems }: Schema): string {
	const limits = bounds(minItems, maxItems);
	return limits ? `list (${limits} items)` : "list";
}

/** The type of a value in a word or two; for numbers with unit and limits. */
function shape(schema: Schema): string | undefined {
	switch (schema.type) {
		case "integer":
		case "number":
			return numberShape(schema);
		case "string":
			return textShape(schema);
		case "boolean":
			return "true or false";
		case "array":
			return listShape(schema);
		case "object":
			return "map";
		default:
			return undefined;
	}
}

function values(schema: Schema): string | undefined {
	const { enum: allowed, valueDocs = {} } = schema;
	if (!allowed) return undefined;
	const documented = allowed.filter((value) => valueDocs[String(value)]);
	if (documented.length === 0) return `One of: ${allowed.map(code).join(", ")}`;
	return allowed
		.map((value) => `- ${code(value)}${valueDocs[String(value)] ? `: ${valueDocs[String(value)]}` : ""}`)
		.join("\n");
}

/** What the format says about a value, as Markdown: meaning, unit, limits, default, and where AWS says so. */
export function describeSchema(schema: Schema, options: { readonly withValues?: boolean } = {}): string {
	const { withValues = true } = options;
	const kind = schema.enum ? undefined : shape(schema);
	const details = [
		kind && `Type: ${kind}`,
		schema.default !== undefined && `Default: ${code(schema.default)}`,
		schema.examples && schema.examples.length > 0 && `For example: ${schema.examples.map(code).join(", ")}`,
	].filter((line) => typeof line === "string");
	const parts = [
		schema.description,
		schema.deprecated && `**Deprecated**: ${schema.deprecated}`,
		schema.notBuilt && "**Not built yet**: Spool knows this part of the format but does not deploy it.",
		details.join("  \n"),
		withValues ? values(schema) : undefined,
		schema.source && `[AWS documentation](${schema.source})`,
	];
	return parts.filter(Boolean).join("\n\n");
}
