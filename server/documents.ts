import { basename } from "node:path";
import type { TextDocumentContentChangeEvent, TextDocumentItem } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import {
	type Analysis,
	analyse,
	applyTransforms,
	type CodeWant,
	type ConfigFile,
	type Facts,
	hasErrors,
	isProgram,
	type LineMap,
	lineMap,
	readAnswer,
	type Target,
	type TransformWork,
	transformWork,
	type Want,
	wantKey,
	type YamlMemory,
} from "../engine/index.ts";
import { type CodeAnswers, createCodeAnswers } from "./code-answers.ts";
import { answerWants, type Files } from "./facts.ts";
import type { FolderTarget } from "./protocol.ts";
import { chosenTarget, defaultTarget, folderOf, isInside } from "./target.ts";

/** One version of an open config. */
export type OpenConfig = {
	readonly uri: string;
	readonly version: number;
	readonly text: string;
	readonly isJson: boolean;
	/** Folder that paths of the config begin at; absent for a config that is not on the disk. */
	readonly folder: string | undefined;
	/** Places of this version's text, without the analysis that has them too. */
	readonly lines: LineMap;
	/** It is code in a language of its own, of which Spool shows only what comes of it. */
	readonly isProgram: boolean;
	/** Everything the engine knows about this version, computed at the first question. */
	analysis(): Analysis;
};

/** What of a config's code should be run. */
export type OpenCode = {
	readonly wants: readonly CodeWant[];
	/** The transforms, once everything else was run. */
	readonly work: TransformWork | undefined;
};

/** The open configs. This is the one place of the server that changes. */
export type Documents = {
	open(item: TextDocumentItem): void;
	change(uri: string, version: number, changes: readonly TextDocumentContentChangeEvent[]): void;
	close(uri: string): void;
	get(uri: string): OpenConfig | undefined;
	/** Every open config. */
	all(): readonly OpenConfig[];
	/** Applies a target to the configs in its folder; gives their URIs. */
	setTarget(chosen: FolderTarget): readonly string[];
	/** What of the code of an open config should be run; nothing of it is needed when both are empty. */
	openCode(uri: string): OpenCode;
	/** Takes what came of running code: the answers to wants, and that of transforms. */
	setCode(uri: string, answers: readonly (readonly [want: CodeWant, answer: string])[]): void;
	setTransformed(uri: string, work: TransformWork, answer: string): void;
	/** The code of a config has changed: it is open again, and known as it was until it was run. */
	forgetCode(uri: string): void;
	/** True for a config that is nothing yet, because its code was never run. */
	isUnknown(uri: string): boolean;
	/** Something on the disk changed: asks again what was known. Gives the configs for which an answer is new. */
	forgetFiles(): readonly string[];
};

/** What was found out for a config from outside of its text. */
type Surroundings = {
	readonly target: Target;
	readonly wants: readonly Want[];
	readonly facts: Facts;
	/** What its transforms are to be run on. */
	readonly work?: TransformWork;
};

type State = {
	readonly files: Files;
	readonly documents: Map<string, TextDocument>;
	readonly configs: Map<string, OpenConfig>;
	/** What the last version of a config had around it; the next one most likely has the same. */
	readonly surroundings: Map<string, Surroundings>;
	readonly chosen: Map<string, FolderTarget>;
	/** What came of the code of configs. */
	readonly code: Map<string, CodeAnswers>;
	/** What was read of the texts as they were last. */
	readonly memories: Map<string, YamlMemory>;
};

/** Answers can lead to new wants: a file names a file, whose values name paths. Nobody goes deeper than this. */
const MOST_ROUNDS = 5;

function targetOf(uri: string, state: State): Target {
	return chosenTarget(uri, state.chosen.values()) ?? defaultTarget(folderOf(uri), state.files);
}

function answer(uri: string, wants: readonly Want[], state: State): Facts {
	const folder = folderOf(uri);
	if (folder === undefined) return new Map();
	const code = state.code.get(uri);
	const ofCode = wants.flatMap((want) => {
		const fact = want.kind === "code" ? code?.factOf(want) : undefined;
		return fact === undefined ? [] : [[wantKey(want), fact] as const];
	});
	return new Map([...answerWants(wants, folder, state.files), ...ofCode]);
}

/** Analyses a text, asking the disk for what the analysis wants to know. */
function analyseWithFacts(uri: string, file: ConfigFile, state: State): Analysis {
	const before = state.surroundings.get(uri);
	const target = before?.target ?? targetOf(uri, state);
	let facts = before?.facts ?? new Map<string, string>();
	const memory = state.memories.get(uri) ?? { blocks: new Map() };
	state.memories.set(uri, memory);
	let analysis = analyse(file, target, facts, memory);
	for (let round = 1; round < MOST_ROUNDS; round++) {
		const known = facts;
		const answers = answer(
			uri,
			analysis.wants.filter((want) => !known.has(wantKey(want))),
			state,
		);
		if (answers.size === 0) break;
		facts = new Map([...facts, ...answers]);
		analysis = analyse(file, target, facts, memory);
	}
	const { wants } = analysis;
	const needed = new Set(wants.map(wantKey));
	state.surroundings.set(uri, {
		target,
		wants,
		facts: new Map([...facts].filter(([key]) => needed.has(key))),
	});
	return withTransforms(uri, analysis, facts, state);
}

