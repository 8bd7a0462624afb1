import { wantKey } from "../facts.ts";
import type { LocalDirective } from "./kind.ts";

export const profile: LocalDirective = {
	kind: "local",
	name: "Profile",
	docs: "The AWS profile that is deployed with, `default` when none was chosen.",
	parameters: [],
	example: "$Profile()",
	snippet: "Profile()",
	want: () => ({ kind: "profile" }),
	evaluate: (_args, { facts }) => {
		const name = facts.get(wantKey({ kind: "profile" }));
		return name === undefined ? { kind: "unknown" } : { kind: "value", value: name };
	},
};
