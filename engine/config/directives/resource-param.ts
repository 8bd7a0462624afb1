import { nearest } from "../../report/nearest.ts";
import type { RuntimeDirective } from "./kind.ts";

function meant(word: string, candidates: readonly string[]): string | undefined {
	const found = nearest(word, candidates);
	return found && `did you mean '${found}'?`;
}

export const resourceParam: RuntimeDirective = {
	kind: "runtime",
	name: "ResourceParam",
	docs: "A parameter of another resource, such as the `arn` of a queue or the `url` of an HTTP API.",
	parameters: [
		{ name: "resource", docs: "Name of a resource of this config.", takes: "text" },
		{ name: "param", docs: "Name of one of its parameters.", takes: "text" },
	],
	example: "$ResourceParam('jobs', 'url')",
	snippet: "ResourceParam('${1:resource}', '${2:param}')",
	render: ([resource, param], context) => {
		const name = String(resource);
		const params = context.paramsOf(name);
		if (!params) {
			const hint =
				meant(name, context.resourceNames) ?? `the resources are: ${context.resourceNames.join(", ")}`;
			return { kind: "wrong", code: "unknown-resource", message: `there is no resource "${name}"`, hint };
		}
		// What is wrong with the resource is said there; nothing more is known of it here.
		if (params === "faulty") return { kind: "value", value: `$ResourceParam('${name}', '${String(param)}')` };
		const value = Object.hasOwn(params, String(param)) ? params[String(param)] : undefined;
		if (value !== undefined) return { kind: "value", value };
		const names = Object.keys(params);
		const hint =
			meant(String(param), names) ?? (names.length > 0 ? `it has: ${names.join(", ")}` : "it has none");
		return {
			kind: "wrong",
			code: "unknown-param",
			message: `resource "${name}" has no parameter "${param}"`,
			hint,
		};
	},
};
