import {
	Diagnostic,
	DiagnosticRelatedInformation,
	DiagnosticSeverity,
	type ExtensionContext,
	Location,
	languages,
	Position,
	Range,
	Uri,
	workspace,
} from "vscode";
import type { Failure } from "../../engine/effects.ts";
import { lineMap, type Problem } from "../../engine/index.ts";

type PlainRange = {
	readonly start: { readonly line: number; readonly character: number };
	readonly end: { readonly line: number; readonly character: number };
};

/** Failures of deploys as diagnostics: on the line that made the failing resource, or in the user's code. */
export type DeployProblems = {
	show(config: Uri, failure: Failure): Promise<void>;
	clear(): void;
};

function toRange({ start, end }: PlainRange): Range {
	return new Range(new Position(start.line, start.character), new Position(end.line, end.character));
}

function toDiagnostic(problem: Problem, range: Range, failure: Failure, config: Uri): Diagnostic {
	const message = problem.hint ? `${problem.message} — ${problem.hint}` : problem.message;
	const diagnostic = new Diagnostic(
		range,
		message,
		problem.severity === "error" ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
	);
	diagnostic.source = "spool deploy";
	diagnostic.code = problem.code;
	diagnostic.relatedInformation = failure.details.map(
		(detail) => new DiagnosticRelatedInformation(new Location(config, range), detail),
	);
	return diagnostic;
}

/** Adds the collection that deploys report into. What the language server reports by itself is not repeated. */
export function createDeployProblems(context: ExtensionContext): DeployProblems {
	const collection = languages.createDiagnosticCollection("spool-deploy");
	context.subscriptions.push(collection);
	return {
		show: async (config, failure) => {
			if (failure.kind === "config") return;
			const lines = lineMap((await workspace.openTextDocument(config)).getText());
			const byFile = new Map<string, Diagnostic[]>();
			for (const problem of failure.problems) {
				const { elsewhere } = problem;
				const file = elsewhere ? Uri.file(elsewhere.file) : config;
				const range = toRange(elsewhere?.range ?? lines.rangeOf(problem.span));
				byFile.set(file.toString(), [
					...(byFile.get(file.toString()) ?? []),
					toDiagnostic(problem, range, failure, config),
				]);
			}
			for (const [file, diagnostics] of byFile) collection.set(Uri.parse(file), diagnostics);
		},
		clear: () => collection.clear(),
	};
}
