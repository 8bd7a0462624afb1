import {
	type CodeWant,
	NOT_ALLOWED,
	readAnswer,
	type TransformWork,
	wantKey,
	writeAnswer,
} from "../engine/index.ts";

type CodeAnswer = NonNullable<ReturnType<typeof readAnswer>>;
type Good = CodeAnswer & { readonly ok: true };

/** What came of one piece of code. */
type Known = {
	/** As it stands among the facts. */
	readonly fact: string;
	/** The last value, for code that fails now. */
	readonly good?: Good;
	/** It was run since its files changed. */
	isFresh: boolean;
};

/** What came of running the transforms of a config. */
type Transformed = { readonly key: string; readonly answer: CodeAnswer; isFresh: boolean };

/** What is known of the code of one config: the client runs it, and this remembers what came of it. */
export type CodeAnswers = {
	/** The answer to a want, perhaps of code that has changed meanwhile; `undefined` before the first one. */
	factOf(want: CodeWant): string | undefined;
	/** True for what should be run: it never was, or its files have changed. */
	isOpen(want: CodeWant): boolean;
	put(want: CodeWant, answer: string): void;
	/** The template that transforms gave, if they were run on what `work` says. */
	transformed(work: TransformWork): CodeAnswer | undefined;
	isTransformOpen(work: TransformWork): boolean;
	putTransformed(work: TransformWork, answer: CodeAnswer): void;
	/** Files of the code have changed: everything should be run again, and is known as it was until then. */
	forget(): void;
};

/** A config that fails keeps its last value, so that names and template do not go away while somebody types. */
function knownOf(want: CodeWant, fact: string, before: Known | undefined): Known {
	const answer = readAnswer(fact);
	if (!answer) return { fact, isFresh: true };
	if (answer.ok) return { fact, good: answer, isFresh: true };
	const good = before?.good;
	if (want.use !== "config" || !good) return { fact, ...(good && { good }), isFresh: true };
	return { fact: writeAnswer({ ...good, faults: answer.faults }), good, isFresh: true };
}

/** Nothing is known yet. */
export function createCodeAnswers(): CodeAnswers {
	const known = new Map<string, Known>();
	const templates: Transformed[] = [];
	const templateOf = (work: TransformWork) => {
		const key = JSON.stringify(work);
		return templates.find((one) => one.key === key);
	};
	return {
		factOf: (want) => known.get(wantKey(want))?.fact,
		isOpen: (want) => known.get(wantKey(want))?.isFresh !== true,
		put: (want, answer) => {
			const key = wantKey(want);
			known.set(key, knownOf(want, answer, known.get(key)));
		},
		transformed: (work) => templateOf(work)?.answer,
		isTransformOpen: (work) => templateOf(work)?.isFresh !== true,
		putTransformed: (work, answer) => {
			templates.splice(0, templates.length, { key: JSON.stringify(work), answer, isFresh: true });
		},
		forget: () => {
			for (const one of [...known.values(), ...templates]) one.isFresh = false;
			for (const [key, { fact }] of known) if (fact === NOT_ALLOWED) known.delete(key);
		},
	};
}
