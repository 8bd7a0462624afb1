import { pathToFileURL } from "node:url";
import {
	type Diagnostic,
	DiagnosticSeverity,
	DiagnosticTag,
	type Range as LspRange,
	type TextEdit,
} from "vscode-languageserver/node";
import type { Fix, LineMap, Problem, Severity, Span } from "../engine/index.ts";

/** A fix of a problem, as a diagnostic carries it in `data`. */
export type FixEdit = { readonly title: string; readonly edit: TextEdit };

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
	error: DiagnosticSeverity.Error,
	warning: DiagnosticSeverity.Warning,
	hint: DiagnosticSeverity.Information,
};

/** A span as the protocol counts it: engine and protocol both count UTF-16 units. */
export function toRange(span: Span, lines: LineMap): LspRange {
	return lines.rangeOf(span);
}

/** The edit that a fix stands for. */
export function toFixEdit(fix: Fix, lines: LineMap): FixEdit {
	return { title: fix.title, edit: { range: toRange(fix.span, lines), newText: fix.text } };
}

/**
 * A problem as the editor shows it. The hint is part of the message, because editors have no place of their own
 * for it and a problem without its remedy is half a problem.
 */
export function toDiagnostic(problem: Problem, lines: LineMap, uri: string): Diagnostic {
	const { code, severity, message, hint, span, related = [], fixes = [], elsewhere, isNeedless } = problem;
	const places = [
		...(elsewhere
			? [{ location: { uri: pathToFileURL(elsewhere.file).href, range: elsewhere.range }, message: "here" }]
			: []),
		...related.map((place) => ({
			location: { uri, range: toRange(place.span, lines) },
			message: place.message,
		})),
	];
	return {
		range: toRange(span, lines),
		severity: isNeedless ? DiagnosticSeverity.Hint : severities[severity],
		code,
		source: "spool",
		message: hint ? `${message} — ${hint}` : message,
		...(code.startsWith("deprecated-") && { tags: [DiagnosticTag.Deprecated] }),
		...(isNeedless && { tags: [DiagnosticTag.Unnecessary] }),
		...(places.length > 0 && { relatedInformation: places }),
		...(fixes.length > 0 && { data: { fixes: fixes.map((fix) => toFixEdit(fix, lines)) } }),
	};
}
