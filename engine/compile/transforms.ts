import type { ProgramConfig } from "../config/program/read-program.ts";
import { nearest } from "../report/nearest.ts";
import type { Problem } from "../report/problem.ts";
import type { Span } from "../text/span.ts";
import type { Compiled } from "./compiled.ts";
import { childNamed } from "./friendly-names.ts";

/** One function of a config that changes the properties of a CloudFormation resource. */
export type TransformStep = {
	readonly resource: string;
	/** What the config calls the child. */
	readonly key: string;
	readonly logicalId: string;
	readonly span: Span;
};

/** The functions of a config that change its template, in their order. They run where the user's code may run. */
export type TransformPlan = {
	readonly steps: readonly TransformStep[];
	/** Place of the function that changes the whole template at last. */
	readonly final: Span | undefined;
};

function unknownChild(resource: string, key: string, span: Span, ids: readonly string[]): Problem {
	const meant = nearest(key, ids);
	return {
		code: "unknown-child",
		severity: "error",
		message: `${resource} has no CloudFormation resource "${key}"`,
		span,
		hint: meant ? `did you mean "${meant}"?` : `it has: ${ids.join(", ")}`,
	};
}

/** Finds what the transforms of a config are about. */
export function planTransforms(
	program: Pick<ProgramConfig, "transforms" | "final"> | undefined,
	{ names }: Pick<Compiled, "names">,
): { readonly plan: TransformPlan; readonly problems: readonly Problem[] } {
	const steps: TransformStep[] = [];
	const problems: Problem[] = [];
	for (const { resource, key, span } of program?.transforms ?? []) {
		const own = names
			.filter((child) => child.resource === resource)
			.map(({ logicalId: id, type }) => ({ id, type }));
		// A faulty resource has no children, and that is said already.
		if (own.length === 0) continue;
		const logicalId = childNamed(resource, key, own);
		if (logicalId !== undefined) steps.push({ resource, key, logicalId, span });
		else
			problems.push(
				unknownChild(
					resource,
					key,
					span,
					own.map(({ id }) => id),
				),
			);
	}
	return { plan: { steps, final: program?.final }, problems };
}
