import { type Analysis, analyse } from "../../../engine/analyse.ts";
import type { Facts } from "../../../engine/config/facts.ts";
import type { Target } from "../../../engine/names/target.ts";
import { target as dev } from "../../support/placed.ts";

/** What a config compiles to, with everything that is known about it. */
export function compileText(
	text: string,
	{
		facts = {},
		target = dev,
	}: { readonly facts?: Readonly<Record<string, string>>; readonly target?: Target } = {},
): Analysis {
	const known: Facts = new Map(Object.entries(facts));
	return analyse({ path: "stacktape.yml", text }, target, known);
}

/** Problems in one line each: `code "text at the place": message`. */
export function problemLines({ problems, file }: Analysis): readonly string[] {
	return problems.map(
		({ code, span, message }) =>
			`${code} ${JSON.stringify(file.text.slice(span.start, span.end))}: ${message}`,
	);
}

/** A function without anything but its code, and what stands below it in `properties`. */
export function functionBlock(properties = ""): string {
	return `type: function
    properties:
      packaging: {type: stacktape-lambda-buildpack, properties: {entryfilePath: a.ts}}
${properties.replaceAll(/^(?=.)/gm, "      ")}`;
}
