import {
	BulkRegistration,
	type ClientCapabilities,
	CodeActionRequest,
	type Connection,
	DidChangeTextDocumentNotification,
	DidChangeWatchedFilesNotification,
	DidCloseTextDocumentNotification,
	DidOpenTextDocumentNotification,
	DidSaveTextDocumentNotification,
	InlayHintRequest,
	TextDocumentSyncKind,
	WatchKind,
} from "vscode-languageserver/node";

/** Files that come and go, which the paths of a config may mean. */
async function watchFiles({ client }: Connection): Promise<void> {
	await client.register(DidChangeWatchedFilesNotification.type, {
		watchers: [
			{ globPattern: "**/*", kind: WatchKind.Create | WatchKind.Delete },
			{ globPattern: "**/package.json", kind: WatchKind.Change },
		],
	});
}

/** Configs that are programs, as an editor selects them. */
const programs = [
	{ scheme: "file", language: "typescript", pattern: "**/stacktape.ts" },
	{ scheme: "file", language: "javascript", pattern: "**/stacktape.{js,mjs}" },
];

/**
 * Asks the client for configs that are programs, with what Spool shows in them. They are in a language of their own
 * with a server of its own, so that everything else (completion, rename, formatting, …) stays out of its way.
 */
async function registerPrograms({ client }: Connection): Promise<void> {
	const documentSelector = programs;
	const wished = BulkRegistration.create();
	wished.add(DidChangeTextDocumentNotification.type, {
		documentSelector,
		syncKind: TextDocumentSyncKind.Incremental,
	});
	wished.add(DidSaveTextDocumentNotification.type, { documentSelector });
	wished.add(DidCloseTextDocumentNotification.type, { documentSelector });
	wished.add(InlayHintRequest.type, { documentSelector });
	wished.add(CodeActionRequest.type, { documentSelector, codeActionKinds: ["quickfix"] });
	// Last: with it the documents come, and everything that is said of them has its listener.
	wished.add(DidOpenTextDocumentNotification.type, { documentSelector });
	await client.register(wished);
}

/** Asks the client for what it has to be asked for, as far as it can be. */
export function askClient(connection: Connection, { workspace, textDocument }: ClientCapabilities): void {
	if (workspace?.didChangeWatchedFiles?.dynamicRegistration) void watchFiles(connection);
	if (textDocument?.synchronization?.dynamicRegistration) void registerPrograms(connection);
}
