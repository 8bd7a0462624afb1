import type { Use } from "../kind.ts";

/** The member `key` of an object or list about which nothing is known; `undefined` where there is none. */
export function member(value: unknown, key: string | number): unknown {
	if (typeof value !== "object" || value === null) return undefined;
	return Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}

/** The event that a use of a resource stands in; `undefined` when it stands elsewhere. */
export function eventAt({ by, path: [list, index] }: Use): unknown {
	if (list !== "events" || typeof index !== "number") return undefined;
	return member(member(by.values, "events"), index);
}

/** The resource of the config that an event of `reference` is written in: a part has the events of its resource. */
export function writtenIn(reference: string): string {
	return reference.split(".", 1)[0] ?? reference;
}
