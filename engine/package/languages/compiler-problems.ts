import { posix, relative, resolve } from "node:path";
import type { Problem } from "../../report/problem.ts";
import type { Span } from "../../text/span.ts";
import { withSlashes } from "../packaging-values.ts";

type Place = { readonly path: string; readonly line: number; readonly column: number; readonly text: string };

/** How compilers say where an error is: Maven, .NET, cargo and rustc, Go and the like, javac. */
const forms: readonly RegExp[] = [
	/^\[ERROR\] (?<path>\S.*?):\[(?<line>\d+),(?<column>\d+)\] (?:error: )?(?<text>.+)$/,
	/^(?<path>\S.*?)\((?<line>\d+),(?<column>\d+)\): error (?<text>\w+: .+?)(?: \[[^\]]+\])?$/,
	/^(?<path>[^\s:][^:]*|[A-Za-z]:[^:]+):(?<line>\d+):(?<column>\d+): (?!warning|note)(?:error(?:\[\w+\])?: )?(?<text>.+)$/,
	/^(?<path>[^\s:][^:]*|[A-Za-z]:[^:]+):(?<line>\d+): error: (?<text>.+)$/,
];

/** What Docker puts before the output of a step. */
const stepOfDocker = /^#\d+ [\d.]+ /;

/** Errors of one build that are shown; what follows is mostly a consequence. */
const mostProblems = 20;

function placeIn(line: string): Place | undefined {
	for (const form of forms) {
		const { path, line: row, column, text } = form.exec(line)?.groups ?? {};
		if (path === undefined || text === undefined) continue;
		return { path, line: Number(row), column: Number(column ?? 1), text: text.trim().replace(/\.$/, "") };
	}
	return undefined;
}

export type Compiled = {
	/** Absolute folder that the compiler ran in: its paths begin there. */
	readonly cwd: string;
	/** Absolute folder that it compiled; a copy of `folder` where the two differ. */
	readonly at: string;
	/** Absolute folder of the user's files. */
	readonly folder: string;
	readonly files: ReadonlySet<string>;
	readonly span: Span;
};

/** Errors in the output of a compiler, each at its place in the user's files; none where nothing names one. */
export function compilerProblems(
	output: string,
	{ cwd, at, folder, files, span }: Compiled,
): readonly Problem[] {
	const problems = new Map<string, Problem>();
	for (const line of output.split(/\r?\n/)) {
		const place = placeIn(line.trimEnd().replace(stepOfDocker, ""));
		if (place === undefined) continue;
		const path = withSlashes(relative(at, resolve(cwd, place.path)));
		if (!files.has(path)) continue;
		const start = { line: place.line - 1, character: Math.max(0, place.column - 1) };
		const key = `${path}:${place.line}:${place.text}`;
		if (problems.has(key) || problems.size === mostProblems) continue;
		problems.set(key, {
			code: "compile-error",
			severity: "error",
			message: place.text,
			span,
			elsewhere: { file: resolve(folder, posix.normalize(path)), range: { start, end: start } },
		});
	}
	return [...problems.values()];
}
