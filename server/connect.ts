import { type Connection, type InitializeResult, TextDocumentSyncKind } from "vscode-languageserver/node";
import type { DeployedTemplate } from "../engine/index.ts";
import { answerRequests } from "./answers.ts";
import { createDocuments } from "./documents.ts";
import type { Files } from "./facts.ts";
import { diagnostics } from "./features/diagnostics.ts";
import { allHints } from "./features/hints.ts";
import { fixAllKind } from "./features/quick-fixes.ts";
import { semanticLegend } from "./features/semantic-tokens.ts";
import {
	type Analysed,
	analysedNotification,
	type ConfigParams,
	codeChangedNotification,
	type DeployedParams,
	deployedNotification,
	type FolderTarget,
	type ServerOptions,
	targetNotification,
} from "./protocol.ts";
import { askClient } from "./register.ts";
import { createCodeRunner } from "./run-code.ts";
import { failed, type Session } from "./session.ts";

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
	workspaceSymbolProvider: true,
	semanticTokensProvider: { legend: semanticLegend, full: true, range: true },
	codeActionProvider: { codeActionKinds: ["quickfix", fixAllKind] },
	documentFormattingProvider: true,
	foldingRangeProvider: true,
	selectionRangeProvider: true,
};

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
	connection.onNotification(deployedNotification, ({ uri, template }: DeployedParams) => {
		if (template === null) session.deployed.delete(uri);
		else session.deployed.set(uri, JSON.parse(template) as DeployedTemplate);
	});
	connection.onNotification(codeChangedNotification, ({ uri }: ConfigParams) => {
		if (session.client.options.runsCode) session.code.changed(uri);
	});
}

function runCode({ client, code }: Session, uris: readonly string[]): void {
	if (client.options.runsCode) for (const uri of uris) code.ask(uri);
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
		deployed: new Map(),
		pace: { lastMs: 0 },
		shown: { hints: allHints },
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
	answerRequests(session);
}
