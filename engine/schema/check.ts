import { nearest } from "../report/nearest.ts";
import type { Problem } from "../report/problem.ts";
import type { Span } from "../text/span.ts";
import { type Deferred, type Entry, type Node, plainValue } from "../text/tree.ts";
import { checkOrder } from "./check-order.ts";
import {
	addArnMention,
	checkScalar,
	limitHint,
	reportValue,
	typeMatches,
	wrongType,
} from "./check-scalar.ts";
import { describeSchema, quoteList } from "./describe.ts";
import { createPlaces, type Places } from "./places.ts";
import { discriminators, mapValueSchema, type Schema } from "./read.ts";
import { type Mention, markOf, report, type Spot, subjectOf, type Walk } from "./walk.ts";

/** What checking gives: the value as plain data, with what is wrong with it. */
export type Checked = {
	/** Holds `Deferred`s where CloudFormation fills in a text. Only right when there are no errors. */
	readonly value: unknown;
	readonly problems: readonly Problem[];
	readonly places: Places;
	readonly mentions: readonly Mention[];
	/** True when a part of the value that must be known is not: nothing can be made of it yet. */
	readonly incomplete: boolean;
};

/** Checks a value against its schema: every fault once, at its own place, without the faults that follow from it. */
export function checkValue(
	schema: Schema,
	node: Node,
	key: { readonly name: string; readonly span: Span },
): Checked {
	const walk: Walk = { problems: [], places: createPlaces(key.span), mentions: [], unknown: [] };
	const spot: Spot = { node, path: [], keySpan: key.span, name: key.name, holder: {}, knownBefore: false };
	const value = check(schema, spot, walk);
	return {
		value,
		problems: walk.problems,
		places: walk.places,
		mentions: walk.mentions,
		incomplete: walk.unknown.length > 0,
	};
}

function check(schema: Schema, around: Spot, walk: Walk): unknown {
	const spot: Spot = schema.knownBefore ? { ...around, knownBefore: true } : around;
	const { node, path, keySpan } = spot;
	if (path.length > 0) walk.places.add(path, { key: keySpan, value: node.span });
	if (isInUse(node)) reportUse(schema, spot, walk);
	if (node.kind === "deferred") return checkDeferred(schema, node.value, spot, walk);
	if (node.kind === "scalar" && node.value === null) return checkEmpty(schema, spot, walk);
	return checkByType(schema, spot, walk);
}

/** What is to be said of a property because it is used at all. */
function reportUse(schema: Schema, { keySpan, name, node }: Spot, walk: Walk): void {
	if (schema.notBuilt) {
		const what = schema.notBuilt === name ? name : `${name} (${schema.notBuilt})`;
		report(walk, keySpan, {
			code: "not-built-yet",
			message: `${what} is not built yet`,
			hint: "remove it for now",
		});
	}
	if (schema.deprecated) {
		const message = `${name} is deprecated`;
		report(walk, keySpan, {
			code: "deprecated-property",
			severity: "warning",
			message,
			hint: schema.deprecated,
			fixes: [
				{
					title: `Remove ${name}`,
					span: { start: keySpan.start, end: Math.max(keySpan.end, node.span.end) },
					text: "",
					removesEntry: true,
				},
			],
		});
	}
}

function checkByType(schema: Schema, spot: Spot, walk: Walk): unknown {
	if (schema.anyOf) return checkUnion(schema, spot, walk);
	if (schema.type === "array") return checkList(schema, spot, walk);
	if (schema.type === "object")
		return schema.patternProperties ? checkMap(schema, spot, walk) : checkObject(schema, spot, walk);
	const takesAnything = schema.type === undefined && !schema.enum && schema.const === undefined;
	if (!takesAnything) return checkScalar(schema, spot, walk);
	addPlaces(spot.node, spot.path, walk);
	return plainValue(spot.node);
}

/** A room that looks into a free value by itself can point at its parts too. */
function addPlaces(node: Node, path: Spot["path"], walk: Walk): void {
	if (node.kind === "map") {
		for (const { key, keySpan, value } of node.entries) {
			walk.places.add([...path, key], { key: keySpan, value: value.span });
			addPlaces(value, [...path, key], walk);
		}
	} else if (node.kind === "list") {
		node.items.forEach((item, index) => {
			const mark = markOf(item);
			walk.places.add([...path, index], { key: mark, value: item.span });
			addPlaces(item, [...path, index], walk);
		});
	}
}

