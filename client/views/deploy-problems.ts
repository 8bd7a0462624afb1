import {
	Diagnostic,
	DiagnosticRelatedInformation,
	DiagnosticSeverity,
	type ExtensionContext,
	Location,
	languages,
	Range,
	Uri,
	workspace,
} from "vscode";
import type { Failure } from "../../engine/effects.ts";
import { lineMap, type Range as PlainRange, type Problem, type Severity } from "../../engine/index.ts";
import { editorWords } from "../words.ts";

/** Failures of operations as diagnostics: on the line that made the failing resource, or in the user's code. */
export type DeployProblems = {
	/** Shows what has a place; `text`: of the config when the operation read it. Gives how many are shown. */
	show(config: Uri, text: string, failure: Failure): Promise<number>;
	clear(): void;
};

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
	error: DiagnosticSeverity.Error,
	warning: DiagnosticSeverity.Warning,
	hint: DiagnosticSeverity.Information,
};

function toRange({ start, end }: PlainRange): Range {
	return new Range(start.line, start.character, end.line, end.character);
}

function toDiagnostic(
	{ message, hint, severity, code }: Problem,
	place: Location,
	details: readonly string[],
) {
	const words = editorWords(hint ? `${message} — ${hint}` : message);
	const diagnostic = new Diagnostic(place.range, words, severities[severity]);
	diagnostic.source = "spool deploy";
	diagnostic.code = code;
	diagnostic.relatedInformation = details.map(
		(detail) => new DiagnosticRelatedInformation(place, editorWords(detail)),
	);
	return diagnostic;
}

/** True when the language server shows the same problem: it knows the config's own, and most operations find no other. */
function isShown(place: Location, diagnostic: Diagnostic): boolean {
	return languages
		.getDiagnostics(place.uri)
		.some(
			({ source, code, range }) =>
				source === "spool" && code === diagnostic.code && range.start.line === place.range.start.line,
		);
}

/** Adds the collection that operations report into. */
export function createDeployProblems(context: ExtensionContext): DeployProblems {
	const collection = languages.createDiagnosticCollection("spool-deploy");
	context.subscriptions.push(collection);
	return {
		show: async (config, text, failure) => {
			// Opened, the language server shows what is wrong with the config itself.
			await workspace.openTextDocument(config);
			const lines = lineMap(text);
			const byFile = new Map<string, Diagnostic[]>();
			for (const problem of failure.problems) {
				const { elsewhere } = problem;
				const uri = elsewhere ? Uri.file(elsewhere.file) : config;
				const place = new Location(uri, toRange(elsewhere?.range ?? lines.rangeOf(problem.span)));
				const diagnostic = toDiagnostic(problem, place, failure.details);
				if (isShown(place, diagnostic)) continue;
				byFile.set(uri.toString(), [...(byFile.get(uri.toString()) ?? []), diagnostic]);
			}
			for (const [file, diagnostics] of byFile) collection.set(Uri.parse(file), diagnostics);
			return failure.problems.length;
		},
		clear: () => collection.clear(),
	};
}
