import type { CodeFault } from "../../config/program/answer.ts";

/** A value as plain data, and the parts of it that are none. */
export type Plain = { readonly value: unknown; readonly faults: readonly CodeFault[] };

type Path = readonly (string | number)[];

type Walk = {
	readonly faults: CodeFault[];
	/** The objects around the one that is looked at. */
	readonly open: Set<object>;
	/** What is called the value in messages. */
	readonly what: string;
};

/** Levels that a value may have; one that makes new objects for ever ends here. */
const MAX_LEVELS = 200;
/** Faults that are told; a value with more has one cause. */
const MOST_FAULTS = 20;

function placeOf(path: Path, what: string): string {
	if (path.length === 0) return what;
	return path
		.map((step, index) => (typeof step === "number" ? `[${step}]` : index === 0 ? step : `.${step}`))
		.join("");
}

/** Keeps the place of what is no data by a null, so that nobody takes it for missing. */
function fault(walk: Walk, path: Path, said: string, hint: string): null {
	if (walk.faults.length < MOST_FAULTS)
		walk.faults.push({ code: "code-not-data", message: `${placeOf(path, walk.what)} ${said}`, hint, path });
	return null;
}

function nameOf(value: object): string {
	const name = (value as { readonly constructor?: { readonly name?: unknown } }).constructor?.name;
	return typeof name === "string" && name !== "" ? name : "an object of a class";
}

function isPlainObject(value: object): boolean {
	const prototype: unknown = Object.getPrototypeOf(value);
	// Objects of other contexts have another Object; its prototype has none above it.
	return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function plainObject(value: object, path: Path, walk: Walk): unknown {
	if (walk.open.has(value)) return fault(walk, path, "contains itself", "break the circle");
	if (path.length > MAX_LEVELS) return fault(walk, path, "has too many levels", "write it with fewer levels");
	const { toJSON } = value as { readonly toJSON?: unknown };
	if (typeof toJSON === "function") {
		const written: unknown = toJSON.call(value, String(path.at(-1) ?? ""));
		return typeof written === "object" && written !== null ? undefined : plain(written, path, walk);
	}
	if (typeof (value as { readonly then?: unknown }).then === "function")
		return fault(walk, path, "is a promise", "wait for it with await");
	if (!Array.isArray(value) && !isPlainObject(value))
		return fault(walk, path, `is a ${nameOf(value)}, which is no data`, "give a plain object, list or text");
	walk.open.add(value);
	const result = Array.isArray(value)
		? value.map((item, index) => plain(item, [...path, index], walk) ?? null)
		: Object.fromEntries(
				Object.entries(value)
					.map(([key, member]) => [key, plain(member, [...path, key], walk)] as const)
					.filter(([, member]) => member !== undefined),
			);
	walk.open.delete(value);
	return result;
}

function plain(value: unknown, path: Path, walk: Walk): unknown {
	switch (typeof value) {
		case "string":
		case "boolean":
		case "undefined":
			return value;
		case "number":
			return Number.isFinite(value) ? value : fault(walk, path, `is ${value}`, "give a number");
		case "function":
			return fault(walk, path, "is a function", "call it, or remove it");
		case "bigint":
			return fault(walk, path, "is a bigint", "convert it with Number(…)");
		case "symbol":
			return fault(walk, path, "is a symbol", "give a text");
		default:
			return value === null ? null : plainObject(value as object, path, walk);
	}
}

/** Makes plain data of a value. Members that are undefined are left out, as JSON leaves them out. */
export function plainData(value: unknown, what: string): Plain {
	const walk: Walk = { faults: [], open: new Set(), what };
	return { value: plain(value, [], walk), faults: walk.faults };
}
