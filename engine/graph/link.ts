import { type Facts, MISSING, type Want, wantKey } from "../config/facts.ts";
import type { Resolved } from "../config/resolve.ts";
import { rootSchema } from "../config/root-schema.ts";
import type { Target } from "../names/target.ts";
import type { Problem } from "../report/problem.ts";
import { checkValue } from "../schema/check.ts";
import { splitEntryPath } from "../schema/entry-path.ts";
import { readSchema } from "../schema/read.ts";
import type { Mention } from "../schema/walk.ts";
import { entryOf, type Node } from "../text/tree.ts";
import { edgesOf } from "./edges.ts";
import { currentRoot } from "./former.ts";
import { type Edge, type Graph, type LinkedResource, ownerOf, type Section } from "./graph.ts";
import { partsOfAll } from "./parts.ts";
import { type Kinds, linkResource } from "./resource.ts";
import { directivePaths, scriptProblems } from "./scripts.ts";

/** Paths that the config names, found or not. */
function pathProblems(
	mentions: readonly Mention[],
	facts: Facts,
): { readonly wants: Want[]; readonly problems: Problem[] } {
	const wants = new Map<string, Want>();
	const problems: Problem[] = [];
	for (const mention of mentions.filter((candidate) => candidate.kind === "path")) {
		const want: Want = { kind: "path", path: splitEntryPath(mention.text).path };
		wants.set(wantKey(want), want);
		const found = facts.get(wantKey(want));
		if (found === undefined) continue;
		const problem = pathProblem(mention, found);
		if (problem) problems.push(problem);
	}
	return { wants: [...wants.values()], problems };
}

/** What a script makes before a deploy builds anything need not be there yet. */
function madeByHook(problem: Problem): Problem {
	if (problem.code !== "file-not-found") return problem;
	const hint = "a beforeDeploy hook must make it, or the path is wrong";
	return { ...problem, severity: "warning", hint };
}

function hasBuildHook({ settings }: LinkedSettings): boolean {
	const { hooks } = settings.value as { readonly hooks?: { readonly beforeDeploy?: readonly unknown[] } };
	return (hooks?.beforeDeploy?.length ?? 0) > 0;
}

function pathProblem(mention: Mention, found: string): Problem | undefined {
	const { span, pathTo } = mention;
	const text = splitEntryPath(mention.text).path;
	if (found === MISSING) {
		const hint = `paths begin at the folder of the config; create ${text} or correct the path`;
		const message = `there is no ${pathTo === "directory" ? "folder" : "file"} "${text}"`;
		return { code: "file-not-found", severity: "error", message, span, hint };
	}
	if (pathTo === "any" || pathTo === found) return undefined;
	const message = `"${text}" is a ${found}, but a ${pathTo} is needed`;
	const hint =
		pathTo === "file" ? "name the file itself, for example src/index.ts" : "name the folder itself";
	return { code: "wrong-kind-of-file", severity: "error", message, span, hint };
}

type LinkedSettings = {
	readonly settings: Section;
	readonly mentions: readonly Mention[];
	readonly problems: readonly Problem[];
};

function linkSettings(root: Node): LinkedSettings {
	if (root.kind !== "map") return { settings: emptySection(root), mentions: [], problems: [] };
	const checked = checkValue(readSchema(rootSchema), root, { name: "the config", span: firstKey(root) });
	const value = checked.value as Readonly<Record<string, unknown>>;
	const settings = { value, node: root, spanOf: checked.places.valueAt, keySpanOf: checked.places.keyAt };
	const mentions = [...checked.mentions, ...directivePaths(settings)];
	return { settings, mentions, problems: checked.problems };
}

/** What is wrong with the scripts and hooks, and with the names of resources in them: they are no part of the graph. */
function settingProblems(
	{ settings, mentions }: LinkedSettings,
	types: ReadonlyMap<string, string>,
	kinds: Kinds & { readonly faulty: ReadonlySet<string> },
): readonly Problem[] {
	const named = edgesOf(
		mentions.map((mention) => ({ by: "", mention })),
		types,
		kinds,
	);
	return [...named.problems, ...scriptProblems(settings, types)];
}

function emptySection(node: Node): Section {
	return { value: {}, node, spanOf: () => node.span, keySpanOf: () => node.span };
}

function firstKey(root: Node & { readonly kind: "map" }) {
	return root.entries[0]?.keySpan ?? root.span;
}

