import { join, resolve } from "node:path";
import type { Host } from "../../host/port.ts";
import { Failure } from "../../report/failure.ts";
import { mapBounded } from "../bounded.ts";
import { packagingFailure } from "../contents.ts";
import { compilerProblems } from "./compiler-problems.ts";
import type { Source } from "./source.ts";
import type { Build } from "./toolchain.ts";

/** Lines of a tool's output that a failure shows: its end, where the reason stands. */
const shownLines = 30;

/** Files written at a time. */
const writesInFlight = 8;

export type Step = {
	/** Absolute. */
	readonly cwd: string;
	readonly env?: Readonly<Record<string, string>>;
	/** The folder that is built, when it is not the user's: a copy, or the one inside a container. */
	readonly at?: string;
	/** Where paths in the output begin, when it is not `cwd`. */
	readonly outputFrom?: string;
	/** What to advise, by the output; nothing for an output that says enough. */
	readonly advice?: (output: string) => string | undefined;
};

/**
 * Runs a tool that builds. Fails with a problem for each error in the user's code that it names, else with
 * `code-build-failed` and the end of what it printed.
 */
export async function runBuild(
	{ work, source }: Build,
	program: string,
	args: readonly string[],
	{ cwd, env, at = source.folder, outputFrom = cwd, advice }: Step,
): Promise<string> {
	const { host, plan, signal } = work;
	const options = { cwd, ...(env && { env }), ...(signal && { signal }) };
	const { exitCode, stdout, stderr } = await host.run(program, args, options);
	if (exitCode === 0) return stdout;
	const output = `${stdout}\n${stderr}`;
	const { folder, files } = source;
	const problems = compilerProblems(output, { cwd: outputFrom, at, folder, files, span: plan.span });
	if (problems.length > 0) throw packagingFailure(plan, problems);
	const hint = advice?.(output);
	throw new Failure({
		code: "code-build-failed",
		kind: "package",
		message: `${program} could not build the code of "${plan.job}" (exit code ${exitCode})`,
		...(hint !== undefined && { hint }),
		details: output
			.split(/\r?\n/)
			.filter((line) => line.trim() !== "")
			.slice(-shownLines),
		origin: plan.span,
	});
}

async function copyLink(host: Host, from: string, to: string): Promise<void> {
	const kind = await host.kindOf(from);
	if (kind === "directory") {
		for (const { path } of await host.list(from)) await copyFile(host, join(from, path), join(to, path));
	} else if (kind === "file") await copyFile(host, from, to);
}

async function copyFile(host: Host, from: string, to: string): Promise<void> {
	await host.write(to, (await host.readBytes(from)) ?? new Uint8Array());
}

/** Copies a source, so that a tool which writes beside it leaves the user's folder as it is. Links become copies. */
export async function copySource(host: Host, { folder, entries }: Source, to: string): Promise<void> {
	await mapBounded(entries, writesInFlight, ({ path, kind }) =>
		(kind === "link" ? copyLink : copyFile)(host, resolve(folder, path), join(to, path)),
	);
}

/** Copies all files below a folder, but for those that `skips`. */
export async function copyFiles(
	host: Host,
	from: string,
	to: string,
	skips: (path: string) => boolean = () => false,
): Promise<void> {
	const files = (await host.list(from)).filter(({ path }) => !skips(path));
	await mapBounded(files, writesInFlight, ({ path }) => copyFile(host, join(from, path), join(to, path)));
}

/** Does something with a copy of the source, which is removed afterwards. */
export async function inCopy<T>({ work, source }: Build, make: (copy: string) => Promise<T>): Promise<T> {
	const copy = await work.host.temporaryDirectory("spool-build-");
	try {
		await copySource(work.host, source, copy);
		return await make(copy);
	} finally {
		await work.host.remove(copy);
	}
}
