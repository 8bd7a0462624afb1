import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import {
	type ClientCapabilities,
	type CodeAction,
	type CompletionItem,
	type CompletionList,
	createConnection,
	createProtocolConnection,
	type Diagnostic,
	DiagnosticTag,
	type DocumentHighlight,
	type DocumentLink,
	type DocumentSymbol,
	type FoldingRange,
	type Hover,
	type InitializeResult,
	type InlayHint,
	type Location,
	type MessageReader,
	type MessageWriter,
	type Position,
	type ProtocolConnection,
	type PublishDiagnosticsParams,
	type Registration,
	type RegistrationParams,
	type SelectionRange,
	StreamMessageReader,
	StreamMessageWriter,
	type TextEdit,
	type WorkspaceEdit,
} from "vscode-languageserver/node";
import { lineMap } from "../../engine/text/line-map.ts";
import { connect } from "../../server/connect.ts";
import { type Files, nodeFiles } from "../../server/facts.ts";
import {
	type Analysed,
	analysedNotification,
	type CompiledTemplate,
	type NameRow,
	namesRequest,
	type Outline,
	outlineRequest,
	type ResourceAt,
	type RunParams,
	resourceAtRequest,
	runRequest,
	type ServerOptions,
	type TemplateFormat,
	type TransformParams,
	templateRequest,
	transformRequest,
} from "../../server/protocol.ts";

/** A config that a test has open in the server. */
export type OpenDocument = {
	readonly uri: string;
	/** The text as the client has it. */
	text(): string;
	/** Replaces a part of the text, as an editor does on typing. Not awaited by the server's answer. */
	edit(start: number, end: number, text: string): Promise<void>;
	/** Types at the end of the first occurrence of `after`. */
	type(after: string, text: string): Promise<void>;
	save(): Promise<void>;
	close(): Promise<void>;
	/** Diagnostics of the text as it is now, without what it could do without; waits for them. */
	diagnostics(): Promise<readonly Diagnostic[]>;
	/** What the text as it is now could do without. */
	remarks(): Promise<readonly Diagnostic[]>;
	completion(at: number | string): Promise<readonly CompletionItem[]>;
	hover(at: number | string): Promise<string | undefined>;
	definition(at: number | string): Promise<Location | null>;
	references(at: number | string): Promise<readonly Location[]>;
	highlights(at: number | string): Promise<readonly DocumentHighlight[]>;
	rename(at: number | string, to: string): Promise<WorkspaceEdit | null>;
	hints(): Promise<readonly InlayHint[]>;
	symbols(): Promise<readonly DocumentSymbol[]>;
	links(): Promise<readonly DocumentLink[]>;
	fixes(at: number | string): Promise<readonly CodeAction[]>;
	format(): Promise<readonly TextEdit[]>;
	folding(): Promise<readonly FoldingRange[]>;
	selection(at: number | string): Promise<readonly SelectionRange[]>;
	template(format?: TemplateFormat): Promise<CompiledTemplate | null>;
	names(): Promise<readonly NameRow[] | null>;
	outline(): Promise<Outline | null>;
	resourceAt(at: number | string): Promise<ResourceAt | null>;
};

/** A client that talks to a server over the protocol. */
export type LspClient = {
	readonly initialized: InitializeResult;
	/** For what the methods below do not have. */
	readonly connection: ProtocolConnection;
	/** What the server wrote to its log. */
	readonly log: readonly string[];
	/** What the server has asked for beyond what it says when it begins. */
	readonly registered: readonly Registration[];
	/** Every diagnostics notification, in order. */
	readonly published: readonly PublishDiagnosticsParams[];
	open(name: string, text: string, languageId?: string): Promise<OpenDocument>;
	notify(method: string, params: unknown): Promise<void>;
	/** Waits until the server has analysed a version of a document once more. */
	analysed(uri: string): Promise<Analysed>;
	close(): Promise<void>;
};

