import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { CodeFault, CodePlace } from "../../config/program/answer.ts";
import type { BundledCode } from "./request.ts";

/** A line of a stack: a file, and a place in it counted from 1. */
const frame = /(?:\(|at )((?:file:\/\/)?\/?[^()\s][^()]*?):(\d+):(\d+)\)?$/;

function pathOf(file: string): string {
	return file.startsWith("file://") ? fileURLToPath(file) : file;
}

function mapOf({ map }: BundledCode): SourceMap | undefined {
	try {
		return new SourceMap(JSON.parse(readFileSync(map, "utf8")));
	} catch {
		// Without a map the fault is told without a place.
		return undefined;
	}
}

/** The places in the user's own files that a stack leads through, the innermost first. */
function placesOf(stack: string, code: BundledCode): readonly CodePlace[] {
	const map = mapOf(code);
	const runsAs = code.format === "esm" ? code.bundle : code.entry;
	return stack.split("\n").flatMap((line) => {
		const match = frame.exec(line.trim());
		if (!map || !match || pathOf(match[1] ?? "") !== runsAs) return [];
		const found = map.findEntry(Number(match[2]) - 1, Number(match[3]) - 1);
		if (!("originalSource" in found) || !found.originalSource) return [];
		const file = resolve(code.mapRoot, found.originalSource);
		const isOwn = !/[\\/](stacktape-module\.cjs|programs[\\/]stacktape[\\/].*\.ts)$/.test(file);
		return isOwn ? [{ file, line: found.originalLine, character: found.originalColumn }] : [];
	});
}

/** The message of whatever was thrown, in one sentence. */
function messageOf(error: unknown): string {
	if (!(error instanceof Error) && !(typeof error === "object" && error !== null && "message" in error))
		return typeof error === "string" ? error : `the value ${String(error)}`;
	const { name = "Error", message } = error as { readonly name?: string; readonly message: unknown };
	const text = String(message).split("\n")[0]?.replace(/\.$/, "") ?? "";
	return name === "Error" || text === "" ? text || name : `${name}: ${text}`;
}

/** What is mostly to be done about an error of JavaScript. */
function hintFor(message: string): string {
	const name = /^ReferenceError: (\S+) is not defined/.exec(message)?.[1];
	if (name !== undefined) return `declare ${name}, or import it`;
	const member = /of (undefined|null) \(reading '(.+)'\)/.exec(message);
	if (member) return `check what stands before .${member[2]}: it is ${member[1]}`;
	if (/Cannot find (module|package)/.test(message)) return "install it, or correct the name";
	return "correct what leads to it, or catch it";
}

/** What was thrown by the user's code, with its place there. `what` is the code in messages, such as `the config`. */
export function thrownFault(error: unknown, what: string, code: BundledCode): CodeFault {
	const stack = typeof error === "object" && error !== null && "stack" in error ? String(error.stack) : "";
	const places = placesOf(stack, code);
	const [place] = places;
	const via = place?.file === code.entry ? undefined : places.find(({ file }) => file === code.entry);
	const message = messageOf(error);
	return {
		code: "code-threw",
		message: `${what} threw ${message}`,
		hint: hintFor(message),
		...(place && { place }),
		...(via && { via }),
	};
}
