import type { Finding, Path } from "../kind.ts";

/**
 * Finds what is wrong when not exactly one of `keys` is set in `holder`, the object at `path`. A key counts as set
 * when it has a value other than `false`: `useDefaultBus: false` chooses nothing.
 */
export function exactlyOne(
	holder: object,
	keys: readonly [string, ...string[]],
	path: Path,
): readonly Finding[] {
	const written: Readonly<Record<string, unknown>> = { ...holder };
	const given = keys.filter((key) => written[key] !== undefined && written[key] !== false);
	const choice = `${keys.slice(0, -1).join(", ")} or ${keys.at(-1)}`;
	const [first, second] = given;
	if (first === undefined) {
		const message = `one of ${choice} must be set`;
		return [{ code: "not-exactly-one", message, path, atKey: true, hint: `set ${choice}` }];
	}
	if (second === undefined) return [];
	return [
		{
			code: "not-exactly-one",
			message: `${second} cannot be set together with ${first}`,
			path: [...path, second],
			atKey: true,
			hint: `keep one of ${given.join(", ")}`,
		},
	];
}
