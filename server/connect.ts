import { resolve } from "node:path";
import {
	type ClientCapabilities,
	type CodeActionParams,
	type Connection,
	ErrorCodes,
	type InitializeResult,
	type InlayHintParams,
	type Position,
	type ReferenceParams,
	type RenameParams,
	ResponseError,
	TextDocumentSyncKind,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { printTemplate } from "../engine/index.ts";
import { createDocuments, type Documents, type OpenConfig } from "./documents.ts";
import type { Files } from "./facts.ts";
import { complete } from "./features/completion.ts";
import { definition } from "./features/definition.ts";
import { diagnostics } from "./features/diagnostics.ts";
import { hover } from "./features/hover.ts";
import { nameHints } from "./features/name-hints.ts";
import { nameRows, resourceAt } from "./features/names.ts";
import { quickFixes } from "./features/quick-fixes.ts";
import { highlights, pathLinks, references, rename, renameRange } from "./features/references.ts";
import { symbols } from "./features/symbols.ts";
import {
	type Analysed,
	analysedNotification,
	type CompiledTemplate,
	type ConfigParams,
	codeChangedNotification,
	type FolderTarget,
	type NameRow,
	namesRequest,
	type ResourceAt,
	type ResourceAtParams,
	resourceAtRequest,
	type ServerOptions,
	targetNotification,
	templateRequest,
} from "./protocol.ts";
import { askClient } from "./register.ts";
import { type CodeRunner, createCodeRunner } from "./run-code.ts";

type Layout = typeof import("./yaml.ts");

/** A connected server: what the handlers share. */
type Session = {
	readonly connection: Connection;
	readonly documents: Documents;
	readonly files: Files;
	/** What the client said of itself. */
	readonly client: { capabilities: ClientCapabilities; options: ServerOptions };
	/** Configs whose diagnostics are to be sent. */
	readonly due: Set<string>;
	/** How long the last analysis took, in milliseconds. */
	readonly pace: { lastMs: number };
	/** Has the client run the code of configs; nothing is run for a client that does not. */
	readonly code: CodeRunner;
};

/** What is shown in configs that are programs; the rest is the business of their own language. */
const inPrograms: ReadonlySet<string> = new Set([
	"inlay hints",
	"quick fixes",
	"template",
	"names",
	"resource",
]);

/** Characters that open the list of completions: ends of keys, dashes, and the beginnings of values and directives. */
const triggers = [":", " ", "$", "'", '"', "/", ".", "-", "\n", "("];

const capabilities: InitializeResult["capabilities"] = {
	textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
	completionProvider: { triggerCharacters: triggers },
	hoverProvider: true,
	inlayHintProvider: true,
	definitionProvider: true,
	referencesProvider: true,
	documentHighlightProvider: true,
	renameProvider: { prepareProvider: true },
	documentSymbolProvider: true,
	documentLinkProvider: {},
	codeActionProvider: { codeActionKinds: ["quickfix"] },
	documentFormattingProvider: true,
	foldingRangeProvider: true,
	selectionRangeProvider: true,
};

function wordsOf(error: unknown): string {
	return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** One feature failed: the log gets the stack, the client an error, and the server goes on. */
function failed({ connection }: Session, feature: string, error: unknown): ResponseError<void> {
	connection.console.error(`${feature} failed: ${wordsOf(error)}`);
	return new ResponseError(
		ErrorCodes.InternalError,
		`${feature} failed: ${error instanceof Error ? error.message : error}`,
	);
}

/** Answers a request about one open config; `null` when it is not open or there is nothing to say. */
function answering<Params, Result>(
	session: Session,
	feature: string,
	uriOf: (params: Params) => string,
	answer: (config: OpenConfig, params: Params) => Result | undefined,
): (params: Params) => Result | null | ResponseError<void> {
	return (params) => {
		const config = session.documents.get(uriOf(params));
		if (!config || (config.isProgram && !inPrograms.has(feature))) return null;
		try {
			return answer(config, params) ?? null;
		} catch (error) {
			return failed(session, feature, error);
		}
	};
}

type OfDocument = { readonly textDocument: { readonly uri: string } };
type AtPosition = OfDocument & { readonly position: Position };

const uriOfDocument = (params: OfDocument) => params.textDocument.uri;

const offsetAt = (config: OpenConfig, params: AtPosition) => config.lines.offsetAt(params.position);

const placed = (config: OpenConfig) => ({
	uri: config.uri,
	version: config.version,
	folder: config.folder,
	analysis: config.analysis(),
});

/** An analysis that takes longer than this is felt by whoever waits behind it, in milliseconds. */
const SLOW_MS = 30;
/** Editors ask for completions up to 10 ms after a change; in milliseconds. */
const GRACE_MS = 15;

/**
 * Sends diagnostics at once, one set for all changes that came together. Only where the analysis of a config is
 * slow, the completion that the same keystroke asks for goes first: somebody waits for it, and most completions
 * need no analysis.
 */
function publish(session: Session, uri: string): void {
	const { due, pace } = session;
	if (due.size === 0) {
		if (pace.lastMs > SLOW_MS) setTimeout(publishDue, GRACE_MS, session);
		else setImmediate(publishDue, session);
	}
	due.add(uri);
}

function publishDue(session: Session): void {
	const { connection, documents, due, pace, client } = session;
	const uris = [...due];
	due.clear();
	for (const uri of uris) {
		const config = documents.get(uri);
		if (!config) continue;
		try {
			const started = performance.now();
			const analysis = config.analysis();
			pace.lastMs = performance.now() - started;
			// What is shown of the value before stays until the code has given one.
			if (client.options.runsCode && documents.isUnknown(uri)) continue;
			void connection.sendDiagnostics({
				uri,
				version: config.version,
				diagnostics: diagnostics(analysis, uri),
			});
			const analysed: Analysed = { uri, version: config.version, target: analysis.target };
			void connection.sendNotification(analysedNotification, analysed);
		} catch (error) {
			failed(session, "diagnostics", error);
		}
	}
}

/** Configs got another target or other facts: their diagnostics and hints are old although their text is not. */
function refresh(session: Session, uris: readonly string[]): void {
	for (const uri of uris) publish(session, uri);
	const canRefresh = session.client.capabilities.workspace?.inlayHint?.refreshSupport === true;
	if (uris.length > 0 && canRefresh) void session.connection.languages.inlayHint.refresh();
}

/** Folders whose files no config names, and which change by the thousand. */
const busyFolders = /\/(node_modules|\.git|dist|coverage)\//;

function listenToDocuments(session: Session): void {
	const { connection, documents } = session;
	connection.onDidOpenTextDocument(({ textDocument }) => {
		documents.open(textDocument);
		publish(session, textDocument.uri);
		runCode(session, [textDocument.uri]);
	});
	connection.onDidChangeTextDocument(({ textDocument, contentChanges }) => {
		documents.change(textDocument.uri, textDocument.version, contentChanges);
		publish(session, textDocument.uri);
	});
	connection.onDidCloseTextDocument(({ textDocument }) => {
		documents.close(textDocument.uri);
		void connection.sendDiagnostics({ uri: textDocument.uri, diagnostics: [] });
	});
	connection.onDidSaveTextDocument(({ textDocument }) => {
		refresh(session, documents.forgetFiles());
		// Not at each keystroke: what is half typed is nothing that anybody wants to run.
		runCode(session, [textDocument.uri]);
	});
	connection.onDidChangeWatchedFiles(({ changes }) => {
		if (changes.some(({ uri }) => !busyFolders.test(uri))) refresh(session, documents.forgetFiles());
	});
	connection.onNotification(targetNotification, (chosen: FolderTarget) => {
		const moved = documents.setTarget(chosen);
		refresh(session, moved);
		runCode(session, moved);
	});
	connection.onNotification(codeChangedNotification, ({ uri }: ConfigParams) => {
		if (session.client.options.runsCode) session.code.changed(uri);
	});
}

function runCode({ client, code }: Session, uris: readonly string[]): void {
	if (client.options.runsCode) for (const uri of uris) code.ask(uri);
}

function answerAboutText(session: Session): void {
	const { connection, files, client } = session;
	connection.onCompletion(
		answering(session, "completion", uriOfDocument, (config, params: AtPosition) => {
			const { text, lines, isJson, folder, analysis } = config;
			const list = (path: string) => (folder === undefined ? [] : files.list(resolve(folder, path)));
			const { retrigger } = client.options;
			return complete(
				{ text, lines, isJson, analysis, list, ...(retrigger && { retrigger }) },
				offsetAt(config, params),
			);
		}),
	);
	connection.onHover(
		answering(session, "hover", uriOfDocument, (config, params: AtPosition) =>
			hover(config.analysis(), offsetAt(config, params)),
		),
	);
	connection.languages.inlayHint.on(
		answering(session, "inlay hints", uriOfDocument, (config, { range }: InlayHintParams) => {
			const within = { start: config.lines.offsetAt(range.start), end: config.lines.offsetAt(range.end) };
			return nameHints(config.analysis(), within);
		}),
	);
	connection.onDocumentSymbol(
		answering(session, "symbols", uriOfDocument, (config, _params: OfDocument) => symbols(config.analysis())),
	);
	connection.onCodeAction(
		answering(session, "quick fixes", uriOfDocument, (config, { range }: CodeActionParams) => {
			const selection = { start: config.lines.offsetAt(range.start), end: config.lines.offsetAt(range.end) };
			return quickFixes(config.analysis(), config.uri, selection);
		}),
	);
}

function answerAboutPlaces(session: Session): void {
	const { connection, files, client } = session;
	const isFile = (path: string) => files.kindOf(path) === "file";
	connection.onDefinition(
		answering(session, "definition", uriOfDocument, (config, params: AtPosition) =>
			definition(placed(config), offsetAt(config, params), isFile),
		),
	);
	connection.onReferences(
		answering(session, "references", uriOfDocument, (config, params: ReferenceParams) =>
			references(placed(config), offsetAt(config, params), params.context.includeDeclaration),
		),
	);
	connection.onDocumentHighlight(
		answering(session, "highlights", uriOfDocument, (config, params: AtPosition) =>
			highlights(config.analysis(), offsetAt(config, params)),
		),
	);
	connection.onDocumentLinks(
		answering(session, "links", uriOfDocument, (config, _params: OfDocument) =>
			pathLinks(placed(config), isFile),
		),
	);
	connection.onPrepareRename(
		answering(session, "rename", uriOfDocument, (config, params: AtPosition) =>
			renameRange(config.analysis(), offsetAt(config, params)),
		),
	);
	connection.onRenameRequest((params) => {
		const canConfirm = client.capabilities.workspace?.workspaceEdit?.changeAnnotationSupport !== undefined;
		const answer = answering(session, "rename", uriOfDocument, (config, { newName }: RenameParams) =>
			rename(placed(config), offsetAt(config, params), newName, canConfirm),
		)(params);
		if (answer === null || answer instanceof ResponseError) return answer;
		return "edit" in answer ? answer.edit : new ResponseError(ErrorCodes.InvalidParams, answer.refused);
	});
}

/** Requests of Spool's own client. */
function answerSpool(session: Session): void {
	const { connection } = session;
	const uriOf = ({ uri }: ConfigParams) => uri;
	connection.onRequest(
		templateRequest,
		answering(session, "template", uriOf, (config, _params: ConfigParams): CompiledTemplate => {
			const { compiled, problems } = config.analysis();
			return {
				version: config.version,
				text: printTemplate(compiled.template, compiled.deploymentBucket),
				errors: problems.filter((problem) => problem.severity === "error").length,
			};
		}),
	);
	connection.onRequest(
		namesRequest,
		answering(session, "names", uriOf, (config, _params: ConfigParams): NameRow[] =>
			nameRows(config.analysis()),
		),
	);
	connection.onRequest(
		resourceAtRequest,
		answering(session, "resource", uriOf, (config, { position }: ResourceAtParams): ResourceAt | undefined =>
			resourceAt(config.analysis(), config.lines.offsetAt(position)),
		),
	);
}

/** Layout, by the language services that are loaded when it is asked for first. */
function answerLayout(session: Session): void {
	const { connection, documents } = session;
	const layOut = async <Result>(
		feature: string,
		uri: string,
		answer: (layout: Layout, document: TextDocument, isJson: boolean) => Result | Promise<Result>,
	) => {
		const config = documents.get(uri);
		if (!config || config.isProgram) return null;
		try {
			// A document of its own: the shared one may change while the services are loaded.
			const document = TextDocument.create(uri, config.isJson ? "json" : "yaml", config.version, config.text);
			return await answer(await import("./yaml.ts"), document, config.isJson);
		} catch (error) {
			return failed(session, feature, error);
		}
	};
	connection.onDocumentFormatting(({ textDocument, options }) =>
		layOut("format", textDocument.uri, (layout, document, isJson) =>
			layout.format(document, options, isJson),
		),
	);
	connection.onFoldingRanges(({ textDocument }) => {
		const { rangeLimit } = session.client.capabilities.textDocument?.foldingRange ?? {};
		return layOut("folding", textDocument.uri, (layout, document, isJson) =>
			layout.foldingRanges(document, isJson, rangeLimit),
		);
	});
	connection.onSelectionRanges(({ textDocument, positions }) =>
		layOut("selection", textDocument.uri, (layout, document, isJson) =>
			layout.selectionRanges(document, positions, isJson),
		),
	);
}

/** Connects the features to a client. The caller starts to listen. */
export function connect(connection: Connection, files: Files): void {
	const documents = createDocuments(files);
	const session: Session = {
		connection,
		documents,
		files,
		client: { capabilities: {}, options: {} },
		due: new Set(),
		pace: { lastMs: 0 },
		code: createCodeRunner({
			connection,
			documents,
			told: (uri) => refresh(session, [uri]),
			failed: (error) => void failed(session, "running code", error),
		}),
	};
	connection.onInitialize(({ capabilities: ofClient, initializationOptions }): InitializeResult => {
		session.client.capabilities = ofClient;
		session.client.options = (initializationOptions ?? {}) as ServerOptions;
		for (const chosen of session.client.options.targets ?? []) session.documents.setTarget(chosen);
		return { capabilities, serverInfo: { name: "spool" } };
	});
	connection.onInitialized(() => askClient(connection, session.client.capabilities));
	listenToDocuments(session);
	answerAboutText(session);
	answerAboutPlaces(session);
	answerSpool(session);
	answerLayout(session);
}