/** The transforms of a config whose template is right so far. */
function workOf(analysis: Analysis): TransformWork | undefined {
	return hasErrors(analysis.problems) ? undefined : transformWork(analysis);
}

function withTransforms(uri: string, analysis: Analysis, facts: Facts, state: State): Analysis {
	const work = workOf(analysis);
	const before = state.surroundings.get(uri);
	if (before && work) state.surroundings.set(uri, { ...before, work });
	const answer = work && state.code.get(uri)?.transformed(work);
	return answer ? applyTransforms(analysis, answer, facts) : analysis;
}

/** The client's language decides; the file name does for clients that know neither of Spool's languages. */
function isJsonDocument({ languageId, uri }: TextDocument): boolean {
	if (languageId === "stacktape" || languageId === "yaml") return false;
	return languageId === "stacktape-json" || languageId === "json" || uri.endsWith(".json");
}

/** A name that says of what language a document is. */
function nameOf(document: TextDocument): string {
	const { languageId, uri } = document;
	if (!/^(stacktape|yaml|json)/.test(languageId) && isProgram(uri)) return basename(new URL(uri).pathname);
	return isJsonDocument(document) ? "stacktape.json" : "stacktape.yml";
}

function openConfig(document: TextDocument, state: State): OpenConfig {
	const { uri, version } = document;
	const path = nameOf(document);
	const isJson = path.endsWith(".json");
	const file: ConfigFile = { path, text: document.getText() };
	const known: Analysis[] = [];
	return {
		uri,
		version,
		text: file.text,
		isJson,
		isProgram: isProgram(path),
		folder: folderOf(uri),
		lines: lineMap(file.text),
		analysis: () => {
			const [first = analyseWithFacts(uri, file, state)] = known;
			known[0] = first;
			return first;
		},
	};
}

function put(document: TextDocument, state: State): void {
	state.documents.set(document.uri, document);
	state.configs.set(document.uri, openConfig(document, state));
}

/** Makes the next question about these configs a new analysis, with nothing of what was around the old one. */
function startOver(uris: readonly string[], state: State): readonly string[] {
	for (const uri of uris) {
		state.surroundings.delete(uri);
		const document = state.documents.get(uri);
		if (document) put(document, state);
	}
	return uris;
}

/** True when the disk gives other answers than those that the last analysis had. */
function isStale(uri: string, state: State): boolean {
	const before = state.surroundings.get(uri);
	if (!before) return false;
	// Of the target only the default project comes from the disk.
	const isMoved = targetOf(uri, state).project !== before.target.project;
	const answers = answer(uri, before.wants, state);
	return isMoved || [...answers].some(([key, value]) => before.facts.get(key) !== value);
}

type OfCode = "openCode" | "setCode" | "setTransformed" | "forgetCode" | "isUnknown";

/** What concerns the code of configs. */
function codeOf(state: State): Pick<Documents, OfCode> {
	return {
		openCode: (uri) => {
			state.configs.get(uri)?.analysis();
			const { wants = [], work } = state.surroundings.get(uri) ?? {};
			const code = state.code.get(uri);
			const open = wants.filter(
				(want): want is CodeWant => want.kind === "code" && code?.isOpen(want) === true,
			);
			return {
				wants: open,
				work: work && open.length === 0 && code?.isTransformOpen(work) ? work : undefined,
			};
		},
		setCode: (uri, answers) => {
			for (const [want, answer] of answers) state.code.get(uri)?.put(want, answer);
			startOver([uri], state);
		},
		setTransformed: (uri, work, answer) => {
			const read = readAnswer(answer);
			if (read) state.code.get(uri)?.putTransformed(work, read);
			startOver([uri], state);
		},
		forgetCode: (uri) => state.code.get(uri)?.forget(),
		isUnknown: (uri) => {
			const { wants = [], facts } = state.surroundings.get(uri) ?? {};
			return wants.some(
				(want) => want.kind === "code" && want.use === "config" && !facts?.has(wantKey(want)),
			);
		},
	};
}

/** An empty set of open configs that asks `files` about the paths in them. */
export function createDocuments(files: Files): Documents {
	const state: State = {
		files,
		documents: new Map(),
		configs: new Map(),
		surroundings: new Map(),
		chosen: new Map(),
		code: new Map(),
		memories: new Map(),
	};
	return {
		open: ({ uri, languageId, version, text }) => {
			state.surroundings.delete(uri);
			state.code.set(uri, createCodeAnswers());
			put(TextDocument.create(uri, languageId, version, text), state);
		},
		change: (uri, version, changes) => {
			const document = state.documents.get(uri);
			if (document) put(TextDocument.update(document, [...changes], version), state);
		},
		close: (uri) => {
			state.documents.delete(uri);
			state.configs.delete(uri);
			state.surroundings.delete(uri);
			state.code.delete(uri);
			state.memories.delete(uri);
		},
		get: (uri) => state.configs.get(uri),
		all: () => [...state.configs.values()],
		setTarget: (chosen) => {
			state.chosen.set(chosen.folder, chosen);
			return startOver(
				[...state.documents.keys()].filter((uri) => isInside(uri, chosen.folder)),
				state,
			);
		},
		...codeOf(state),
		forgetFiles: () => {
			files.forget();
			return startOver(
				[...state.documents.keys()].filter((uri) => isStale(uri, state)),
				state,
			);
		},
	};
}
