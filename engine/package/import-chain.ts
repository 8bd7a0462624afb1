import { resolve } from "node:path";
import type { Elsewhere } from "../report/problem.ts";
import { installedPackage } from "./bundle-inputs.ts";
import type { Work } from "./contents.ts";

/** One import. */
export type Step = { readonly from: string; readonly to: string; readonly specifier: string };

/** One package that must lie beside the bundle, and the way of imports from the entry to it. */
export type Unbundled = {
	readonly name: string;
	/** E.g. `has a native binary`. */
	readonly reason: string;
	readonly chain: readonly Step[];
};

/** Where the user's own code starts on the way to `chain`'s end: the import in the text, as far as it is found. */
export async function placeOf(work: Work, chain: readonly Step[]): Promise<Elsewhere | undefined> {
	const step = chain.findLast(({ from }) => installedPackage(from) === undefined);
	if (step === undefined) return undefined;
	const file = resolve(work.root, step.from);
	const text = (await work.host.readText(file)) ?? "";
	const at = [`"${step.specifier}"`, `'${step.specifier}'`]
		.map((quoted) => text.indexOf(quoted))
		.find((i) => i >= 0);
	const before = text.slice(0, at ?? 0).split("\n");
	const start = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
	const length = at === undefined ? 0 : step.specifier.length + 2;
	return { file, range: { start, end: { line: start.line, character: start.character + length } } };
}

/** `src/api.ts → some-package → sharp`: the user's files by path, packages by name. */
export function chainText(chain: readonly Step[], name: string): string {
	const names = chain.map(({ from }) => installedPackage(from)?.name ?? from);
	const steps = [...names, name].filter((step, index, all) => step !== all[index - 1]);
	return steps.length > 6 ? [...steps.slice(0, 3), "…", ...steps.slice(-2)].join(" → ") : steps.join(" → ");
}
