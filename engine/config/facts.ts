/**
 * Something that is not in the config: found by whoever may do I/O, and asked for as a value, so that the front
 * half of the engine stays a function. The same want always has the same key.
 */
export type Want =
	/** Whether a path that the config names exists. `path` is relative to the config's folder. */
	| { readonly kind: "path"; readonly path: string }
	/** The current version of a secret in Secrets Manager. */
	| { readonly kind: "secret"; readonly name: string }
	/** A VPC that is there already, by its id, or that of another stack of the format by the stack's name. */
	| { readonly kind: "vpc"; readonly vpcId?: string; readonly stack?: string };

/**
 * Answers by `wantKey`, `missing` for what does not exist: for `path` one of `file`, `directory`; for `secret` its
 * version id; for `vpc` a JSON text of `FoundVpc`.
 */
export type Facts = ReadonlyMap<string, string>;

export const MISSING = "missing";

/** The key of a want in `Facts`. */
export function wantKey(want: Want): string {
	switch (want.kind) {
		case "path":
			return `path:${want.path}`;
		case "secret":
			return `secret:${want.name}`;
		case "vpc":
			return `vpc:${want.vpcId ?? ""}:${want.stack ?? ""}`;
	}
}
