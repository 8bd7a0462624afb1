import { isAbsolute, join } from "node:path";
import type { Build } from "../compile/compiled.ts";
import type { SpanId } from "../progress/event.ts";
import { Failure } from "../report/failure.ts";
import type { Ports } from "./ports.ts";
import { runSpan } from "./spans.ts";

/** Lines of a failed build that its failure carries. */
const lastLines = 20;

async function runBuild(
	ports: Ports,
	{ command, folder, resource, span }: Build,
	place: { readonly root: string; readonly stage: string; readonly parent: SpanId },
	signal: AbortSignal | undefined,
): Promise<void> {
	const { root, stage, parent } = place;
	const cwd = isAbsolute(folder) ? folder : join(root, folder);
	await runSpan(ports, { id: `build:${resource}`, parent, label: `Build ${resource}` }, async () => {
		const env = { STP_STAGE: stage };
		const result = await ports.host.runShell(command, { cwd, env, ...(signal && { signal }) });
		if (result.exitCode === 0) return;
		const said = `${result.stdout}\n${result.stderr}`.split("\n").filter((line) => line.trim() !== "");
		throw new Failure({
			code: "build-failed",
			kind: "script",
			message: `the build of ${resource} ended with exit code ${result.exitCode}: ${command}`,
			hint: "what it printed says why",
			details: said.slice(-lastLines),
			origin: span,
		});
	});
}

const isSame = (one: Build, other: Build) => one.command === other.command && one.folder === other.folder;

/**
 * Runs the builds of a config one after the other: two of them may be of the same project. A command that several
 * resources give for the same folder runs once.
 */
export async function runBuilds(
	ports: Ports,
	builds: readonly Build[],
	place: { readonly root: string; readonly stage: string; readonly parent: SpanId },
	signal?: AbortSignal,
): Promise<void> {
	const once = builds.filter((build, index) => builds.findIndex((other) => isSame(build, other)) === index);
	for (const build of once) await runBuild(ports, build, place, signal);
}
