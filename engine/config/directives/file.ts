import type { Target } from "../../names/target.ts";
import type { DirectiveArgument } from "../../text/tree.ts";
import { readDataFile } from "../data-file.ts";
import { MISSING, textOf, type Want, wantKey } from "../facts.ts";
import { codeResult, fileWant, namesCode } from "./code.ts";
import type { DirectiveParameter, Evaluated, LocalContext, LocalDirective } from "./kind.ts";

const parameters: readonly DirectiveParameter[] = [
	{ name: "path", docs: "Path of the file, relative to the config.", takes: "text" },
];

const want = ([path]: readonly DirectiveArgument[]): Want => ({ kind: "text", path: String(path) });

/** What `$File` asks for: the text of a file with data, what comes of one with code. */
const contentWant = (args: readonly DirectiveArgument[], target: Target): Want =>
	namesCode(String(args[0])) ? fileWant(String(args[0]), target) : want(args);

/** Why a file gives no text. */
function noText(path: string, answer: string): Evaluated {
	if (answer === MISSING) {
		const hint = `paths begin at the folder of the config; create ${path} or correct the path`;
		return { kind: "wrong", code: "file-not-found", message: `there is no file "${path}"`, hint };
	}
	if (answer === "directory") {
		const message = `"${path}" is a directory, but a file is needed`;
		return { kind: "wrong", code: "wrong-kind-of-file", message, hint: "name the file itself" };
	}
	const message = `"${path}" is larger than the 1 MB that fit into a template`;
	return { kind: "wrong", code: "file-too-large", message, hint: "put what is needed into a smaller file" };
}

/** Hands the text of the file to `read`. */
function withText(
	args: readonly DirectiveArgument[],
	{ facts }: LocalContext,
	read: (path: string, text: string) => Evaluated,
): Evaluated {
	const path = String(args[0]);
	const answer = facts.get(wantKey(want(args)));
	if (answer === undefined) return { kind: "unknown" };
	const text = textOf(answer);
	return text === undefined ? noText(path, answer) : read(path, text);
}

export const file: LocalDirective = {
	kind: "local",
	name: "File",
	docs: "The content of a YAML, JSON, INI or `.env` file, or what a file in JavaScript, TypeScript or Python exports (`file.ts:name` for one of several; a function is called). A path picks a part of it. Directives in it are resolved too.",
	parameters,
	example: "$File('settings.json').size",
	snippet: "File('${1:settings.json}')",
	want: contentWant,
	evaluate: (args, context) => {
		const wanted = contentWant(args, context.target);
		return wanted.kind === "code" ? codeResult(wanted, context.facts) : withText(args, context, readDataFile);
	},
};

export const fileRaw: LocalDirective = {
	kind: "local",
	name: "FileRaw",
	docs: "The text of a file, as it stands there.",
	parameters,
	example: "$FileRaw('notes.txt')",
	snippet: "FileRaw('${1:notes.txt}')",
	want,
	evaluate: (args, context) => withText(args, context, (_path, text) => ({ kind: "raw", text })),
};
