import { nothingRead, type Reading, read } from "../progress/reading.ts";
import { Cancelled, Failure, isAbort } from "../report/failure.ts";
import { afterCancel } from "./cancelled.ts";
import { type Output, type ProblemSource, problemRecord } from "./output.ts";

function failureRecord(error: unknown, reading: Reading): Readonly<Record<string, unknown>> {
	if (error instanceof Cancelled) return { kind: "cancelled", details: error.details };
	if (isAbort(error)) return { kind: "cancelled", details: afterCancel(reading) };
	if (error instanceof Failure) {
		const { code, kind, message, hint, details } = error;
		return { kind: "failure", code, failure: kind, message, ...(hint !== undefined && { hint }), details };
	}
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
	let reading: Reading = nothingRead;
	return {
		emit: (event) => {
			reading = read(reading, event);
			line(event);
		},
		problems: (source, problems) => {
			for (const problem of problems) line(problemRecord(source, problem));
		},
		result: (data) => line({ kind: "result", ...data }),
		failure: (error, source: ProblemSource | undefined) => {
			if (error instanceof Failure && source)
				for (const problem of error.problems) line(problemRecord(source, problem));
			line(failureRecord(error, reading));
		},
		close: () => {},
	};
}
