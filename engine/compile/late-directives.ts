import { directives } from "../config/directives/index.ts";
import { readDirective } from "../config/directives/syntax.ts";
import type { Facts } from "../config/facts.ts";
import type { ParsedConfig } from "../config/parse.ts";
import { resolveConfig } from "../config/resolve.ts";
import type { Target } from "../names/target.ts";
import type { Problem } from "../report/problem.ts";
import type { Template } from "../template/template.ts";
import type { Span } from "../text/span.ts";
import { entryOf, nodeOf, plainValue } from "../text/tree.ts";
import type { Rendered } from "./compile.ts";

/** Under this key a template is put beside the config, whose variables its directives may name. */
const key = "\u0000template";

function holdsDirective(value: unknown): boolean {
	if (typeof value === "string") {
		const found = readDirective(value);
		return found.kind === "directive" && directives.has(found.call.name);
	}
	if (typeof value !== "object" || value === null) return false;
	return Object.values(value).some(holdsDirective);
}

/** What the analysis of the config has of it. */
type Analysed = {
	readonly parsed: ParsedConfig;
	readonly target: Target;
	readonly render: (value: unknown) => Rendered;
};

/**
 * Resolves the directives that a function of the config has written into its template. `span`: where problems belong.
 */
export function resolveLateDirectives(
	value: unknown,
	{ parsed, target, render }: Analysed,
	facts: Facts,
	span: Span,
): { readonly value: unknown; readonly outputs: Template["Outputs"]; readonly problems: readonly Problem[] } {
	const { root } = parsed;
	if (root?.kind !== "map" || !holdsDirective(value)) return { value, outputs: {}, problems: [] };
	const before = resolveConfig(parsed, target, facts).problems;
	const entry = { key, keySpan: span, value: nodeOf(value, span) };
	const resolved = resolveConfig(
		{ ...parsed, root: { ...root, entries: [...root.entries, entry] } },
		target,
		facts,
	);
	const node = entryOf(resolved.root, key)?.value;
	const rendered = render(node && plainValue(node));
	const known = new Set(before.map(({ code, message }) => `${code} ${message}`));
	const own = resolved.problems.filter(({ code, message }) => !known.has(`${code} ${message}`));
	return { value: rendered.value, outputs: rendered.outputs, problems: [...own, ...rendered.problems] };
}
