import type { Target } from "../names/target.ts";
import type { Problem } from "../report/problem.ts";
import { emptySpan } from "../text/span.ts";
import { entryOf, type Node } from "../text/tree.ts";
import type { Facts, Want } from "./facts.ts";
import { parseJson } from "./parse-json.ts";
import { parseYaml, type YamlMemory } from "./parse-yaml.ts";
import { isProgram, type ProgramConfig, readProgram } from "./program/read-program.ts";

/** A config as text. `path` is only used to tell YAML from JSON and in messages. */
export type ConfigFile = { readonly path: string; readonly text: string };

/** A config as a tree with places. */
export type ParsedConfig = {
	readonly file: ConfigFile;
	/** The map at the top; absent when there is none. */
	readonly root: Node | undefined;
	readonly problems: readonly Problem[];
	/** From here on the tree may not be what the author meant: the start of the block with the first syntax error. */
	readonly trustedUntil: number;
	/** What it takes to know the tree: the value of a config that is a program. */
	readonly wants: readonly Want[];
	/** Absent for a config that is plain data. */
	readonly program?: Pick<ProgramConfig, "transforms" | "final" | "exportSpan">;
};

/** What a syntax gives. */
export type SyntaxResult = {
	/** The tree as far as it goes. */
	readonly root: Node | undefined;
	/** Where the text is not of the syntax at all, so that the tree may not be what the author meant. */
	readonly syntax: readonly Problem[];
	/** What is wrong in a text that could be read, such as a key that is there twice. */
	readonly problems: readonly Problem[];
};

/**
 * Reads a config. Total: a broken text still gives the tree of what could be read. A config that is a program has the
 * tree of its value, which stands among the facts once it was run.
 *
 * Of several syntax errors only the first is reported, because the later ones are mostly its consequences.
 */
export function parseConfig(
	file: ConfigFile,
	target: Omit<Target, "account"> = { project: "", stage: "", region: "" },
	facts: Facts = new Map(),
	memory?: YamlMemory,
): ParsedConfig {
	if (isProgram(file.path)) return parseProgram(file, readProgram(file, facts, target));
	const { root, syntax, problems } = file.path.endsWith(".json")
		? parseJson(file.text)
		: parseYaml(file.text, memory);
	const first = syntax.toSorted((left, right) => left.span.start - right.span.start)[0];
	const trustedUntil = first ? blockStart(root, first.span.start) : Number.POSITIVE_INFINITY;
	const trusted = problems.filter((problem) => problem.span.end <= trustedUntil);
	return {
		file,
		root: root?.kind === "map" ? root : undefined,
		problems: [...trusted, ...(first ? [first] : rootProblems(file, root))],
		trustedUntil,
		wants: [],
	};
}

function parseProgram(file: ConfigFile, read: ProgramConfig): ParsedConfig {
	const { root, problems, wants, transforms, final, exportSpan } = read;
	const isEmpty = root?.kind === "map" && root.entries.length === 0;
	return {
		file,
		root: root?.kind === "map" && !isEmpty ? root : undefined,
		problems: isEmpty ? [...problems, emptyConfig(exportSpan)] : problems,
		trustedUntil: Number.POSITIVE_INFINITY,
		wants,
		program: { transforms, final, exportSpan },
	};
}

function emptyConfig(span: Problem["span"]): Problem {
	return {
		code: "empty-config",
		severity: "error",
		message: "the config is empty",
		span,
		hint: "give it `resources` with one resource",
	};
}

function rootProblems(file: ConfigFile, root: Node | undefined): Problem[] {
	if (root?.kind === "map" || root?.kind === "deferred") return [];
	const isEmpty = root === undefined || (root.kind === "scalar" && root.value === null);
	return [
		{
			code: isEmpty ? "empty-config" : "wrong-type",
			severity: "error",
			message: isEmpty ? "the config is empty" : "the config must be a map of keys to values",
			span: root && !isEmpty ? root.span : emptySpan(Math.max(0, file.text.search(/\S|$/))),
			hint: "begin with `resources:` and one resource below it",
		},
	];
}

/** Start of the resource (or of the root key) that `offset` lies in or right behind. */
function blockStart(root: Node | undefined, offset: number): number {
	if (root?.kind !== "map") return 0;
	const resources = entryOf(root, "resources")?.value;
	const nested = resources?.kind === "map" ? resources.entries : [];
	const starts = [...root.entries, ...nested]
		.map((entry) => entry.keySpan.start)
		.filter((start) => start <= offset);
	return Math.max(0, ...starts);
}