/**
 * Turns a resolved config into resources, their values checked against the rooms' schemas, and the edges between
 * them. Total: a wrong resource is in the graph too, marked as unsound, so that references to it are not a second
 * problem.
 */
export function linkConfig(kinds: Kinds, resolved: Resolved, facts: Facts, target: Target): Graph {
	const { root } = resolved;
	if (root?.kind !== "map")
		return {
			resources: new Map(),
			parts: new Map(),
			names: new Set(),
			edges: [],
			settings: undefined,
			wants: resolved.wants,
			problems: [],
		};
	const current = currentRoot(root);
	const linked = linkSettings(current.node);
	const { settings } = linked;
	const all: Problem[] = [...current.problems, ...linked.problems];
	const resources = new Map<string, LinkedResource>();
	const mentions: { readonly by: string; readonly mention: Mention }[] = [];
	const types = new Map<string, string>();
	const section = entryOf(root, "resources")?.value;
	for (const entry of section?.kind === "map" ? section.entries : []) {
		const result = linkResource(kinds, entry);
		all.push(...result.problems);
		types.set(entry.key, result.type ?? "");
		if (result.resource && !resources.has(entry.key)) {
			resources.set(entry.key, result.resource);
			mentions.push(...result.mentions.map((mention) => ({ by: entry.key, mention })));
		}
	}
	const paths = pathProblems(
		mentions.map(({ mention }) => mention),
		facts,
	);
	const ownPaths = pathProblems(linked.mentions, facts);
	all.push(...(hasBuildHook(linked) ? paths.problems.map(madeByHook) : paths.problems), ...ownPaths.problems);
	const joined = joinResources(kinds, { resources, mentions, types }, target);
	all.push(...joined.problems, ...settingProblems(linked, joined.types, { ...kinds, faulty: joined.faulty }));
	return {
		resources: joined.resources,
		parts: joined.parts,
		names: new Set(types.keys()),
		edges: joined.edges,
		settings,
		...(resolved.isProgram && { isProgram: true }),
		wants: [...resolved.wants, ...paths.wants, ...ownPaths.wants],
		problems: all,
	};
}

/** Adds the parts of the resources, and finds what names what. */
function joinResources(
	kinds: Kinds,
	read: {
		readonly resources: ReadonlyMap<string, LinkedResource>;
		readonly mentions: readonly { readonly by: string; readonly mention: Mention }[];
		readonly types: ReadonlyMap<string, string>;
	},
	target: Target,
): Pick<Graph, "resources" | "parts" | "edges" | "problems"> & {
	/** The type of each resource and part. */
	readonly types: ReadonlyMap<string, string>;
	/** Resources whose own block is faulty. */
	readonly faulty: ReadonlySet<string>;
} {
	const { parts, mentions } = partsOfAll(kinds, read.resources.values(), target);
	const types = new Map([
		...read.types,
		...[...parts].map(([reference, { placed }]) => [reference, placed.type] as const),
	]);
	const faulty = new Set([...read.resources].filter(([, { sound }]) => !sound).map(([name]) => name));
	const written = edgesOf(read.mentions, types, { ...kinds, faulty });
	// What a part names was written in its resource, where a wrong name is reported.
	const made = edgesOf(mentions, types, { ...kinds, faulty });
	const broken = new Set([...written.broken, ...[...made.broken].map(ownerOf)]);
	return {
		types,
		faulty,
		resources: markUnsound(read.resources, broken),
		parts: new Map(
			[...parts].map(([reference, part]) => [
				reference,
				broken.has(ownerOf(reference)) ? { ...part, sound: false } : part,
			]),
		),
		edges: [...markHandedOn(written.edges, made.edges), ...made.edges],
		problems: written.problems,
	};
}

/** Marks what parts of the resource name too: who hands a name on is no user of it. */
function markHandedOn(written: readonly Edge[], made: readonly Edge[]): readonly Edge[] {
	const keyOf = ({ from, kind, to }: Edge) => `${ownerOf(from)} ${kind} ${to}`;
	const keys = new Set(made.map(keyOf));
	return written.map((edge) => (keys.has(keyOf(edge)) ? { ...edge, handedOn: true } : edge));
}

function markUnsound(
	resources: ReadonlyMap<string, LinkedResource>,
	broken: ReadonlySet<string>,
): ReadonlyMap<string, LinkedResource> {
	return new Map(
		[...resources].map(([name, resource]) => [
			name,
			broken.has(name) ? { ...resource, sound: false } : resource,
		]),
	);
}
