import { type CodeAction, CodeActionKind } from "vscode-languageserver/node";
import type { Analysis, Problem, Span } from "../../engine/index.ts";
import { toDiagnostic, toFixEdit } from "../convert.ts";

function overlaps(problem: Problem, { start, end }: Span): boolean {
	return problem.span.start <= end && start <= problem.span.end;
}

/**
 * The repairs of the problems that a selection touches. They come from the analysis of the current text and not
 * from the diagnostics of the request, which may be those of an older one.
 */
export function quickFixes({ problems, lines }: Analysis, uri: string, selection: Span): CodeAction[] {
	return problems
		.filter((problem) => overlaps(problem, selection))
		.flatMap((problem) => {
			const fixes = problem.fixes ?? [];
			return fixes.map((fix) => {
				const { title, edit } = toFixEdit(fix, lines);
				return {
					title,
					kind: CodeActionKind.QuickFix,
					diagnostics: [toDiagnostic(problem, lines, uri)],
					isPreferred: fixes.length === 1,
					edit: { changes: { [uri]: [edit] } },
				};
			});
		});
}
