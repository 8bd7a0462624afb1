import { directives } from "../config/directives/index.ts";
import type { RuntimeContext } from "../config/directives/kind.ts";
import type { Problem } from "../report/problem.ts";
import { Deferred } from "../text/tree.ts";

/** Puts the final value in the place of a directive. */
export type Renderer = {
	/** A copy of `value` in which every deferred directive is replaced; members that are `undefined` are dropped. */
	render(value: unknown): unknown;
	readonly problems: readonly Problem[];
};

function isPlain(value: object): value is Readonly<Record<string, unknown>> {
	const prototype = Object.getPrototypeOf(value);
	return prototype === Object.prototype || prototype === null;
}

/** A renderer for one template. A directive that cannot be replaced is one problem, however often it is met. */
export function createRenderer(context: RuntimeContext): Renderer {
	const problems: Problem[] = [];
	const seen = new Map<Deferred, unknown>();
	const replace = (deferred: Deferred): unknown => {
		if (deferred.unanswered) return deferred.text;
		if (seen.has(deferred)) return seen.get(deferred);
		// What needs itself ends here; that it does is said elsewhere.
		seen.set(deferred, deferred.text);
		const value = evaluate(deferred);
		seen.set(deferred, value);
		return value;
	};
	const evaluate = (deferred: Deferred): unknown => {
		const directive = directives.get(deferred.directive);
		if (directive?.kind !== "runtime") return deferred.text;
		const result = directive.render(deferred.args.map(render), context);
		if (result.kind === "wrong") {
			const { code, message, hint } = result;
			problems.push({ code, severity: "error", message, span: deferred.span, ...(hint && { hint }) });
			return deferred.text;
		}
		// A parameter may be made of what stands in a directive itself, such as the password in a connection string.
		return result.kind === "value" ? render(result.value) : deferred.text;
	};
	const render = (value: unknown): unknown => {
		if (value instanceof Deferred) return replace(value);
		if (Array.isArray(value)) return value.filter((item) => item !== undefined).map(render);
		if (typeof value !== "object" || value === null || !isPlain(value)) return value;
		const entries = Object.entries(value).filter(([, member]) => member !== undefined);
		return Object.fromEntries(entries.map(([key, member]) => [key, render(member)]));
	};
	return { render, problems };
}