/** A property that is switched off or empty does nothing, so that nothing is missing when it is not built. */
function isInUse(node: Node): boolean {
	if (node.kind === "scalar") return node.value !== null && node.value !== false;
	if (node.kind === "list") return node.items.length > 0;
	if (node.kind === "deferred") return true;
	const enabled = node.entries.find((entry) => entry.key === "enabled")?.value;
	return node.entries.length > 0 && !(enabled?.kind === "scalar" && enabled.value === false);
}

/** True where text stands that only CloudFormation reads, so that CloudFormation may fill it in. */
function takesText(schema: Schema): boolean {
	if (schema.anyOf) return schema.anyOf.some(takesText);
	if (schema.enum || schema.const !== undefined || schema.knownBefore) return false;
	if (schema.type === undefined) return true;
	const isRead = (schema.references && !schema.orArn) || schema.pathTo || schema.connects;
	return schema.type === "string" && !isRead;
}

function checkDeferred(schema: Schema, value: Deferred, spot: Spot, walk: Walk): unknown {
	if (!spot.knownBefore && takesText(schema)) {
		addArnMention(schema, value, spot, walk);
		return value;
	}
	walk.unknown.push(spot.node.span);
	if (value.unanswered) return undefined;
	report(walk, spot.node.span, {
		code: "value-known-at-deploy",
		message: `${value.text} is known only at deploy, but ${spot.name} must be known before`,
		hint: /^\$Secret\b/.test(value.text)
			? "a secret has no place here, not even as a text: hand it to the program as an environment variable"
			: "write the value itself, or use a directive that this config can resolve",
	});
	return undefined;
}

function checkEmpty(schema: Schema, spot: Spot, walk: Walk): unknown {
	const isOptionalMap = schema.type === "object" && (schema.required ?? []).length === 0;
	if (isOptionalMap) return {};
	if (schema.type === undefined && !schema.anyOf && !schema.enum) return null;
	if (schema.type === "array" && (schema.minItems ?? 0) === 0) return [];
	report(walk, typeof spot.path.at(-1) === "number" ? spot.node.span : spot.keySpan, {
		code: "missing-value",
		message: `${subjectOf(spot)} has no value`,
		hint: `give it ${describeSchema(schema)}${schema.enum ? `: ${quoteList(schema.enum)}` : ""}`,
	});
	return undefined;
}

function checkUnion(schema: Schema, spot: Spot, walk: Walk): unknown {
	const members = discriminators(schema);
	if (members) return checkVariant(members, spot, walk);
	const fitting = (schema.anyOf ?? []).find((member) => fitsShape(member, spot.node));
	return fitting ? check(fitting, spot, walk) : wrongType(schema, spot, walk);
}

function fitsShape(schema: Schema, node: Node): boolean {
	if (schema.enum) return node.kind === "scalar" && schema.enum.includes(node.value as string);
	if (schema.const !== undefined) return node.kind === "scalar" && node.value === schema.const;
	if (schema.type === "object") return node.kind === "map";
	if (schema.type === "array") return node.kind === "list";
	if (schema.type === undefined) return true;
	return node.kind === "scalar" && typeMatches(schema.type, node.value);
}

/** Types that can be used; of those that come later nothing is offered. */
function builtNames(members: ReadonlyMap<string, Schema>): readonly string[] {
	return [...members].filter(([, member]) => !member.notBuilt).map(([name]) => name);
}

function checkVariant(members: ReadonlyMap<string, Schema>, spot: Spot, walk: Walk): unknown {
	const { node } = spot;
	if (node.kind !== "map") return wrongType({ type: "object" }, spot, walk);
	const entry = node.entries.find((candidate) => candidate.key === "type");
	if (!entry) {
		report(walk, markOf(node), {
			code: "missing-property",
			message: `"type" is missing`,
			hint: `one of: ${quoteList(builtNames(members))}`,
		});
		return undefined;
	}
	const typeSpot = spotOf(entry, spot, {});
	if (entry.value.kind === "deferred") {
		checkDeferred({ const: "" }, entry.value.value, typeSpot, walk);
		return undefined;
	}
	if (entry.value.kind !== "scalar") return wrongType({ type: "string" }, typeSpot, walk);
	if (entry.value.value === null) {
		report(walk, entry.keySpan, {
			code: "missing-value",
			message: "type has no value",
			hint: `one of: ${quoteList(builtNames(members))}`,
		});
		return undefined;
	}
	const name = String(entry.value.value);
	const member = members.get(name);
	if (member?.notBuilt) {
		report(walk, entry.value.span, {
			code: "not-built-yet",
			message: `"${name}" is not built yet as a type of ${spot.name}`,
			hint: "remove it for now",
		});
		// What stands below is checked all the same, but a problem of the whole is said once.
		const { notBuilt: _said, ...rest } = member;
		return check(rest, spot, walk);
	}
	if (member) return check(member, spot, walk);
	walk.places.add([...spot.path, "type"], { key: entry.keySpan, value: entry.value.span });
	reportValue(name, [...members.keys()], "type", entry.value.span, walk);
	return undefined;
}

