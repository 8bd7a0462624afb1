import { join } from "node:path";
import type { ExtensionContext, Uri } from "vscode";
import { LanguageClient, RevealOutputChannelOn, TransportKind } from "vscode-languageclient/node";
import {
	type Analysed,
	analysedNotification,
	runRequest,
	type ServerOptions,
	transformRequest,
} from "../server/protocol.ts";
import type { CodeRunner } from "./code.ts";
import { languages } from "./configs.ts";
import { editorWords } from "./words.ts";

/** A running language server. */
export type Connected = {
	/** Asks about a config. */
	ask<Answer>(request: string, config: Uri, more?: object): Promise<Answer>;
	notify(notification: string, params: object): Promise<void>;
	/** The URI of a config as the server knows it. */
	uriOf(config: Uri): string;
};

/** Who answers and hears the language server. */
export type Audience = Pick<CodeRunner, "run" | "transform"> & {
	readonly analysed: (event: Analysed) => void;
};

/** Starts the language server as a process of its own and resolves when it is ready. */
export async function connectServer(
	context: ExtensionContext,
	bundles: string,
	options: () => ServerOptions,
	audience: Audience,
): Promise<Connected> {
	const start = { module: join(bundles, "server.cjs"), transport: TransportKind.ipc };
	const client = new LanguageClient(
		"spool.server",
		"Spool Language Server",
		{ run: start, debug: start },
		{
			documentSelector: languages.map((language) => ({ scheme: "file", language })),
			initializationOptions: options,
			synchronize: { configurationSection: "spool.inlayHints" },
			// What it reports there is for us; a user gets the features that still work.
			revealOutputChannelOn: RevealOutputChannelOn.Never,
			middleware: {
				handleDiagnostics: (uri, diagnostics, next) => {
					for (const diagnostic of diagnostics) diagnostic.message = editorWords(diagnostic.message);
					next(uri, diagnostics);
				},
			},
		},
	);
	context.subscriptions.push({ dispose: () => void client.dispose() });
	client.onNotification(analysedNotification, audience.analysed);
	client.onRequest(runRequest, audience.run);
	client.onRequest(transformRequest, audience.transform);
	await client.start();
	const uriOf = (config: Uri) => client.code2ProtocolConverter.asUri(config);
	return {
		ask: (request, config, more) => client.sendRequest(request, { ...more, uri: uriOf(config) }),
		uriOf,
		notify: (notification, params) => client.sendNotification(notification, params),
	};
}
