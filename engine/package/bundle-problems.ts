import { resolve } from "node:path";
import type { Location, Message } from "esbuild";
import type { Elsewhere, Problem } from "../report/problem.ts";
import type { Span } from "../text/span.ts";

type Kind = {
	readonly pattern: RegExp;
	readonly code: string;
	readonly hint?: (match: RegExpExecArray) => string | undefined;
};

/** What esbuild says, and the code under which Spool says it. The first that matches counts. */
const kinds: readonly Kind[] = [
	{ pattern: /^Could not resolve "([^"]+)"/, code: "module-not-found" },
	{ pattern: /^No matching export in /, code: "export-not-found" },
	{
		pattern: /^No loader is configured for "([^"]*)" files/,
		code: "no-loader",
		hint: () => "copy the file into the artifact with includeFiles and read it at run time",
	},
	{
		pattern: /^Top-level await is currently not supported with the "cjs"/,
		code: "top-level-await",
		hint: () => "set outputModuleFormat to esm in languageSpecificConfig",
	},
];

/** True for an import that names a package, and not a file or a module of Node.js. */
export function namesPackage(specifier: string): boolean {
	return !/^(\.{0,2}\/|\.{1,2}$|[A-Za-z][\w+.-]*:|#)/.test(specifier);
}

/** The package that an import specifier names: `@a/b` of `@a/b/c`. */
export function packageOf(specifier: string): string {
	return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

/** The import that esbuild could not resolve, when that is what `message` says. */
export function missingModule({ text }: Message): string | undefined {
	return /^Could not resolve "([^"]+)"/.exec(text)?.[1];
}

/** The packages that `messages` miss, so that a caller can look up how to install them. */
export function missingPackages(messages: readonly Message[]): readonly string[] {
	const specifiers = messages.flatMap((message) => missingModule(message) ?? []);
	return [...new Set(specifiers.filter(namesPackage).map(packageOf))];
}

/** esbuild counts columns in bytes of UTF-8, editors in units of UTF-16. */
function utf16Column(lineText: string, bytes: number): number {
	return Buffer.from(lineText).toString("utf8", 0, bytes).length;
}

function placeOf(root: string, location: Location): Elsewhere {
	const line = location.line - 1;
	const start = utf16Column(location.lineText, location.column);
	const end = utf16Column(location.lineText, location.column + location.length);
	return {
		file: resolve(root, location.file),
		range: { start: { line, character: start }, end: { line, character: Math.max(start, end) } },
	};
}

/** esbuild's text as one sentence in the style of problems: no line breaks, no period. */
function sentence(text: string): string {
	return text.replace(/\s*\n\s*/g, " ").replace(/\.$/, "");
}

/** A note of esbuild that says what to do; the advice about its own options is of no use to a config. */
function noteOf(message: Message): string | undefined {
	const note = message.notes.find(({ text }) => !/ as external | "external" |plugin/.test(text));
	if (note === undefined) return undefined;
	const meant = /^Did you mean to import "([^"]+)"/.exec(note.text)?.[1];
	return meant === undefined ? sentence(note.text) : `did you mean "${meant}"?`;
}

/**
 * An error of esbuild as a problem: at `span` in the config, and elsewhere in the user's code. `installs` has
 * the command that installs a missing package.
 */
export function problemOf(
	message: Message,
	root: string,
	span: Span,
	installs: ReadonlyMap<string, string>,
): Problem {
	const { text, location } = message;
	const kind = kinds.find(({ pattern }) => pattern.test(text));
	const match = kind?.pattern.exec(text);
	const missing = kind?.code === "module-not-found" ? installs.get(packageOf(match?.[1] ?? "")) : undefined;
	const hint = missing ?? (match && kind?.hint?.(match)) ?? noteOf(message);
	return {
		code: kind?.code ?? (location === null ? "bundle-error" : "syntax-error"),
		severity: "error",
		message: sentence(text),
		span,
		...(hint !== undefined && { hint }),
		...(location !== null && { elsewhere: placeOf(root, location) }),
	};
}

/** A warning of esbuild in one line, with its place as terminals make it a link. */
export function warningText(message: Message): string {
	const { text, location } = message;
	if (location === null) return sentence(text);
	const column = utf16Column(location.lineText, location.column) + 1;
	return `${location.file}:${location.line}:${column}: ${sentence(text)}`;
}

/** Orders messages by place: esbuild reports them in the order in which its threads met them. */
export function byPlace(a: Message, b: Message): number {
	const [left, right] = [a.location, b.location];
	if (left === null || right === null) return (left === null ? 0 : 1) - (right === null ? 0 : 1);
	if (left.file !== right.file) return left.file < right.file ? -1 : 1;
	return left.line - right.line || left.column - right.column;
}
