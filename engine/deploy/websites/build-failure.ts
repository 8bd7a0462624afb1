import type { Build } from "../../compile/builds.ts";
import type { RunResult } from "../../host/port.ts";
import { Failure } from "../../report/failure.ts";

/** Lines of a failed build that its failure carries. */
const lastLines = 40;

/** The failure of a build that has ended with an error. */
export function buildFailure(
	{ resource, span }: Build,
	command: string,
	result: RunResult,
	hint = "what it printed says why",
): Failure {
	const said = `${result.stdout}\n${result.stderr}`.split("\n").filter((line) => line.trim() !== "");
	return new Failure({
		code: "build-failed",
		kind: "script",
		message: `the build of ${resource} ended with exit code ${result.exitCode}: ${command}`,
		hint,
		details: said.slice(-lastLines),
		origin: span,
	});
}
