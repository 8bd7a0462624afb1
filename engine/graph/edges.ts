import { nearest } from "../report/nearest.ts";
import type { Problem } from "../report/problem.ts";
import type { Mention } from "../schema/walk.ts";
import type { Edge } from "./graph.ts";
import type { Kinds } from "./resource.ts";

/** The macro of `connectTo` that allows sending mail by SES. */
export const SES = "aws:ses";

/** Names of resources whose own block is faulty, so that nobody knows their parts. */
type KnownKinds = Kinds & { readonly faulty?: ReadonlySet<string> };

type Mentions = readonly { readonly by: string; readonly mention: Mention }[];

function unknownResource(
	mention: Mention,
	types: ReadonlyMap<string, string>,
	candidates: readonly string[],
): Problem {
	const { text, span } = mention;
	const meant = nearest(text, candidates) ?? nearest(text, types.keys());
	const possible =
		candidates.length > 0
			? `possible here: ${candidates.join(", ")}`
			: `add a resource "${text}" to this config`;
	return {
		code: "unknown-resource",
		severity: "error",
		message: `there is no resource "${text}"`,
		span,
		hint: meant ? `did you mean "${meant}"?` : possible,
		...(meant && { fixes: [{ title: `Change to "${meant}"`, span, text: meant, keepsQuotes: true }] }),
	};
}

/** A dotted name that leads to no part of the resource. */
function noSuchPart(
	{ text, span }: Mention,
	name: string,
	type: string,
	references: readonly string[],
): Problem {
	const parts = references.filter((reference) => reference.startsWith(`${name}.`));
	const meant = parts.length === 0 ? name : nearest(text, parts);
	const has = parts.length === 0 ? "which has no parts" : `which has the parts ${parts.join(", ")}`;
	return {
		code: "unknown-resource",
		severity: "error",
		message: `there is no resource "${text}": "${name}" is ${article(type)}, ${has}`,
		span,
		hint: meant === undefined ? `one of: ${parts.join(", ")}` : `did you mean "${meant}"?`,
		...(meant !== undefined && {
			fixes: [{ title: `Change to "${meant}"`, span, text: meant, keepsQuotes: true }],
		}),
	};
}

/** A type with its article, as the type is spoken: the abbreviations are spelled. */
function article(type: string): string {
	return /^([aeio]|up|http|sns|sqs)/.test(type) ? `an ${type}` : `a ${type}`;
}

/** Types that a message names one by one. */
const MOST_TYPES = 5;

function wrongKind(mention: Mention, type: string, candidates: readonly string[]): Problem {
	const property = String(mention.path.at(typeof mention.path.at(-1) === "number" ? -2 : -1) ?? "");
	const fitting =
		mention.types.length > MOST_TYPES
			? "a resource of another type"
			: mention.types.map(article).join(" or ");
	const needed =
		mention.kind === "connection"
			? "which connectTo cannot connect to"
			: `but ${property} must name ${fitting}`;
	return {
		code: "wrong-resource-type",
		severity: "error",
		message: `"${mention.text}" is ${article(type)}, ${needed}`,
		span: mention.span,
		hint:
			candidates.length > 0
				? `possible here: ${candidates.join(", ")}`
				: mention.kind === "connection"
					? "remove it: it needs no access of this kind, or none can be given"
					: `this config has no ${mention.types.length > MOST_TYPES ? "fitting resource" : mention.types.join(" and no ")} yet`,
	};
}

/** True when a resource of `type` may stand where `mention` names one. */
function fits(mention: Mention, type: string, kinds: Kinds): boolean {
	if (mention.kind !== "connection") return mention.types.includes(type);
	return kinds.built.get(type)?.connect !== undefined || kinds.unbuilt.has(type);
}

/** What is wrong with a name; `undefined` also where the named resource itself is what is wrong. */
function problemOf(
	{ by, mention }: Mentions[number],
	types: ReadonlyMap<string, string>,
	kinds: KnownKinds,
): Problem | undefined {
	const [name = ""] = mention.text.split(".");
	const type = types.get(mention.text) ?? types.get(name);
	// Only a wrong name needs them, and a config may have hundreds of names.
	const candidates = () =>
		[...types]
			.filter(([other, candidate]) => other !== by && fits(mention, candidate, kinds))
			.map(([other]) => other);
	if (type === undefined) return unknownResource(mention, types, candidates());
	// What a faulty resource consists of is not known.
	if (type === "") return undefined;
	if (!types.has(mention.text)) {
		const isKnown = kinds.built.has(type) && !kinds.faulty?.has(name);
		return isKnown ? noSuchPart(mention, name, type, [...types.keys()]) : undefined;
	}
	return fits(mention, type, kinds) ? undefined : wrongKind(mention, type, candidates());
}

/** An ARN is given by a whole directive, which a fix would replace by the name alone. */
function withFittingFixes({ kind }: Mention, problem: Problem | undefined): Problem | undefined {
	if (kind !== "arn" || !problem) return problem;
	const { fixes: _ofTheWholeDirective, ...rest } = problem;
	return rest;
}

/** Resolves every name of a resource; gives the edges, and the resources whose names lead nowhere. */
export function edgesOf(
	mentions: Mentions,
	types: ReadonlyMap<string, string>,
	kinds: KnownKinds,
): {
	readonly edges: readonly Edge[];
	readonly broken: ReadonlySet<string>;
	readonly problems: readonly Problem[];
} {
	const edges: Edge[] = [];
	const problems: Problem[] = [];
	const broken = new Set<string>();
	for (const { by, mention } of mentions) {
		if (mention.kind === "path" || (mention.kind === "connection" && mention.text === SES)) continue;
		const problem = withFittingFixes(mention, problemOf({ by, mention }, types, kinds));
		if (problem) problems.push(problem);
		if (problem || !kinds.built.has(types.get(mention.text) ?? "")) {
			broken.add(by);
			continue;
		}
		const { span, path, holder, text, kind } = mention;
		edges.push({
			from: by,
			to: text,
			kind: kind === "connection" ? "connection" : "reference",
			span,
			path,
			holder,
		});
	}
	return { edges, broken, problems };
}
