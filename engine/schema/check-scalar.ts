import { nearest } from "../report/nearest.ts";
import type { Fix } from "../report/problem.ts";
import type { Span } from "../text/span.ts";
import type { Deferred, Node } from "../text/tree.ts";
import { describeNode, describeSchema, quoteList } from "./describe.ts";
import type { Schema } from "./read.ts";
import { markOf, report, type Spot, subjectOf, type Walk } from "./walk.ts";

/** Reports a value of the wrong type. */
export function wrongType(schema: Schema, spot: Spot, walk: Walk): undefined {
	const fixes = retypeFix(schema, spot.node);
	report(walk, markOf(spot.node), {
		code: "wrong-type",
		message: `${subjectOf(spot)} is ${describeNode(spot.node)}, but must be ${describeSchema(schema)}`,
		hint:
			fixes.length > 0 ? "quotes make the difference" : `write for example ${exampleOf(schema, spot.name)}`,
		...(fixes.length > 0 && { fixes }),
	});
	return undefined;
}

/** A value that a schema takes, as it would be written. */
function exampleOf(schema: Schema, name: string): string {
	const { type, minimum = 1, enum: allowed } = schema;
	const known = schema.default ?? schema.examples?.[0] ?? allowed?.[0] ?? schema.const;
	if (known !== undefined && typeof known !== "object") return `${name}: ${String(known)}`;
	if (type === "object") return `${name}: with its properties below, indented`;
	if (type === "array") return `${name}: with items below that begin with a dash`;
	if (type === "boolean") return `${name}: true`;
	return type === "integer" || type === "number" ? `${name}: ${minimum}` : `${name}: text`;
}

/** Adds or removes the quotes that make the difference. */
function retypeFix(schema: Schema, node: Node): Fix[] {
	if (node.kind !== "scalar") return [];
	const wanted = schema.anyOf ? undefined : schema.type;
	if (wanted === "string" && !node.quoted && node.value !== null) {
		const text = JSON.stringify(String(node.value));
		return [{ title: "Put it in quotes", span: node.span, text, addsQuotes: true }];
	}
	if (typeof node.value !== "string" || !node.quoted) return [];
	const bare = node.value.trim();
	const isNumber = (wanted === "number" || wanted === "integer") && /^-?(0|[1-9]\d*)(\.\d+)?$/.test(bare);
	const isFlag = wanted === "boolean" && (bare === "true" || bare === "false");
	return isNumber || isFlag ? [{ title: "Remove the quotes", span: node.span, text: bare }] : [];
}

/** Reports a value that is not one of the allowed ones, with the nearest of them. */
export function reportValue(
	value: string,
	allowed: readonly (string | number)[],
	name: string,
	span: Span,
	walk: Walk,
): void {
	// Digits that look alike say nothing about which number is meant.
	const texts = allowed.filter((candidate) => typeof candidate === "string");
	const meant = nearest(value, texts);
	report(walk, span, {
		code: "value-not-allowed",
		message: `"${value}" is not a value of ${name}`,
		hint: meant ? `did you mean "${meant}"?` : `one of: ${quoteList(allowed)}`,
		...(meant && { fixes: [{ title: `Change to "${meant}"`, span, text: meant, keepsQuotes: true }] }),
	});
}

/** True when a scalar has the JSON type `type`. */
export function typeMatches(type: Schema["type"], value: unknown): boolean {
	switch (type) {
		case "string":
			return typeof value === "string";
		case "integer":
		case "number":
			return typeof value === "number";
		case "boolean":
			return typeof value === "boolean";
		default:
			return false;
	}
}

/** True when quotes are all that tells two values apart; the number `2.0` is 2, whatever its digits were. */
function isTwin(allowed: string | number, value: unknown): boolean {
	const isNumeric = typeof value === "number" && typeof allowed === "string" && allowed.trim() !== "";
	return String(allowed) === String(value) || (isNumeric && Number(allowed) === value);
}

/** Checks one of a fixed set of values. */
function checkAllowed(
	allowed: readonly (string | number)[],
	node: Node & { readonly kind: "scalar" },
	spot: Spot,
	walk: Walk,
): unknown {
	if (allowed.includes(node.value as string)) return node.value;
	const isNumeric = typeof allowed[0] !== "string";
	if (isNumeric && typeof node.value !== "number") return wrongType({ type: "number" }, spot, walk);
	const twin = allowed.find((value) => isTwin(value, node.value));
	if (twin !== undefined) return wrongType({ type: isNumeric ? "number" : "string" }, spot, walk);
	reportValue(String(node.value), allowed, spot.name, node.span, walk);
	return undefined;
}

