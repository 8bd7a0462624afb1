import type { Problem } from "../report/problem.ts";
import type { Span } from "../text/span.ts";

/** The problem of a config that is nested, or repeats itself, beyond what anybody writes by hand. */
export function tooComplex(span: Span): Problem {
	return {
		code: "too-complex",
		severity: "error",
		message: "the config goes deeper or grows larger here than Spool follows",
		span,
		hint: "write it with fewer levels and fewer repetitions",
	};
}
