import { createHash } from "node:crypto";
import { shortHash } from "./target.ts";

/*
 * The format names some resources by a hash of the options that they come from. Existing stacks have these names, so
 * that the text that is hashed is the one which the library `object-hash` (version 3, with its defaults) makes: keys
 * sorted, and before them three properties that every object of JavaScript has.
 */

const INHERITED = "Undefined";
/** What the library writes for the function `Object`, without what it says of the properties of a function. */
const OBJECT_FUNCTION = "fn:string:8:[native]string:20:function-name:Object";

/** Objects that were written before: a second time they are a number. */
type Seen = unknown[];

const objectPrototype = Symbol("Object.prototype");
const objectFunction = Symbol("Object");

const textPart = (text: string) => `string:${text.length}:${text}`;

function onceOnly(value: unknown, seen: Seen, write: () => string): string {
	const at = seen.indexOf(value);
	if (at >= 0) return textPart(`[CIRCULAR:${at}]`);
	seen.push(value);
	return write();
}

const functionPart = (seen: Seen) => OBJECT_FUNCTION + onceOnly(objectFunction, seen, () => "object:0:");

/** The three properties that come first; those of the prototype itself have no prototype. */
function inheritedPart(seen: Seen, prototype: () => string): string {
	const entries = [
		[textPart("prototype"), () => INHERITED],
		[textPart("__proto__"), prototype],
		[textPart("constructor"), () => functionPart(seen)],
	] as const;
	return entries.map(([key, value]) => `${key}:${value()},`).join("");
}

const prototypePart = (seen: Seen) =>
	onceOnly(objectPrototype, seen, () => `object:3:${inheritedPart(seen, () => "Null")}`);

function objectPart(object: Readonly<Record<string, unknown>>, seen: Seen): string {
	return onceOnly(object, seen, () => {
		const keys = Object.keys(object).sort();
		const start = `object:${keys.length + 3}:${inheritedPart(seen, () => prototypePart(seen))}`;
		return start + keys.map((key) => `${textPart(key)}:${part(object[key], seen)},`).join("");
	});
}

function part(value: unknown, seen: Seen): string {
	if (value === null) return "Null";
	if (Array.isArray(value)) {
		return onceOnly(value, seen, () => {
			const items = value.map((item) => part(item, seen));
			return `array:${value.length}:${items.join("")}`;
		});
	}
	if (typeof value === "object") return objectPart({ ...value }, seen);
	if (typeof value === "string") return textPart(value);
	return typeof value === "boolean" ? `bool:${value}` : `number:${String(value)}`;
}

/** A short hash of options, the same for the same values in any order of keys. */
export function optionsHash(options: object): string {
	// Options hold nothing but what JSON can say; what only a deploy knows is hashed as it is written.
	const plain: unknown = JSON.parse(JSON.stringify(options));
	return shortHash(createHash("sha1").update(part(plain, [])).digest("hex"));
}
