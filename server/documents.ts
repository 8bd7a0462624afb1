import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TextDocumentContentChangeEvent, TextDocumentItem } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import {
	type Analysis,
	analyse,
	type ConfigFile,
	type Facts,
	type Target,
	validName,
	type Want,
	wantKey,
} from "../engine/index.ts";
import { answerWants, type Files } from "./facts.ts";
import type { FolderTarget } from "./protocol.ts";

/** One version of an open config. */
export type OpenConfig = {
	readonly uri: string;
	readonly version: number;
	readonly text: string;
	readonly isJson: boolean;
	/** Folder that paths of the config begin at; absent for a config that is not on the disk. */
	readonly folder: string | undefined;
	/** Everything the engine knows about this version, computed at the first question. */
	analysis(): Analysis;
};

/** The open configs. This is the one place of the server that changes. */
export type Documents = {
	open(item: TextDocumentItem): void;
	change(uri: string, version: number, changes: readonly TextDocumentContentChangeEvent[]): void;
	close(uri: string): void;
	get(uri: string): OpenConfig | undefined;
	/** The document behind a config, for services that want one. */
	document(uri: string): TextDocument | undefined;
	readonly uris: () => readonly string[];
	/** Applies a target to the configs in its folder; gives their URIs. */
	setTarget(chosen: FolderTarget): readonly string[];
	/** Something on the disk changed: what was known about it is asked again. Gives the configs that it concerns. */
	forgetFiles(): readonly string[];
};

type State = {
	readonly files: Files;
	readonly documents: Map<string, TextDocument>;
	readonly configs: Map<string, OpenConfig>;
	/** What the last version of a config wanted to know; the next one most likely wants the same. */
	readonly wants: Map<string, readonly Want[]>;
	readonly targets: Map<string, FolderTarget>;
};

/** Answers can lead to new wants; two rounds are enough for all there are, the third is for what may come. */
const MOST_ROUNDS = 3;

function pathOf(uri: string): string | undefined {
	try {
		return uri.startsWith("file:") ? fileURLToPath(uri) : undefined;
	} catch {
		// A file URI with a host cannot be a path on this platform.
		return undefined;
	}
}

function packageName(folder: string, files: Files): string | undefined {
	try {
		const { name } = JSON.parse(files.readText(join(folder, "package.json")) ?? "{}") as {
			readonly name?: unknown;
		};
		return typeof name === "string" ? validName(name.replace(/^@[^/]+\//, "")) : undefined;
	} catch {
		// A package.json that is being edited; the folder's name serves.
		return undefined;
	}
}

/** The target of a config for which none was chosen: the same as the CLI's. */
function defaultTarget(folder: string | undefined, files: Files): Target {
	const project =
		folder === undefined ? undefined : (packageName(folder, files) ?? validName(basename(folder)));
	return { project: project ?? "app", stage: "dev", region: "us-east-1" };
}

function isInside(uri: string, folder: string): boolean {
	return uri.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}

function targetOf(uri: string, folder: string | undefined, state: State): Target {
	const chosen = [...state.targets.values()]
		.filter((candidate) => isInside(uri, candidate.folder))
		.toSorted((left, right) => right.folder.length - left.folder.length)[0];
	return chosen?.target ?? defaultTarget(folder, state.files);
}

function analyseWithFacts(uri: string, file: ConfigFile, folder: string | undefined, state: State): Analysis {
	const target = targetOf(uri, folder, state);
	const answer = (wants: readonly Want[]): Facts =>
		folder === undefined ? new Map() : answerWants(wants, folder, state.files);
	let facts = answer(state.wants.get(uri) ?? []);
	let analysis = analyse(file, target, facts);
	for (let round = 1; round < MOST_ROUNDS; round++) {
		const answers = answer(analysis.wants.filter((want) => !facts.has(wantKey(want))));
		if (answers.size === 0) break;
		facts = new Map([...facts, ...answers]);
		analysis = analyse(file, target, facts);
	}
	state.wants.set(uri, analysis.wants);
	return analysis;
}

/** The client's language decides; the file name does for clients that know neither of Spool's languages. */
function isJsonDocument({ languageId, uri }: TextDocument): boolean {
	if (languageId === "stacktape" || languageId === "yaml") return false;
	return languageId === "stacktape-json" || languageId === "json" || uri.endsWith(".json");
}

function openConfig(document: TextDocument, state: State): OpenConfig {
	const { uri, version } = document;
	const path = pathOf(uri);
	const folder = path === undefined ? undefined : dirname(path);
	const isJson = isJsonDocument(document);
	const file: ConfigFile = { path: isJson ? "stacktape.json" : "stacktape.yml", text: document.getText() };
	const known: Analysis[] = [];
	return {
		uri,
		version,
		text: file.text,
		isJson,
		folder,
		analysis: () => {
			const [first = analyseWithFacts(uri, file, folder, state)] = known;
			known[0] = first;
			return first;
		},
	};
}

function refresh(uris: Iterable<string>, state: State): readonly string[] {
	const concerned = [...uris];
	for (const uri of concerned) {
		const document = state.documents.get(uri);
		if (document) state.configs.set(uri, openConfig(document, state));
	}
	return concerned;
}

function closeDocument(uri: string, state: State): void {
	state.documents.delete(uri);
	state.configs.delete(uri);
	state.wants.delete(uri);
}

/** An empty set of open configs that asks `files` about the paths in them. */
export function createDocuments(files: Files): Documents {
	const state: State = {
		files,
		documents: new Map(),
		configs: new Map(),
		wants: new Map(),
		targets: new Map(),
	};
	const put = (document: TextDocument) => {
		state.documents.set(document.uri, document);
		state.configs.set(document.uri, openConfig(document, state));
	};
	return {
		open: ({ uri, languageId, version, text }) => put(TextDocument.create(uri, languageId, version, text)),
		change: (uri, version, changes) => {
			const document = state.documents.get(uri);
			if (document) put(TextDocument.update(document, [...changes], version));
		},
		close: (uri) => closeDocument(uri, state),
		get: (uri) => state.configs.get(uri),
		document: (uri) => state.documents.get(uri),
		uris: () => [...state.documents.keys()],
		setTarget: (chosen) => {
			state.targets.set(chosen.folder, chosen);
			const inside = [...state.documents.keys()].filter((uri) => isInside(uri, chosen.folder));
			return refresh(inside, state);
		},
		forgetFiles: () => {
			files.forget();
			return refresh(state.documents.keys(), state);
		},
	};
}
