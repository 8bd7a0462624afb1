import type { LocalDirective } from "./kind.ts";

export const region: LocalDirective = {
	kind: "local",
	name: "Region",
	docs: "The AWS region that is deployed to, e.g. `eu-west-1`.",
	parameters: [],
	example: "$Region()",
	snippet: "Region()",
	evaluate: (_args, { target }) => ({ kind: "value", value: target.region }),
};
