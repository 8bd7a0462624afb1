import { type CodeAction, CodeActionKind } from "vscode-languageserver/node";
import type { Analysis, Fix, Problem, Span } from "../../engine/index.ts";
import { toDiagnostic, toFixEdit } from "../convert.ts";

function overlaps(problem: Problem, { start, end }: Span): boolean {
	return problem.span.start <= end && start <= problem.span.end;
}

/**
 * The repairs of the problems that a selection touches. They come from the analysis of the current text and not
 * from the diagnostics of the request, which may be those of an older one.
 */
export function quickFixes(
	{ problems, remarks, lines }: Analysis,
	uri: string,
	selection: Span,
): CodeAction[] {
	return [...problems, ...remarks]
		.filter((problem) => overlaps(problem, selection))
		.flatMap((problem) => {
			const fixes = problem.fixes ?? [];
			return fixes.map((fix) => {
				const { title, edit } = toFixEdit(fix, lines);
				return {
					title,
					kind: CodeActionKind.QuickFix,
					diagnostics: [toDiagnostic(problem, lines, uri)],
					isPreferred: fixes.length === 1 && !problem.isNeedless,
					edit: { changes: { [uri]: [edit] } },
				};
			});
		});
}

/** The kind of the action that repairs a whole config, as editors run it on save when they are told to. */
export const fixAllKind = `${CodeActionKind.SourceFixAll}.spool`;

/** The repairs that need no choice: those of problems with one fix each, as far as they do not touch each other. */
function clearFixes(problems: readonly Problem[]): readonly Fix[] {
	const clear: Fix[] = [];
	for (const { fixes = [] } of problems) {
		const [fix] = fixes;
		const isFree = clear.every(({ span }) => fix && (span.end < fix.span.start || fix.span.end < span.start));
		if (fix && fixes.length === 1 && isFree) clear.push(fix);
	}
	return clear;
}

/** One action for all repairs that need no choice; `undefined` when there are none. */
export function fixAll({ problems, lines }: Analysis, uri: string): CodeAction | undefined {
	const fixes = clearFixes(problems);
	if (fixes.length === 0) return undefined;
	const edits = fixes.map((fix) => toFixEdit(fix, lines).edit);
	const title = `Fix all that has one obvious repair (${fixes.length})`;
	return { title, kind: fixAllKind, edit: { changes: { [uri]: edits } } };
}

/** True when a client that asked for `only` these kinds of actions wants one of `kind`. */
export function wantsKind(only: readonly string[] | undefined, kind: string): boolean {
	return !only || only.some((wanted) => kind === wanted || kind.startsWith(`${wanted}.`));
}