function checkMap(schema: Schema, spot: Spot, walk: Walk): unknown {
	const { node } = spot;
	if (node.kind !== "map") return wrongType(schema, spot, walk);
	const valueSchema = mapValueSchema(schema) ?? {};
	const value: Record<string, unknown> = {};
	for (const entry of node.entries) {
		put(value, entry.key, check(valueSchema, spotOf(entry, spot, value), walk));
	}
	return value;
}

/** The value of an entry below `around`. */
function spotOf({ key, keySpan, value }: Entry, around: Spot, holder: Record<string, unknown>): Spot {
	return { ...around, node: value, path: [...around.path, key], keySpan, name: key, holder };
}

/** Sets a member, also one of the name `__proto__`, which an assignment would not make a member. */
function put(holder: Record<string, unknown>, key: string, value: unknown): void {
	Object.defineProperty(holder, key, { value, configurable: true, enumerable: true, writable: true });
}

function checkObject(schema: Schema, spot: Spot, walk: Walk): unknown {
	const { node } = spot;
	if (node.kind !== "map") return wrongType(schema, spot, walk);
	const properties = schema.properties ?? {};
	const value: Record<string, unknown> = {};
	const unknown: Entry[] = [];
	for (const entry of node.entries) {
		const property = Object.hasOwn(properties, entry.key) ? properties[entry.key] : undefined;
		if (property) put(value, entry.key, check(property, spotOf(entry, spot, value), walk));
		else unknown.push(entry);
	}
	const guessed = reportUnknown(unknown, properties, node.entries, walk);
	reportMissing(schema, spot, guessed, walk);
	checkOrder(schema, value, spot, walk);
	return value;
}

/** Reports unknown keys; gives the properties that they were most likely meant to be. */
function reportUnknown(
	unknown: readonly Entry[],
	properties: Readonly<Record<string, Schema>>,
	present: readonly Entry[],
	walk: Walk,
): ReadonlySet<string> {
	const guessed = new Set<string>();
	for (const entry of unknown) {
		const free = Object.keys(properties).filter(
			(name) => !present.some((other) => other.key === name) && !guessed.has(name),
		);
		const meant = nearest(entry.key, free);
		if (meant) guessed.add(meant);
		report(walk, entry.keySpan, {
			code: "unknown-property",
			message: `"${entry.key}" is not a property here`,
			...(meant
				? { hint: `did you mean "${meant}"?` }
				: free.length > 0 && { hint: `possible here: ${quoteList(free)}` }),
			...(meant && {
				fixes: [{ title: `Change to "${meant}"`, span: entry.keySpan, text: meant, keepsQuotes: true }],
			}),
		});
	}
	return guessed;
}

function reportMissing(schema: Schema, spot: Spot, guessed: ReadonlySet<string>, walk: Walk): void {
	if (spot.node.kind !== "map") return;
	const present = new Set(spot.node.entries.map((entry) => entry.key));
	for (const name of schema.required ?? []) {
		if (present.has(name) || guessed.has(name)) continue;
		const property = schema.properties?.[name] ?? {};
		const isItem = typeof spot.path.at(-1) === "number";
		report(walk, isItem ? markOf(spot.node) : spot.keySpan, {
			code: "missing-property",
			message: isItem ? `"${name}" is missing` : `"${name}" is missing in ${spot.name}`,
			hint: `add ${name}: ${property.enum ? quoteList(property.enum) : describeSchema(property)}`,
		});
	}
}

function checkList(schema: Schema, spot: Spot, walk: Walk): unknown {
	const { node, path } = spot;
	if (node.kind !== "list") return wrongType(schema, spot, walk);
	const { minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema;
	if (node.items.length < minItems || node.items.length > maxItems) {
		const bound = node.items.length < minItems ? `at least ${minItems}` : `at most ${maxItems}`;
		report(walk, spot.keySpan, {
			code: "list-length-out-of-range",
			message: `${spot.name} has ${node.items.length} items, but must have ${bound}`,
			hint: limitHint(
				schema,
				node.items.length < minItems ? "add an item, or remove the key" : "remove items",
			),
		});
	}
	return node.items.map((item, index) =>
		check(schema.items ?? {}, { ...spot, node: item, path: [...path, index] }, walk),
	);
}
