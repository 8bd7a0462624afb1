import { resolve } from "node:path";
import {
	type CodeActionParams,
	ErrorCodes,
	type InlayHintParams,
	type Range,
	type ReferenceParams,
	type RenameParams,
	ResponseError,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { printTemplate, type Span } from "../engine/index.ts";
import type { OpenConfig } from "./documents.ts";
import { complete } from "./features/completion.ts";
import { definition } from "./features/definition.ts";
import { hints, readHintChoice } from "./features/hints.ts";
import { hover } from "./features/hover.ts";
import { nameRows, resourceAt } from "./features/names.ts";
import { outline } from "./features/outline.ts";
import { planRows } from "./features/plan.ts";
import { fixAll, fixAllKind, quickFixes, wantsKind } from "./features/quick-fixes.ts";
import { highlights, pathLinks, references, rename, renameRange } from "./features/references.ts";
import { repairs } from "./features/repairs.ts";
import { semanticTokens } from "./features/semantic-tokens.ts";
import { symbols, workspaceSymbols } from "./features/symbols.ts";
import { templateYaml } from "./features/template-yaml.ts";
import {
	type CompiledTemplate,
	type ConfigParams,
	type NameRow,
	namesRequest,
	type Outline,
	outlineRequest,
	type PlanRow,
	planRequest,
	type ResourceAt,
	type ResourceAtParams,
	resourceAtRequest,
	type TemplateParams,
	templateRequest,
} from "./protocol.ts";
import {
	type AtPosition,
	answering,
	failed,
	type OfDocument,
	offsetAt,
	placed,
	type Session,
	spanOf,
	uriOfDocument,
} from "./session.ts";

type Layout = typeof import("./yaml.ts");

function answerAboutText(session: Session): void {
	const { connection, files, client } = session;
	connection.onCompletion(
		answering(session, "completion", uriOfDocument, (config, params: AtPosition) => {
			const { text, lines, isJson, folder, analysis } = config;
			const list = (path: string) => (folder === undefined ? [] : files.list(resolve(folder, path)));
			const read = (path: string) =>
				folder === undefined ? undefined : files.readText(resolve(folder, path));
			const { retrigger } = client.options;
			return complete(
				{ text, lines, isJson, analysis, list, read, ...(retrigger && { retrigger }) },
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
		answering(session, "inlay hints", uriOfDocument, (config, { range }: InlayHintParams) =>
			hints(config.analysis(), session.shown.hints, config.isProgram, spanOf(config, range)),
		),
	);
	connection.onDocumentSymbol(
		answering(session, "symbols", uriOfDocument, (config, _params: OfDocument) => symbols(config.analysis())),
	);
	connection.onCodeAction(
		answering(session, "quick fixes", uriOfDocument, (config, { range, context }: CodeActionParams) => {
			const analysis = config.analysis();
			const all = wantsKind(context.only, fixAllKind) ? fixAll(analysis, config.uri) : undefined;
			const span = spanOf(config, range);
			const fixes = wantsKind(context.only, "quickfix")
				? [...quickFixes(analysis, config.uri, span), ...repairsOf(session, config, span)]
				: [];
			return [...fixes, ...(all ? [all] : [])];
		}),
	);
}

/** Repairs that change more than a word; in a config that is a program its own language has to make them. */
function repairsOf({ client }: Session, config: OpenConfig, span: Span) {
	if (config.isProgram) return [];
	const { resourceOperations = [] } = client.capabilities.workspace?.workspaceEdit ?? {};
	return repairs(placed(config), span, resourceOperations.includes("create"));
}

function answerAboutWords(session: Session): void {
	const { connection, documents } = session;
	connection.languages.semanticTokens.on(
		answering(session, "colours", uriOfDocument, (config, _params: OfDocument) =>
			semanticTokens(config.analysis()),
		),
	);
	connection.languages.semanticTokens.onRange(
		answering(
			session,
			"colours",
			uriOfDocument,
			(config, { range }: OfDocument & { readonly range: Range }) =>
				semanticTokens(config.analysis(), spanOf(config, range)),
		),
	);
	connection.onWorkspaceSymbol(({ query }) => {
		try {
			const configs = documents.all().filter(({ isProgram }) => !isProgram);
			return configs.flatMap((config) => workspaceSymbols(config.analysis(), config.uri, query));
		} catch (error) {
			return failed(session, "symbols", error);
		}
	});
	connection.onDidChangeConfiguration(({ settings }) => {
		session.shown.hints = readHintChoice(settings);
		if (session.client.capabilities.workspace?.inlayHint?.refreshSupport === true)
			void connection.languages.inlayHint.refresh();
	});
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
		answering(session, "template", uriOf, (config, { format }: TemplateParams): CompiledTemplate => {
			const { compiled, problems } = config.analysis();
			const json = printTemplate(compiled.template, compiled.deploymentBucket);
			return {
				version: config.version,
				text: format === "yaml" ? templateYaml(json) : json,
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
		outlineRequest,
		answering(session, "outline", uriOf, (config, _params: ConfigParams): Outline => {
			return { version: config.version, ...outline(config.analysis()) };
		}),
	);
	connection.onRequest(
		planRequest,
		answering(session, "plan", uriOf, (config, { uri }: ConfigParams): PlanRow[] =>
			planRows(config.analysis(), config.lines, session.deployed.get(uri)),
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

/** Answers every request about an open config. */
export function answerRequests(session: Session): void {
	answerAboutText(session);
	answerAboutWords(session);
	answerAboutPlaces(session);
	answerSpool(session);
	answerLayout(session);
}
