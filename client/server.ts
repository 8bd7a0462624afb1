import { dirname, join } from "node:path";
import { type ExtensionContext, Uri, workspace } from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";
import {
	type Analysed,
	analysedNotification,
	type CompiledTemplate,
	type FolderTarget,
	type NameRow,
	namesRequest,
	targetNotification,
	templateRequest,
} from "../server/protocol.ts";
import { languages } from "./configs.ts";

/** The language server as the rest of the client sees it. */
export type Server = {
	template(config: Uri): Promise<CompiledTemplate | null>;
	names(config: Uri): Promise<readonly NameRow[] | null>;
	/** Says where configs of a folder are deployed to, so that names and templates are right. */
	setTarget(target: FolderTarget): Promise<void>;
	/** Calls `listener` whenever an open config was analysed anew. */
	onAnalysed(listener: (analysed: Analysed) => void): void;
};

/** Starts the language server beside the editor. It answers when it is up; requests made before wait for that. */
export function startServer(context: ExtensionContext, bundles: string): Server {
	const module = join(bundles, "server.cjs");
	const client = new LanguageClient(
		"spool",
		"Spool",
		{ run: { module, transport: TransportKind.ipc }, debug: { module, transport: TransportKind.ipc } },
		{
			documentSelector: languages.map((language) => ({ scheme: "file", language })),
			synchronize: { fileEvents: workspace.createFileSystemWatcher("**/*") },
		},
	);
	const started = client.start();
	context.subscriptions.push({ dispose: () => void client.dispose() });
	return {
		template: async (config) => {
			await started;
			return client.sendRequest(templateRequest, { uri: client.code2ProtocolConverter.asUri(config) });
		},
		names: async (config) => {
			await started;
			return client.sendRequest(namesRequest, { uri: client.code2ProtocolConverter.asUri(config) });
		},
		setTarget: async (target) => {
			await started;
			await client.sendNotification(targetNotification, target);
		},
		onAnalysed: (listener) => void client.onNotification(analysedNotification, listener),
	};
}

/** The URI of the folder that a config lies in, as the server knows it. */
export function folderOf(config: Uri): string {
	return Uri.file(dirname(config.fsPath)).toString();
}
