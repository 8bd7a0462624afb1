import type { Text } from "../../template/intrinsics.ts";
import type { Placed, Surroundings } from "../kind.ts";
import { member } from "./event-use.ts";
import { isKnownAtDeploy } from "./json-text.ts";

/** A member of `providerConfig`, which the schema of the top level has checked. */
export function providerSetting(provider: string, key: string, { settings }: Surroundings): unknown {
	return member(member(settings["providerConfig"], provider), key);
}

/** The same as a text of the template; `undefined` for what is empty or no text. */
export function providerText(provider: string, key: string, surroundings: Surroundings): Text | undefined {
	const value = providerSetting(provider, key, surroundings);
	if (typeof value === "string") return value === "" ? undefined : value;
	return isKnownAtDeploy(value) ? value : undefined;
}

/** True for the first resource of its type, where something is said that is true of all of them. */
export function isFirstOfType({ type, reference }: Placed, surroundings: Surroundings): boolean {
	return surroundings.all().find((other) => other.type === type)?.reference === reference;
}
