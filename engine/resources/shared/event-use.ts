import type { Use } from "../kind.ts";

/** The member `key` of an object or list about which nothing is known; `undefined` where there is none. */
export function member(value: unknown, key: string | number): unknown {
	if (typeof value !== "object" || value === null) return undefined;
	return Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}

/**
 * Name that owns the rules, subscriptions and permissions of an event of `use.by`. A batch job has no function of its
 * own: its trigger function owns them.
 */
export function eventOwner({ by }: Use): string {
	return by.type === "batch-job" ? `${by.name}TriggerFunction` : by.name;
}

/** The event that a use of a resource stands in; `undefined` when it stands elsewhere. */
export function eventAt({ by, path: [list, index] }: Use): unknown {
	if (list !== "events" || typeof index !== "number") return undefined;
	return member(member(by.values, "events"), index);
}