export type ClientOptions = {
	/** URI of the folder that documents are in. */
	readonly folder?: string;
	readonly capabilities?: ClientCapabilities;
	readonly options?: ServerOptions;
	/** Runs code for the server, which is told then that there is somebody who does. */
	readonly code?: {
		readonly run: (params: RunParams) => Promise<readonly string[] | null>;
		readonly transform?: (params: TransformParams) => Promise<string | null>;
	};
};

/** Someone who waits for the first message that fits. */
type Waiter<T> = { readonly fits: (message: T) => boolean; readonly resolve: (message: T) => void };

/** Messages as they come in; waiting for one is waiting for the message itself, never for some time to pass. */
function mailbox<T>() {
	const waiters: Waiter<T>[] = [];
	const received: T[] = [];
	return {
		received,
		put: (message: T) => {
			received.push(message);
			for (const waiter of waiters.filter(({ fits }) => fits(message))) {
				waiters.splice(waiters.indexOf(waiter), 1);
				waiter.resolve(message);
			}
		},
		next: (fits: (message: T) => boolean) =>
			new Promise<T>((resolve) => {
				waiters.push({ fits, resolve });
			}),
		firstOf: (fits: (message: T) => boolean): Promise<T> => {
			const known = received.findLast(fits);
			if (known) return Promise.resolve(known);
			return new Promise((resolve) => {
				waiters.push({ fits, resolve });
			});
		},
	};
}

/** Connects to a server whose messages come from `reader` and go to `writer`, and says hello. */
export async function clientOver(
	reader: MessageReader,
	writer: MessageWriter,
	options: ClientOptions = {},
): Promise<LspClient> {
	const { folder = "file:///project", capabilities = {}, code } = options;
	const serverOptions = code ? { ...options.options, runsCode: true } : options.options;
	const connection = createProtocolConnection(reader, writer);
	const diagnostics = mailbox<PublishDiagnosticsParams>();
	const analysed = mailbox<Analysed>();
	const log: string[] = [];
	const registered: Registration[] = [];
	connection.onNotification("textDocument/publishDiagnostics", diagnostics.put);
	connection.onNotification(analysedNotification, analysed.put);
	connection.onNotification(
		"window/logMessage",
		({ message }: { readonly message: string }) => void log.push(message),
	);
	connection.onRequest("client/registerCapability", ({ registrations }: RegistrationParams) => {
		registered.push(...registrations);
		return null;
	});
	if (code) connection.onRequest(runRequest, code.run);
	if (code?.transform) connection.onRequest(transformRequest, code.transform);
	connection.onRequest("workspace/inlayHint/refresh", () => null);
	connection.listen();
	const initialized = await connection.sendRequest<InitializeResult>("initialize", {
		processId: null,
		rootUri: folder,
		capabilities,
		...(serverOptions && { initializationOptions: serverOptions }),
	});
	await connection.sendNotification("initialized", {});
	return {
		initialized,
		connection,
		log,
		registered,
		published: diagnostics.received,
		open: (name, text, languageId) =>
			openDocument(connection, { diagnostics, analysed }, { uri: `${folder}/${name}`, text, languageId }),
		notify: (method, params) => connection.sendNotification(method, params),
		analysed: (uri) => analysed.next((message) => message.uri === uri),
		close: async () => {
			await connection.sendRequest("shutdown");
			connection.dispose();
		},
	};
}

const isNeedless = ({ tags = [] }: Diagnostic) => tags.includes(DiagnosticTag.Unnecessary);

/** Notifications of the server. */
type Inbox = {
	readonly diagnostics: ReturnType<typeof mailbox<PublishDiagnosticsParams>>;
	readonly analysed: ReturnType<typeof mailbox<Analysed>>;
};

