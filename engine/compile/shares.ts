import type { Related } from "../report/problem.ts";
import type { CfnResource, Template } from "../template/template.ts";
import type { Span } from "../text/span.ts";
import type { Collected } from "./collect.ts";

/** The children of a template by logical id. */
export type Children = ReadonlyMap<string, Collected>;

/** What one part of the config brings to the template. */
type Share = { readonly name: string; readonly span: Span; readonly amount: number };

/** How much each part of the config brings, the largest first; what every stack has is nobody's. */
export function shares(
	resources: Template["Resources"],
	children: Children,
	measure: (resource: CfnResource) => number,
): readonly Share[] {
	const found = new Map<string, Share>();
	for (const [id, resource] of Object.entries(resources)) {
		const child = children.get(id);
		if (!child || (child.owner === undefined && !child.raw)) continue;
		const name = child.owner ?? id;
		const { amount = 0, span = child.span } = found.get(name) ?? {};
		found.set(name, { name, span, amount: amount + measure(resource) });
	}
	return [...found.values()].toSorted((left, right) => right.amount - left.amount);
}

/** The parts that have the largest share in what is too much. */
export function blame(all: readonly Share[], unit: string): { readonly related: readonly Related[] } {
	return {
		related: all
			.filter(({ amount }) => amount > 0)
			.slice(0, 5)
			.map(({ name, span, amount }) => ({
				message: `${name} brings ${amount.toLocaleString("en")} ${unit}`,
				span,
			})),
	};
}
