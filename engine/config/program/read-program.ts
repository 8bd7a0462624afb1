import type { Target } from "../../names/target.ts";
import type { Problem } from "../../report/problem.ts";
import { type LineMap, lineMap } from "../../text/line-map.ts";
import type { Span } from "../../text/span.ts";
import { Deferred, entryOf, type Node } from "../../text/tree.ts";
import { type Facts, NOT_ALLOWED, type Want, wantKey } from "../facts.ts";
import type { CodeFault, KeptTransforms } from "./answer.ts";
import { readAnswer } from "./answer.ts";
import { type ProgramText, readProgramText } from "./literal.ts";
import { keySpanIn, placeValue } from "./places.ts";

/** A config that is a program: its value, if it was run. */
export type ProgramConfig = {
	readonly root: Node | undefined;
	readonly problems: readonly Problem[];
	readonly wants: readonly Want[];
	/** Functions that change children of resources: what the config calls the child, and where. */
	readonly transforms: readonly { readonly resource: string; readonly key: string; readonly span: Span }[];
	/** Where the function stands that changes the whole template; absent when there is none. */
	readonly final: Span | undefined;
	/** The words that export the config. */
	readonly exportSpan: Span;
};

/** A program whose literals are not looked for: all of its value stands at its beginning. */
const unreadText: ProgramText = { exported: undefined, exportSpan: { start: 0, end: 0 }, names: new Map() };

/** True for the path of a config that has to be run. */
export function isProgram(path: string): boolean {
	return /\.(ts|js|mts|mjs|cts|cjs|py)$/.test(path);
}

/** The question for the value of a config that is a program. */
export function configWant({ project, stage, region }: Omit<Target, "account">): Want {
	return { kind: "code", use: "config", called: "the config", args: [{ project, stage, region }] };
}

/** The tree with a value that nobody knows where the path leads: what is wrong there is said once. */
function withUnknown(node: Node, path: readonly (string | number)[]): Node {
	const [step, ...rest] = path;
	if (step === undefined) return unknownNode(node.span);
	if (node.kind === "list")
		return {
			...node,
			items: node.items.map((item, index) => (index === step ? withUnknown(item, rest) : item)),
		};
	if (node.kind !== "map") return node;
	const entries = node.entries.map((entry) =>
		entry.key === String(step) ? { ...entry, value: withUnknown(entry.value, rest) } : entry,
	);
	return { ...node, entries };
}

function unknownNode(span: Span): Node {
	const value = new Deferred({ directive: "", args: [], path: [], span, text: "", unanswered: true });
	return { kind: "deferred", span, value };
}

/** From a place to the end of its line, or to the end that it names. */
export function spanOfPlace(
	lines: LineMap,
	place: { readonly line: number; readonly character: number; readonly endCharacter?: number },
): Span {
	const { line, character, endCharacter = lines.lineText(line).trimEnd().length } = place;
	const start = lines.offsetAt({ line, character });
	return { start, end: Math.max(start, lines.offsetAt({ line, character: endCharacter })) };
}

/** The place of the part of a value that a path leads to, or of the nearest part around it. */
function spanOfPath(root: Node | undefined, path: readonly (string | number)[], otherwise: Span): Span {
	let node = root;
	let span = otherwise;
	for (const step of path) {
		const entry = entryOf(node, String(step));
		const next: Node | undefined = node?.kind === "list" ? node.items[Number(step)] : entry?.value;
		if (!next) return span;
		span = entry?.keySpan ?? next.span;
		node = next;
	}
	return node && node.kind !== "map" && node.kind !== "list" ? node.span : span;
}

function problemOf(fault: CodeFault, root: Node | undefined, program: ProgramText, lines: LineMap): Problem {
	const { code, message, hint, place, via, path } = fault;
	const { exportSpan } = program;
	const here = [place, via].find((one) => one !== undefined && one.file === undefined);
	const span = here ? spanOfPlace(lines, here) : spanOfPath(root, path ?? [], exportSpan);
	return {
		code,
		severity: "error",
		message,
		span,
		...(hint !== undefined && { hint }),
		...(place?.file !== undefined && { elsewhere: { file: place.file, range: rangeOf(place) } }),
	};
}

function rangeOf({ line, character, endCharacter = character }: NonNullable<CodeFault["place"]>) {
	return { start: { line, character }, end: { line, character: Math.max(character, endCharacter) } };
}

function notRun(span: Span, isForbidden: boolean): Problem {
	const why = isForbidden ? "is not run where the workspace is not trusted" : "was not run yet";
	return {
		code: "config-not-run",
		severity: "hint",
		message: `this config is a program that ${why}, so nothing in it is checked`,
		span,
		hint: isForbidden ? "trust this workspace" : "deploy it, or check it with `spool validate`",
	};
}

/** Reads a config that is a program: asks for its value, and gives each part of the value its place in the text. */
export function readProgram(
	{ path, text }: { readonly path: string; readonly text: string },
	facts: Facts,
	target: Omit<Target, "account">,
): ProgramConfig {
	const want = configWant(target);
	const program = path.endsWith(".py") ? unreadText : readProgramText(text);
	const { exportSpan } = program;
	const fact = facts.get(wantKey(want));
	const answer = readAnswer(fact);
	const shared = { wants: [want], exportSpan };
	if (!answer) {
		const problems = [notRun(exportSpan, fact === NOT_ALLOWED)];
		return { ...shared, root: undefined, problems, transforms: [], final: undefined };
	}
	const root = answer.ok ? placeValue(answer.value, program) : undefined;
	const lines = lineMap(text);
	const { faults = [] } = answer;
	return {
		...shared,
		root: root && faults.reduce((tree, { path }) => (path ? withUnknown(tree, path) : tree), root),
		problems: faults.map((fault) => problemOf(fault, root, program, lines)),
		...placeTransforms(answer.ok ? answer.transforms : undefined, program),
	};
}

function placeTransforms(
	kept: KeptTransforms | undefined,
	program: ProgramText,
): Pick<ProgramConfig, "transforms" | "final"> {
	const at = (...path: readonly string[]) => keySpanIn(program, path);
	return {
		transforms: Object.entries(kept?.resources ?? {}).flatMap(([resource, keys]) =>
			keys.map((key) => ({ resource, key, span: at("resources", resource, "transforms", key) })),
		),
		final: kept?.final ? at("finalTransform") : undefined,
	};
}
