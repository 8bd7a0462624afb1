import type { Span } from "../text/span.ts";
import type { Fix, Problem } from "./problem.ts";

function quotedText(fix: Fix, text: string): string {
	const replaced = text.slice(fix.span.start, fix.span.end);
	if (fix.addsQuotes) return JSON.stringify(replaced);
	const quote = replaced.charAt(0);
	return fix.keepsQuotes && (quote === '"' || quote === "'") ? `${quote}${fix.text}${quote}` : fix.text;
}

/** What is to be deleted with an entry: the comma of a list in brackets, or else the rest of its lines. */
function wholeEntry({ start, end }: Span, text: string): Span {
	const comma = /^\s*,[ \t]*/.exec(text.slice(end));
	if (comma) return { start, end: end + comma[0].length };
	const before = /,\s*$/.exec(text.slice(0, start));
	if (before) return { start: before.index, end };
	const lineStart = text.lastIndexOf("\n", start - 1) + 1;
	const isBlock = text.slice(lineStart, start).trim() === "";
	const rest = /^[ \t]*(#[^\n]*)?(\r?\n|$)/.exec(text.slice(end));
	return isBlock && rest ? { start: lineStart, end: end + rest[0].length } : { start, end };
}

/** A map below `key`, with the entry `before` it. */
function nested(
	before: string,
	key: string,
	{ start, end }: Span,
	text: string,
): { span: Span; text: string } {
	const map = text.slice(start, end).trimEnd();
	const span = { start, end: start + map.length };
	if (map.startsWith("{")) {
		const [name = "", value = ""] = before.split(": ");
		return { span, text: `{ "${name}": "${value}", "${key}": ${map} }` };
	}
	const margin = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
	const deeper = map.replaceAll(/\n(?=[^\r\n])/g, "\n  ");
	return { span, text: `${before}\n${margin}${key}:\n${margin}  ${deeper}` };
}

function finishFix(fix: Fix, text: string): Fix {
	if (fix.nestsBelow !== undefined) return { ...fix, ...nested(fix.text, fix.nestsBelow, fix.span, text) };
	if (fix.removesEntry) return { ...fix, span: wholeEntry(fix.span, text) };
	const { start, end } = fix.span;
	const replaced = text.slice(start, end);
	// A block of several lines ends with the line break behind it, which is not the entry's.
	const kept = /\S$/.test(fix.text) ? replaced.length - replaced.trimEnd().length : 0;
	return { ...fix, span: { start, end: end - kept }, text: quotedText(fix, text) };
}

/** Gives the fixes of a problem what only the text of the config decides: quotes, commas and whole lines. */
export function finishFixes(problem: Problem, text: string): Problem {
	if (!problem.fixes) return problem;
	return { ...problem, fixes: problem.fixes.map((fix) => finishFix(fix, text)) };
}
