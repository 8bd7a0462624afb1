import type { Range } from "../text/line-map.ts";
import type { Span } from "../text/span.ts";

export type Severity = "error" | "warning" | "hint";

/** One replacement in the config that repairs a problem. */
export type Fix = {
	readonly title: string;
	readonly span: Span;
	readonly text: string;
	/** The replaced word may stand in quotes, which the new one needs as well (always so in JSON). */
	readonly keepsQuotes?: boolean;
	/** The text is the replaced one in quotes, as it was written: `1.10` and not the number 1.1. */
	readonly addsQuotes?: boolean;
	/** The replaced text is an entry of a map, which goes with its comma or its line. */
	readonly removesEntry?: boolean;
	/** The replaced text is a map, which goes below this key, with `text` before it. */
	readonly nestsBelow?: string;
};

/** Another place in the config that has part in a problem. */
export type Related = { readonly message: string; readonly span: Span };

/** A place in a file that is not the config, for example in the user's code. */
export type Elsewhere = { readonly file: string; readonly range: Range };

/**
 * Something wrong with the config (or with code that it names), as a value with a place.
 *
 * `code` is public and never renamed. `message` is one sentence that quotes the wrong value, without a final
 * period. `hint` is an instruction. `span` is always a place in the config, also where `elsewhere` names the
 * file in which the fault itself lies.
 */
export type Problem = {
	readonly code: string;
	readonly severity: Severity;
	readonly message: string;
	readonly span: Span;
	readonly hint?: string;
	readonly fixes?: readonly Fix[];
	readonly related?: readonly Related[];
	readonly elsewhere?: Elsewhere;
	/** What it marks could as well not be there. */
	readonly isNeedless?: true;
	/** It is none where it is deployed already, which only AWS can tell. */
	readonly unlessDeployed?: true;
};

/** True when one of `problems` is an error, which is what keeps a deploy from starting. */
export function hasErrors(problems: readonly Problem[]): boolean {
	return problems.some((problem) => problem.severity === "error");
}
