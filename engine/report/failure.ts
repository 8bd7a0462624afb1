import type { Span } from "../text/span.ts";
import type { Problem } from "./problem.ts";

/** What kind of failure it was; decides the exit code of the CLI and the words of the editor. */
export type FailureKind =
	| "usage"
	| "config"
	| "credentials"
	| "permission"
	| "network"
	| "aws"
	| "stack"
	| "package"
	| "script"
	| "partial"
	| "file";

export type FailureOptions = {
	/** Kebab-case, public and never renamed, like a problem's code. */
	readonly code: string;
	readonly kind: FailureKind;
	/** One sentence: the root cause, in words a user can act on. */
	readonly message: string;
	/** What to do next. */
	readonly hint?: string;
	/** Further facts, one a line: what was done, what was left, the state of the stack. */
	readonly details?: readonly string[];
	/** The place in the config that led here, when there is one. */
	readonly origin?: Span;
	/** Problems of the config or of user code that stopped the work. */
	readonly problems?: readonly Problem[];
	readonly cause?: unknown;
};

/**
 * The world said no: credentials, network, AWS, the disk, or a config that cannot be deployed.
 *
 * Thrown by effects and caught once per entry point. What is wrong with the text of a config is a `Problem`
 * instead; a failure carries those that stopped it.
 */
export class Failure extends Error {
	readonly code: string;
	readonly kind: FailureKind;
	readonly hint: string | undefined;
	readonly details: readonly string[];
	readonly origin: Span | undefined;
	readonly problems: readonly Problem[];

	constructor(options: FailureOptions) {
		super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
		this.name = "Failure";
		this.code = options.code;
		this.kind = options.kind;
		this.hint = options.hint;
		this.details = options.details ?? [];
		this.origin = options.origin;
		this.problems = options.problems ?? [];
	}
}

/** True for the error of an `AbortSignal`: the user said stop, which is never reported as a failure. */
export function isAbort(error: unknown): boolean {
	return error instanceof Error && (error.name === "AbortError" || error.name === "CancelledError");
}

/** The user said stop after something had begun in AWS: `details` say what was done and what goes on. */
export class Cancelled extends Error {
	readonly details: readonly string[];

	constructor(details: readonly string[]) {
		super("cancelled");
		this.name = "CancelledError";
		this.details = details;
	}
}
