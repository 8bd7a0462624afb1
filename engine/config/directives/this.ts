import type { LocalDirective } from "./kind.ts";

export const thisConfig: LocalDirective = {
	kind: "local",
	name: "This",
	docs: "The config itself, as it is written; a path picks a part of it: `$This().resources.jobs.type`.",
	parameters: [],
	example: "$This().resources.jobs.properties.visibilityTimeoutSeconds",
	snippet: "This().${1:resources}",
	evaluate: (_args, { root }) => (root ? { kind: "node", node: root } : { kind: "unknown" }),
};