async function openDocument(
	connection: ProtocolConnection,
	inbox: Inbox,
	{
		uri,
		text,
		languageId = uri.endsWith(".json") ? "stacktape-json" : "stacktape",
	}: { readonly uri: string; readonly text: string; readonly languageId?: string | undefined },
): Promise<OpenDocument> {
	const state = { text, version: 1 };
	const textDocument = { uri };
	const offsetOf = (at: number | string) => {
		if (typeof at === "number") return at;
		const offset = state.text.indexOf(at);
		assert.ok(offset >= 0, `"${at}" is not in the text`);
		return offset;
	};
	const position = (at: number | string): Position => lineMap(state.text).positionAt(offsetOf(at));
	const ask = <T>(method: string, params: object) =>
		connection.sendRequest<T>(method, { textDocument, ...params });
	const edit = async (start: number, end: number, inserted: string) => {
		const range = lineMap(state.text).rangeOf({ start, end });
		state.text = state.text.slice(0, start) + inserted + state.text.slice(end);
		state.version++;
		const changed = {
			textDocument: { uri, version: state.version },
			contentChanges: [{ range, text: inserted }],
		};
		await connection.sendNotification("textDocument/didChange", changed);
	};
	const published = async () => {
		const { version } = state;
		const fits = (message: { readonly uri: string; readonly version?: number }) =>
			message.uri === uri && message.version === version;
		const found = await inbox.diagnostics.firstOf(fits);
		// Sent right behind: whoever waits for the next analysis must not get this one.
		await inbox.analysed.firstOf(fits);
		return found.diagnostics;
	};
	await connection.sendNotification("textDocument/didOpen", {
		textDocument: { uri, languageId, version: 1, text },
	});
	return {
		uri,
		text: () => state.text,
		edit,
		type: (after, inserted) => {
			const offset = offsetOf(after) + after.length;
			return edit(offset, offset, inserted);
		},
		save: () => connection.sendNotification("textDocument/didSave", { textDocument }),
		close: () => connection.sendNotification("textDocument/didClose", { textDocument }),
		diagnostics: async () => (await published()).filter((diagnostic) => !isNeedless(diagnostic)),
		remarks: async () => (await published()).filter(isNeedless),
		completion: async (at) =>
			(await ask<CompletionList>("textDocument/completion", { position: position(at) })).items,
		hover: async (at) => {
			const found = await ask<Hover | null>("textDocument/hover", { position: position(at) });
			return found && typeof found.contents === "object" && "value" in found.contents
				? found.contents.value
				: undefined;
		},
		definition: (at) => ask("textDocument/definition", { position: position(at) }),
		references: (at) =>
			ask("textDocument/references", { position: position(at), context: { includeDeclaration: true } }),
		highlights: (at) => ask("textDocument/documentHighlight", { position: position(at) }),
		rename: (at, newName) => ask("textDocument/rename", { position: position(at), newName }),
		hints: () =>
			ask("textDocument/inlayHint", {
				range: lineMap(state.text).rangeOf({ start: 0, end: state.text.length }),
			}),
		symbols: () => ask("textDocument/documentSymbol", {}),
		links: () => ask("textDocument/documentLink", {}),
		fixes: (at) =>
			ask("textDocument/codeAction", {
				range: { start: position(at), end: position(at) },
				context: { diagnostics: [] },
			}),
		format: () => ask("textDocument/formatting", { options: { tabSize: 2, insertSpaces: true } }),
		folding: () => ask("textDocument/foldingRange", {}),
		selection: (at) => ask("textDocument/selectionRange", { positions: [position(at)] }),
		template: (format) => connection.sendRequest(templateRequest, { uri, ...(format && { format }) }),
		names: () => connection.sendRequest(namesRequest, { uri }),
		outline: () => connection.sendRequest(outlineRequest, { uri }),
		resourceAt: (at) => connection.sendRequest(resourceAtRequest, { uri, position: position(at) }),
	};
}

/** A client and a server in this process, connected by two streams: everything but the process is as in an editor. */
export async function createClient(
	options: ClientOptions & { readonly files?: Files } = {},
): Promise<LspClient> {
	const toServer = new PassThrough();
	const toClient = new PassThrough();
	// Readers and writers instead of streams: a connection over streams ends the process when they end.
	const connection = createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient));
	connect(connection, options.files ?? nodeFiles());
	connection.listen();
	return clientOver(new StreamMessageReader(toClient), new StreamMessageWriter(toServer), options);
}
