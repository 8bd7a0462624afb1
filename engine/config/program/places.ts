import type { Span } from "../../text/span.ts";
import type { Entry, Node } from "../../text/tree.ts";
import { MAX_DEPTH } from "../bounds.ts";
import type { Literal, ProgramText } from "./literal.ts";

type Names = ProgramText["names"];
type Part = { readonly keySpan: Span; readonly value: Literal };

/** Names and calls that are followed from one literal to the next, at most. */
const MOST_STEPS = 20;

/** The object, list or call that a literal stands for: names lead to their declarations, functions to their results. */
function follow(literal: Literal | undefined, names: Names): Literal | undefined {
	let found = literal;
	for (let step = 0; step < MOST_STEPS; step++) {
		if (found?.kind === "name") found = names.get(found.name);
		else if (found?.kind === "function") found = found.result;
		else return found;
	}
	return undefined;
}

/** The config in what a program exports: `defineConfig(() => ({…}))` is the object. */
function configIn(literal: Literal | undefined, names: Names): Literal | undefined {
	let found = follow(literal, names);
	for (let step = 0; step < MOST_STEPS && found?.kind === "call"; step++)
		found = follow(found.args[0], names);
	return found;
}

function memberOf(literal: Literal, key: string, names: Names, depth: number): Part | undefined {
	if (depth > MOST_STEPS) return undefined;
	const found = follow(literal, names);
	if (found?.kind === "map") {
		const own = found.members.findLast((member) => member.key === key);
		if (own) return own;
		for (const spread of found.spread.toReversed()) {
			const inherited = memberOf(spread, key, names, depth + 1);
			if (inherited) return inherited;
		}
		return undefined;
	}
	return found?.kind === "call" ? memberOfCall(found, key, names, depth) : undefined;
}

/** `new Bucket({…})` is a resource: the class is its type, the object its properties. */
function memberOfCall(
	call: Literal & { readonly kind: "call" },
	key: string,
	names: Names,
	depth: number,
): Part | undefined {
	const argument = call.args.findLast((candidate) => follow(candidate, names)?.kind === "map");
	if (key === "type") return { keySpan: call.callee, value: { kind: "other", span: call.callee } };
	if (key === "properties" && argument) return { keySpan: call.callee, value: argument };
	return argument && memberOf(argument, key, names, depth + 1);
}

function itemOf(literal: Literal | undefined, index: number): Literal | undefined {
	return literal?.kind === "list" ? literal.items[index] : undefined;
}

/** Where a value stands: the literal that it comes from, if that is seen, else the nearest key around it. */
type Spot = { readonly literal: Literal | undefined; readonly keySpan: Span; readonly depth: number };

function mapNode(value: object, { literal, keySpan, depth }: Spot, names: Names): Node {
	const entries = Object.entries(value).map(([key, member]): Entry => {
		const part = literal && memberOf(literal, key, names, 0);
		const at = part?.keySpan ?? keySpan;
		return {
			key,
			keySpan: at,
			value: placed(member, { literal: part?.value, keySpan: at, depth: depth + 1 }, names),
		};
	});
	return { kind: "map", span: literal?.span ?? keySpan, entries };
}

/** The list of variables that `environment: { NAME: value }` has become. */
function variableNode(item: unknown, { literal, keySpan, depth }: Spot, names: Names): Node | undefined {
	const { name, value } = (item ?? {}) as { readonly name?: unknown; readonly value?: unknown };
	if (literal?.kind !== "map" || typeof name !== "string") return undefined;
	const part = memberOf(literal, name, names, 0);
	const at = part?.keySpan ?? keySpan;
	const spot: Spot = { literal: part?.value, keySpan: at, depth: depth + 2 };
	return {
		kind: "map",
		span: at,
		entries: [
			{ key: "name", keySpan: at, value: { kind: "scalar", span: at, value: name, quoted: true } },
			{ key: "value", keySpan: at, value: placed(value, spot, names) },
		],
	};
}

function listNode(items: readonly unknown[], spot: Spot, names: Names): Node {
	const { literal, keySpan, depth } = spot;
	return {
		kind: "list",
		span: literal?.span ?? keySpan,
		items: items.map((item, index) => {
			const written = itemOf(literal, index);
			return (
				variableNode(item, spot, names) ??
				placed(item, { literal: written, keySpan: written?.span ?? keySpan, depth: depth + 1 }, names)
			);
		}),
	};
}

function placed(value: unknown, spot: Spot, names: Names): Node {
	const span = spot.literal?.span ?? spot.keySpan;
	if (spot.depth > MAX_DEPTH || typeof value !== "object" || value === null) {
		const isScalar = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
		return { kind: "scalar", span, value: isScalar ? value : null, quoted: typeof value === "string" };
	}
	const followed = follow(spot.literal, names);
	const inner: Spot = { ...spot, literal: followed };
	return Array.isArray(value) ? listNode(value, inner, names) : mapNode(value, inner, names);
}

/**
 * The value that a program gave, each part where the program has it: at its literal if that can be found, else at
 * the nearest key around it, and at last at the export.
 */
export function placeValue(value: unknown, program: ProgramText): Node {
	const { exported, exportSpan, names } = program;
	return placed(value, { literal: configIn(exported, names), keySpan: exportSpan, depth: 0 }, names);
}

/** The key that a path of the config leads to, or the nearest key around it. */
export function keySpanIn({ exported, exportSpan, names }: ProgramText, path: readonly string[]): Span {
	let literal = configIn(exported, names);
	let span = exportSpan;
	for (const key of path) {
		const part = literal && memberOf(literal, key, names, 0);
		if (!part) return span;
		span = part.keySpan;
		literal = part.value;
	}
	return span;
}
