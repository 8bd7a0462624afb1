import type { InlayHint } from "vscode-languageserver/node";
import type { Analysis, Span } from "../../engine/index.ts";
import { nameHints } from "./name-hints.ts";
import { defaultHints, directiveHints } from "./value-hints.ts";

/** Which hints are shown; each can be switched off by a setting of its own, `spool.inlayHints.…`. */
export type HintChoice = {
	readonly names: boolean;
	readonly directives: boolean;
	readonly defaults: boolean;
};

export const allHints: HintChoice = { names: true, directives: true, defaults: true };

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null;
}

/** The choice in the settings that an editor sends; what they do not say is on. */
export function readHintChoice(settings: unknown): HintChoice {
	const spool = isRecord(settings) ? settings["spool"] : undefined;
	const said = isRecord(spool) ? spool["inlayHints"] : undefined;
	const isOn = (name: keyof HintChoice) => !isRecord(said) || said[name] !== false;
	return { names: isOn("names"), directives: isOn("directives"), defaults: isOn("defaults") };
}

/** The hints of a part of a config. A config that is a program shows names only: its values are not texts of a config. */
export function hints(
	analysis: Analysis,
	choice: HintChoice,
	isProgram: boolean,
	within?: Span,
): InlayHint[] {
	return [
		...(choice.names ? nameHints(analysis, within) : []),
		...(choice.directives && !isProgram ? directiveHints(analysis, within) : []),
		...(choice.defaults && !isProgram ? defaultHints(analysis, within) : []),
	];
}
