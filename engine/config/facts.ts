/**
 * Something that is not in the config: found by whoever may do I/O, and asked for as a value, so that the front
 * half of the engine stays a function. The same want always has the same key.
 */
export type Want =
	/** Whether a path that the config names exists. `path` is relative to the config's folder. */
	| { readonly kind: "path"; readonly path: string }
	/** The current version of a secret in Secrets Manager. */
	| { readonly kind: "secret"; readonly name: string };

/** Answers by `wantKey`: for `path` one of `file`, `directory`, `missing`; for `secret` its version id or `missing`. */
export type Facts = ReadonlyMap<string, string>;

export const MISSING = "missing";

/** The key of a want in `Facts`. */
export function wantKey(want: Want): string {
	return want.kind === "path" ? `path:${want.path}` : `secret:${want.name}`;
}
