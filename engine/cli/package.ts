import { type ArtifactReport, createBundler, packageOnly } from "../effects.ts";
import { hasErrors } from "../report/problem.ts";
import { exitCodes } from "./exit-codes.ts";
import { formatTable } from "./format.ts";
import { analyseOffline, openConfig, type Program, portsOf } from "./setting.ts";

/** Reasons that are told of one artifact; a change of branch may have hundreds. */
const reasonsShown = 5;

function reasons({ isReused, because }: ArtifactReport): string {
	if (isReused) return "as before: nothing that it is made of has changed";
	const more = because.length > reasonsShown ? [`and ${because.length - reasonsShown} more`] : [];
	return ["made", [...because.slice(0, reasonsShown), ...more].join(", ")].join(": ");
}

/** What `--explain` tells: of each artifact why it was made, or that it was not. */
export function explainText(artifacts: readonly ArtifactReport[]): string {
	return formatTable(artifacts.map((artifact) => [artifact.job, reasons(artifact)]));
}

/** `spool package`. */
export async function packageCommand(program: Program): Promise<number> {
	const { output, args, signal, esbuildModule } = program;
	const opened = await openConfig(program);
	const { config, host, target } = opened;
	const analysis = await analyseOffline(program, opened);
	output.problems({ path: config.file.path, lines: analysis.lines }, analysis.problems);
	if (hasErrors(analysis.problems)) return exitCodes.badInput;
	const bundler = createBundler(esbuildModule ? { esbuildModule } : {});
	try {
		const request = { root: config.root, bundler, noCache: args.noCache, signal };
		const artifacts = await packageOnly(portsOf(program, host, target.region), analysis, request);
		const rows = artifacts.map(({ job, size, digest }) => [
			job,
			size === undefined ? "image" : `${size} bytes`,
			digest.slice(0, 12),
		]);
		const table = rows.length > 0 ? formatTable(rows) : "no code in this config\n";
		output.result({ artifacts }, args.explain ? `${table}\n${explainText(artifacts)}` : table);
		return exitCodes.done;
	} finally {
		await bundler.close();
	}
}
