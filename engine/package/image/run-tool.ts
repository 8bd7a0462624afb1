import type { Host, RunOptions } from "../../host/port.ts";
import { Failure } from "../../report/failure.ts";
import type { ArtifactPlan } from "../../resources/kind.ts";

/** Lines of a program's output that a failure shows: its end, where the reason stands. */
const shownLines = 30;

function lastLines(text: string): readonly string[] {
	const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
	return lines.slice(-shownLines);
}

/** What it takes to run a program for an artifact. */
export type ToolWork = {
	readonly plan: ArtifactPlan;
	readonly host: Host;
	readonly signal: AbortSignal | undefined;
};

/**
 * Runs a program that takes part in building an artifact, and gives what it printed. Fails with `image-build-failed`,
 * for a function with `code-build-failed`, and the end of its output.
 */
export async function runTool(
	{ host, plan, signal }: ToolWork,
	program: string,
	args: readonly string[],
	options: Omit<RunOptions, "signal">,
): Promise<string> {
	const { exitCode, stdout, stderr } = await host.run(program, args, {
		...options,
		...(signal && { signal }),
	});
	if (exitCode === 0) return stdout;
	throw new Failure({
		code: plan.kind === "image" ? "image-build-failed" : "code-build-failed",
		kind: "package",
		message: `${program} could not build the ${plan.kind === "image" ? "image" : "code"} of "${plan.job}" (exit code ${exitCode})`,
		// Docker tells of its steps on the one stream, Buildah on the other.
		details: lastLines(`${stdout}\n${stderr}`),
		origin: plan.span,
	});
}
