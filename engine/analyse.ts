import { compileGraph, type Rendered } from "./compile/compile.ts";
import type { Compiled } from "./compile/compiled.ts";
import { planTransforms, type TransformPlan } from "./compile/transforms.ts";
import type { Facts, Want } from "./config/facts.ts";
import { type ConfigFile, type ParsedConfig, parseConfig } from "./config/parse.ts";
import type { YamlMemory } from "./config/parse-yaml.ts";
import { fixesInProgram } from "./config/program/fixes.ts";
import { type Resolved, resolveConfig } from "./config/resolve.ts";
import { checkTarget } from "./config/target.ts";
import type { Graph } from "./graph/graph.ts";
import { linkConfig } from "./graph/link.ts";
import { remarksOn } from "./graph/remarks.ts";
import type { Target } from "./names/target.ts";
import { finishFixes } from "./report/finish-fix.ts";
import type { Problem } from "./report/problem.ts";
import { kinds, unbuiltTypes } from "./resources/index.ts";
import type { Surroundings } from "./resources/kind.ts";
import { type LineMap, lineMap } from "./text/line-map.ts";
import type { Span } from "./text/span.ts";

/** Everything Spool knows about one version of a config, without asking the world. */
export type Analysis = {
	readonly file: ConfigFile;
	readonly target: Target;
	readonly lines: LineMap;
	readonly parsed: ParsedConfig;
	readonly resolved: Resolved;
	readonly graph: Graph;
	readonly compiled: Compiled;
	/** What the rooms see of each other. */
	readonly surroundings: Surroundings;
	/** Renders directives that come in after the template was made. */
	readonly render: (value: unknown) => Rendered;
	/** Functions of the config that change the template; the driver runs them, because they are code. */
	readonly transforms: TransformPlan;
	/** In the order of the text. */
	readonly problems: readonly Problem[];
	/** What the config could do without: no problems, and told beside them. */
	readonly remarks: readonly Problem[];
	/** What would make the analysis better if somebody knew it. */
	readonly wants: readonly Want[];
};

const placeKey = ({ start, end }: Span): string => `${start} ${end}`;

/** The first of those that are equal in code, place and message. */
function onlyOnce(problems: readonly Problem[]): readonly Problem[] {
	const byKey = new Map<string, Problem>();
	for (const problem of problems) {
		const key = `${problem.code} ${placeKey(problem.span)} ${problem.message}`;
		if (!byKey.has(key)) byKey.set(key, problem);
	}
	return [...byKey.values()];
}

/** Each problem once, in the order of the text; those behind a syntax error only where the tree can be trusted. */
function settle(problems: readonly Problem[], parsed: ParsedConfig, text: string): readonly Problem[] {
	const ofSyntax = new Set(parsed.problems);
	const trusted = problems.filter(
		(problem) => ofSyntax.has(problem) || problem.span.end <= parsed.trustedUntil,
	);
	const paths = new Set(
		trusted.filter(({ code }) => code === "file-not-found" || code === "wrong-kind-of-file"),
	);
	const places = new Set([...paths].map(({ span }) => placeKey(span)));
	// What a path should hold is no question as long as it leads to nothing, or to a folder.
	const follows = (problem: Problem) => !paths.has(problem) && places.has(placeKey(problem.span));
	return onlyOnce(trusted.filter((problem) => !follows(problem)))
		.toSorted((left, right) => left.span.start - right.span.start)
		.map((problem) => (parsed.program ? inProgram(problem, text) : finishFixes(problem, text)));
}

/** A problem of a config that is a program, with the fixes that are possible there. */
function inProgram(problem: Problem, text: string): Problem {
	const { fixes: written = [], ...rest } = problem;
	const fixes = fixesInProgram(written, text);
	return fixes.length > 0 ? { ...rest, fixes } : rest;
}

const noFacts: Facts = new Map();

/**
 * Parses, resolves, links and compiles a config. Pure, total and synchronous: the editor calls it on every change,
 * and a deploy calls it until its wants are answered. `memory`: what was read of an earlier version of the text; it
 * makes the same analysis sooner.
 */
export function analyse(
	file: ConfigFile,
	target: Target,
	facts: Facts = noFacts,
	memory?: YamlMemory,
): Analysis {
	const parsed = parseConfig(file, target, facts, memory);
	const resolved = resolveConfig(parsed, target, facts);
	const graph = linkConfig({ built: kinds, unbuilt: unbuiltTypes }, resolved, facts, target);
	const { compiled, surroundings, render, wants, problems } = compileGraph(graph, target, facts);
	const transforms = planTransforms(parsed.program, compiled);
	const all = [
		...parsed.problems,
		...checkTarget(target),
		...resolved.problems,
		...graph.problems,
		...problems,
		...transforms.problems,
	];
	return {
		file,
		target,
		lines: lineMap(file.text),
		parsed,
		resolved,
		graph,
		compiled,
		surroundings,
		render,
		transforms: transforms.plan,
		problems: settle(all, parsed, file.text),
		remarks: remarksOn(parsed, graph).map((remark) => finishFixes(remark, file.text)),
		wants: [...graph.wants, ...wants],
	};
}
