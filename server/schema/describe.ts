import type { Schema } from "../../engine/index.ts";

const code = (value: unknown) => `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;

function bounds(minimum: number | undefined, maximum: number | undefined): string | undefined {
	if (minimum !== undefined && maximum !== undefined) return `${minimum} to ${maximum}`;
	if (minimum !== undefined) return `at least ${minimum}`;
	return maximum === undefined ? undefined : `at most ${maximum}`;
}

/** The type of a value in a word or two; for numbers with unit and limits. */
function shape(schema: Schema): string | undefined {
	switch (schema.type) {
		case "integer":
		case "number": {
			const limits = bounds(schema.minimum, schema.maximum);
			return [
				schema.type === "integer" ? "whole number" : "number",
				schema.unit && `in ${schema.unit}`,
				limits && `(${limits})`,
			]
				.filter(Boolean)
				.join(" ");
		}
		case "string": {
			const limits = bounds(schema.minLength, schema.maxLength);
			if (schema.references) return `name of a resource of type ${schema.references.map(code).join(" or ")}`;
			if (schema.pathTo)
				return schema.pathTo === "any"
					? "path, relative to the config"
					: `path of a ${schema.pathTo}, relative to the config`;
			return limits ? `text (${limits} characters)` : "text";
		}
		case "boolean":
			return "true or false";
		case "array": {
			const limits = bounds(schema.minItems, schema.maxItems);
			return limits ? `list (${limits} items)` : "list";
		}
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
