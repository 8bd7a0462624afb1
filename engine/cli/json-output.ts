import { Cancelled, Failure } from "../report/failure.ts";
import { type Output, type ProblemSource, problemRecord } from "./output.ts";

function failureRecord(error: unknown): Readonly<Record<string, unknown>> {
	if (error instanceof Cancelled) return { kind: "cancelled", details: error.details };
	if (error instanceof Failure) {
		const { code, kind, message, hint, details } = error;
		return { kind: "failure", code, failure: kind, message, ...(hint !== undefined && { hint }), details };
	}
	if (error instanceof Error && error.name === "AbortError") return { kind: "cancelled", details: [] };
	return {
		kind: "failure",
		code: "defect",
		failure: "defect",
		message: error instanceof Error ? error.message : String(error),
		details: [],
	};
}

/** One JSON value a line, for programs. Nothing else is ever written to `write`. */
export function jsonOutput(write: (text: string) => void): Output {
	const line = (value: unknown) => write(`${JSON.stringify(value)}\n`);
	return {
		emit: line,
		problems: (source, problems) => {
			for (const problem of problems) line(problemRecord(source, problem));
		},
		result: (data) => line({ kind: "result", ...data }),
		failure: (error, source: ProblemSource | undefined) => {
			if (error instanceof Failure && source)
				for (const problem of error.problems) line(problemRecord(source, problem));
			line(failureRecord(error));
		},
		close: () => {},
	};
}
