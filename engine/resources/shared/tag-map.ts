import type { Text } from "../../template/intrinsics.ts";
import type { Surroundings } from "../kind.ts";

/** `tags` of a resource, as its config has them. */
type Written = readonly { readonly name: Text; readonly value: Text }[];

/** Tags as a map, for the services that want one: the stack's, then the resource's own, then those of the stack's names. */
export function tagMap({ tags }: Surroundings, own: Written = []): Readonly<Record<string, Text>> {
	const isStandard = ({ Key }: { readonly Key: unknown }) => String(Key).startsWith("stp:");
	const pairs = [
		...tags.filter((tag) => !isStandard(tag)).map(({ Key, Value }) => [Key, Value] as const),
		...own.map(({ name, value }) => [String(name), value] as const),
		...tags.filter(isStandard).map(({ Key, Value }) => [Key, Value] as const),
	];
	return Object.fromEntries(pairs);
}
