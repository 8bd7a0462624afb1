/** What `$GitInfo` can be asked for. */
export const gitFacts = ["branch", "commit", "gitUrl", "username", "hasUncommitedChanges"] as const;

export type GitFact = (typeof gitFacts)[number];

/**
 * Something that is not in the config: found by whoever may do I/O, and asked for as a value, so that the front
 * half of the engine stays a function. The same want always has the same key.
 */
export type Want =
	/** What is at a path that the config names. `path` is relative to the config's folder. */
	| { readonly kind: "path"; readonly path: string }
	/** The text of a file. */
	| { readonly kind: "text"; readonly path: string }
	/** A fact of the git repository that the config lies in. */
	| { readonly kind: "git"; readonly fact: GitFact }
	/** An argument of the command line. */
	| { readonly kind: "argument"; readonly name: string }
	/** The AWS profile in use. */
	| { readonly kind: "profile" }
	/** The settings of this machine or repository: `spool.settings.yml` of the config's folder or of one above it. */
	| { readonly kind: "settings" }
	/** The current version of a secret in Secrets Manager. */
	| { readonly kind: "secret"; readonly name: string }
	/** A VPC that is there already, by its id, or that of another stack of the format by the stack's name. */
	| { readonly kind: "vpc"; readonly vpcId?: string; readonly stack?: string }
	/** The properties of a resource in the template that is deployed. */
	| { readonly kind: "deployed"; readonly stack: string; readonly logicalId: string }
	/** Type and version of a parameter of Systems Manager. */
	| { readonly kind: "parameter"; readonly name: string }
	/** The outputs of a deployed stack. */
	| { readonly kind: "outputs"; readonly stack: string; readonly region: string }
	/** The public hosted zone of the account that a domain belongs to: the one with the longest name. */
	| { readonly kind: "hosted-zone"; readonly domain: string }
	/** The name servers that the DNS knows for a domain. */
	| { readonly kind: "name-servers"; readonly domain: string }
	/** An issued certificate of the account that covers a domain, but none that the stack `notOf` has made itself. */
	| {
			readonly kind: "certificate";
			readonly domain: string;
			readonly region: string;
			readonly notOf: string;
	  }
	| CodeWant;

/** What the user's own code gives when it is run, which only happens where the user has said so. */
export type CodeWant = {
	readonly kind: "code";
	/** What the code is to the config: the config itself, or something that the config names. */
	readonly use: "config" | "directive" | "file" | "construct";
	/** What it is called in messages, such as `the config` or `$password`. */
	readonly called: string;
	/** Path of the file, relative to the config's folder, perhaps with `:export`; absent for the config itself. */
	readonly file?: string;
	/** What its function is called with. */
	readonly args: readonly unknown[];
};

/**
 * Answers by `wantKey`. Every kind but `profile` may be answered by `missing`, and beside it
 * `path` by `file` or `directory`; `text` as `textAnswer` writes it, `directory` or `too-large`; `git` and `argument`
 * by the value as JSON; `profile` by its name; `secret` by its version id; `parameter` by `String:3` (its type, a
 * colon, its version); `outputs` by the JSON of `StackOutputs`; `settings` by that of `FoundSettings`; `vpc` by that of `FoundVpc`; `deployed` by that of the properties; `hosted-zone` by that of `FoundZone`;
 * `name-servers` by the JSON of a list;
 * `certificate` by its ARN; `code` by the JSON of a `CodeAnswer`, or by `not-allowed`.
 */
export type Facts = ReadonlyMap<string, string>;

export const MISSING = "missing";

/** The answer of whoever must not run the user's code. */
export const NOT_ALLOWED = "not-allowed";

/** The outputs of a stack by name; exported ones with the name under which others import them. */
export type StackOutputs = Readonly<Record<string, { readonly value: string; readonly exportName?: string }>>;

/** The largest file that `$File` and `$FileRaw` read, in bytes: a template cannot hold more. */
export const MAX_TEXT_BYTES = 1_000_000;

const textMark = "text:";

/** The answer to a `text` want; the mark keeps a file whose text is `missing` apart from one that is missing. */
export function textAnswer(text: string): string {
	return text.length > MAX_TEXT_BYTES ? "too-large" : textMark + text;
}

/** The text of a file from the answer; `undefined` when there is none. */
export function textOf(answer: string): string | undefined {
	return answer.startsWith(textMark) ? answer.slice(textMark.length) : undefined;
}

/** The key of a want in `Facts`. */
export function wantKey(want: Want): string {
	switch (want.kind) {
		case "path":
		case "text":
			return `${want.kind}:${want.path}`;
		case "git":
			return `git:${want.fact}`;
		case "argument":
		case "secret":
		case "parameter":
			return `${want.kind}:${want.name}`;
		case "profile":
		case "settings":
			return want.kind;
		case "outputs":
			return `outputs:${want.region}:${want.stack}`;
		case "code":
			return `code:${JSON.stringify([want.use, want.file ?? "", want.args])}`;
		case "vpc":
			return `vpc:${want.vpcId ?? ""}:${want.stack ?? ""}`;
		case "deployed":
			return `deployed:${want.stack}:${want.logicalId}`;
		case "hosted-zone":
			return `hosted-zone:${want.domain}`;
		case "name-servers":
			return `name-servers:${want.domain}`;
		case "certificate":
			return `certificate:${want.region}:${want.domain}:${want.notOf}`;
	}
}
