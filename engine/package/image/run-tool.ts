import type { RunOptions } from "../../host/port.ts";
import { Failure } from "../../report/failure.ts";
import type { ImageWork } from "./image-work.ts";

/** Lines of a program's output that a failure shows: its end, where the reason stands. */
const shownLines = 30;

function lastLines(text: string): readonly string[] {
	const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
	return lines.slice(-shownLines);
}

/** Runs a program that takes part in building an image. Fails with `image-build-failed` and the end of its output. */
export async function runTool(
	{ host, plan, signal }: Pick<ImageWork, "host" | "plan" | "signal">,
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
		code: "image-build-failed",
		kind: "package",
		message: `${program} could not build the image of "${plan.job}" (exit code ${exitCode})`,
		// Docker tells of its steps on the one stream, Buildah on the other.
		details: lastLines(`${stdout}\n${stderr}`),
		origin: plan.span,
	});
}
