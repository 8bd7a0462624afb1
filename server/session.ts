import {
	type ClientCapabilities,
	type Connection,
	ErrorCodes,
	type Position,
	type Range,
	ResponseError,
} from "vscode-languageserver/node";
import type { DeployedTemplate } from "../engine/index.ts";
import type { Documents, OpenConfig } from "./documents.ts";
import type { Files } from "./facts.ts";
import type { HintChoice } from "./features/hints.ts";
import type { ServerOptions } from "./protocol.ts";
import type { CodeRunner } from "./run-code.ts";

/** A connected server: what the handlers share. */
export type Session = {
	readonly connection: Connection;
	readonly documents: Documents;
	readonly files: Files;
	/** What the client said of itself. */
	readonly client: { capabilities: ClientCapabilities; options: ServerOptions };
	/** Configs whose diagnostics are to be sent. */
	readonly due: Set<string>;
	/** What is deployed of configs, by their URIs, as far as the client has said it. */
	readonly deployed: Map<string, DeployedTemplate>;
	/** How long the last analysis took, in milliseconds. */
	readonly pace: { lastMs: number };
	/** Which inlay hints the user wants. */
	readonly shown: { hints: HintChoice };
	/** Has the client run the code of configs; nothing is run for a client that does not. */
	readonly code: CodeRunner;
};

/** What is shown in configs that are programs; the rest is the business of their own language. */
const inPrograms: ReadonlySet<string> = new Set([
	"inlay hints",
	"quick fixes",
	"template",
	"names",
	"outline",
	"plan",
	"resource",
]);

function wordsOf(error: unknown): string {
	return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** One feature failed: the log gets the stack, the client an error, and the server goes on. */
export function failed({ connection }: Session, feature: string, error: unknown): ResponseError<void> {
	connection.console.error(`${feature} failed: ${wordsOf(error)}`);
	return new ResponseError(
		ErrorCodes.InternalError,
		`${feature} failed: ${error instanceof Error ? error.message : error}`,
	);
}

/** Answers a request about one open config; `null` when it is not open or there is nothing to say. */
export function answering<Params, Result>(
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

export type OfDocument = { readonly textDocument: { readonly uri: string } };
export type AtPosition = OfDocument & { readonly position: Position };

export const uriOfDocument = (params: OfDocument) => params.textDocument.uri;

export const offsetAt = (config: OpenConfig, params: AtPosition) => config.lines.offsetAt(params.position);

export const spanOf = ({ lines }: OpenConfig, { start, end }: Range) => ({
	start: lines.offsetAt(start),
	end: lines.offsetAt(end),
});

export const placed = (config: OpenConfig) => ({
	uri: config.uri,
	version: config.version,
	folder: config.folder,
	analysis: config.analysis(),
});