/** Checks a text, number or boolean against its schema. */
export function checkScalar(schema: Schema, spot: Spot, walk: Walk): unknown {
	const { node } = spot;
	if (node.kind !== "scalar") return wrongType(schema, spot, walk);
	const allowed = schema.enum ?? (schema.const === undefined ? undefined : [schema.const as string]);
	if (allowed) return checkAllowed(allowed, node, spot, walk);
	if (!typeMatches(schema.type, node.value)) return wrongType(schema, spot, walk);
	if (typeof node.value === "number") checkNumber(schema, node.value, spot, walk);
	if (typeof node.value === "string") checkText(schema, node.value, spot, walk);
	return node.value;
}

/** Where the limit of a schema comes from, or what to do where the limit needs no source. */
export function limitHint(schema: Schema, otherwise: string): string {
	return schema.source ? `the limit is AWS's: ${schema.source}` : otherwise;
}

function checkNumber(schema: Schema, value: number, spot: Spot, walk: Walk): void {
	const unit = schema.unit ? ` ${schema.unit}` : "";
	if (schema.type === "integer" && !Number.isInteger(value)) {
		report(walk, spot.node.span, {
			code: "wrong-type",
			message: `${spot.name} is ${value}, but must be a whole number`,
			hint: `write ${Math.floor(value)} or ${Math.ceil(value)}`,
		});
		return;
	}
	const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = schema;
	if (value >= minimum && value <= maximum) return;
	const bounds =
		Number.isFinite(minimum) && Number.isFinite(maximum)
			? `${minimum} to ${maximum}`
			: Number.isFinite(minimum)
				? `at least ${minimum}`
				: `at most ${maximum}`;
	report(walk, spot.node.span, {
		code: "number-out-of-range",
		message: `${spot.name} is ${value}${unit}, but must be ${bounds}`,
		hint: limitHint(schema, value < minimum ? `write ${minimum} or more` : `write ${maximum} or less`),
	});
}

function checkText(schema: Schema, value: string, spot: Spot, walk: Walk): void {
	const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = schema;
	if (value.length < minLength || value.length > maxLength) {
		const bound = value.length < minLength ? `at least ${minLength}` : `at most ${maxLength}`;
		report(walk, spot.node.span, {
			code: "text-length-out-of-range",
			message: `${spot.name} has ${value.length} characters, but must have ${bound}`,
			hint: limitHint(schema, value.length < minLength ? "write a longer one" : "write a shorter one"),
		});
	} else if (schema.pattern && !new RegExp(schema.pattern).test(value)) {
		const hint =
			schema.patternHint ?? (schema.examples ? `for example ${quoteList(schema.examples, 2)}` : undefined);
		report(walk, spot.node.span, {
			code: "text-not-matching",
			message: `"${value}" is not a valid ${subjectOf(spot).replace(/^an item/, "item")}`,
			...(hint && { hint }),
		});
	} else addMention(schema, value, spot, walk);
}

function addMention(schema: Schema, text: string, spot: Spot, walk: Walk): void {
	const kind = schema.connects
		? "connection"
		: schema.references
			? "resource"
			: schema.pathTo
				? "path"
				: undefined;
	if (!kind || (schema.orArn && text.startsWith("arn:"))) return;
	const pathTo = schema.pathTo ?? "any";
	walk.mentions.push({ ...mentionAt(spot), kind, text, types: schema.references ?? [], pathTo });
}

function mentionAt({ node, path, holder }: Spot) {
	return { span: node.span, path, holder };
}

/** Takes `$ResourceParam(name, 'arn')` for a mention of the resource, where the schema wants the ARN of one. */
export function addArnMention(
	{ arnOf: types }: Schema,
	{ directive, args, path }: Deferred,
	spot: Spot,
	walk: Walk,
): void {
	const [text, param] = args;
	const isArn = directive === "ResourceParam" && param === "arn" && path.length === 0;
	if (!types || !isArn || typeof text !== "string") return;
	walk.mentions.push({ ...mentionAt(spot), kind: "arn", text, types, pathTo: "any" });
}
