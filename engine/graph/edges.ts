import { nearest } from "../report/nearest.ts";
import type { Problem } from "../report/problem.ts";
import type { Mention } from "../schema/walk.ts";
import type { Edge } from "./graph.ts";
import type { Kinds } from "./resource.ts";

/** The macro of `connectTo` that allows sending mail by SES. */
export const SES = "aws:ses";

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

function article(type: string): string {
	return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

function wrongKind(mention: Mention, type: string, candidates: readonly string[]): Problem {
	const property = String(mention.path.at(typeof mention.path.at(-1) === "number" ? -2 : -1) ?? "");
	const needed =
		mention.kind === "connection"
			? "which connectTo cannot connect to"
			: `but ${property} must name ${mention.types.map(article).join(" or ")}`;
	return {
		code: "wrong-resource-type",
		severity: "error",
		message: `"${mention.text}" is ${article(type)}, ${needed}`,
		span: mention.span,
		...(candidates.length > 0 && { hint: `possible here: ${candidates.join(", ")}` }),
	};
}

/** Resolves every name of a resource; gives the edges, and the resources whose names lead nowhere. */
export function edgesOf(
	mentions: Mentions,
	types: ReadonlyMap<string, string>,
	kinds: Kinds,
): {
	readonly edges: readonly Edge[];
	readonly broken: ReadonlySet<string>;
	readonly problems: readonly Problem[];
} {
	const edges: Edge[] = [];
	const problems: Problem[] = [];
	const broken = new Set<string>();
	const fits = (mention: Mention, type: string) =>
		mention.kind === "connection"
			? kinds.built.get(type)?.connect !== undefined || kinds.unbuilt.has(type)
			: mention.types.includes(type);
	for (const { by, mention } of mentions) {
		if (mention.kind === "path" || (mention.kind === "connection" && mention.text === SES)) continue;
		const [name = ""] = mention.text.split(".");
		const type = types.get(name);
		const candidates = [...types]
			.filter(([other, candidate]) => other !== by && fits(mention, candidate))
			.map(([other]) => other);
		if (type === undefined) problems.push(unknownResource(mention, types, candidates));
		else if (type !== "" && !fits(mention, type)) problems.push(wrongKind(mention, type, candidates));
		else if (kinds.built.has(type)) {
			edges.push({
				from: by,
				to: name,
				kind: mention.kind === "connection" ? "connection" : "reference",
				span: mention.span,
				path: mention.path,
				holder: mention.holder,
			});
			continue;
		}
		broken.add(by);
	}
	return { edges, broken, problems };
}
