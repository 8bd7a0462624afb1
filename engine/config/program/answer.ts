import { NOT_ALLOWED } from "../facts.ts";

/** A place in a file of the user's code, both counted from 0. */
export type CodePlace = {
	/** Absolute; absent when it is the config itself. */
	readonly file?: string;
	readonly line: number;
	readonly character: number;
	/** Where it ends on that line, if that is known. */
	readonly endCharacter?: number;
};

/** Something wrong with the user's code, or with what came of running it. */
export type CodeFault = {
	readonly code: string;
	readonly message: string;
	readonly hint?: string;
	readonly place?: CodePlace;
	/** The place in the config that led to a place in another file. */
	readonly via?: CodePlace;
	/** The part of the value that it is about, where there is a value. */
	readonly path?: readonly (string | number)[];
};

/** Functions of a config that are kept for the template: they are no data, and run when it is made. */
export type KeptTransforms = {
	/** By name of the resource: what the config calls the children that are transformed. */
	readonly resources: Readonly<Record<string, readonly string[]>>;
	/** Whether the whole template is transformed at last. */
	readonly final: boolean;
};

/** What came of running the user's code, as plain data. */
export type CodeAnswer =
	| {
			readonly ok: true;
			readonly value: unknown;
			readonly transforms?: KeptTransforms;
			/** Parts of the value that are no data. */
			readonly faults?: readonly CodeFault[];
	  }
	| { readonly ok: false; readonly faults: readonly CodeFault[] };

/** An answer as it stands among the facts. */
export function writeAnswer(answer: CodeAnswer): string {
	return JSON.stringify(answer);
}

/** Reads an answer from the facts; `undefined` when there is none, because the code was not run. */
export function readAnswer(fact: string | undefined): CodeAnswer | undefined {
	return fact === undefined || fact === NOT_ALLOWED ? undefined : (JSON.parse(fact) as CodeAnswer);
}
