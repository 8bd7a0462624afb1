import type { LocalDirective } from "./kind.ts";

export const stage: LocalDirective = {
	kind: "local",
	name: "Stage",
	docs: "The stage that is deployed, e.g. `dev`.",
	parameters: [],
	example: "$Stage()",
	snippet: "Stage()",
	evaluate: (_args, { target }) => ({ kind: "value", value: target.stage }),
};
