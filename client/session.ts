import { basename } from "node:path";
import {
	type ExtensionContext,
	type OutputChannel,
	type TextDocument,
	type Uri,
	window,
	workspace,
} from "vscode";
import type { Outline } from "../server/protocol.ts";
import { type CodeRunner, createCodeRunner } from "./code.ts";
import { isConfig, onlyConfig } from "./configs.ts";
import { createDeployed, type Deployed } from "./deployed.ts";
import type { Surroundings } from "./environment.ts";
import { type Effects, effectsLoader } from "./load-effects.ts";
import { openCloud } from "./open-cloud.ts";
import { createServer, folderOf, type Server } from "./server.ts";
import { createStacks, type Stacks } from "./stacks/stacks.ts";
import { credentialsOf, resolveTarget, type Target } from "./target.ts";
import { createDeployProblems, type DeployProblems } from "./views/deploy-problems.ts";
import { createPlanLens, type PlanLens } from "./views/plan-lens.ts";
import { createStatus, type Status } from "./views/status.ts";
import { registerTemplateView } from "./views/template.ts";
import type { Watch } from "./watch.ts";

/** What the parts of the extension share; the only state of the client. */
export type Session = {
	readonly context: ExtensionContext;
	readonly surroundings: Surroundings;
	readonly effects: () => Promise<Effects>;
	readonly server: Server;
	/** Runs the code of open configs. */
	readonly code: CodeRunner;
	readonly log: OutputChannel;
	readonly status: Status;
	readonly problems: DeployProblems;
	/** What is known of the deployed stacks. */
	readonly stacks: Stacks;
	/** The lenses on resources: what a change takes, and what saves do. */
	readonly lens: PlanLens;
	/** Tells the language server what is deployed. */
	readonly deployed: Deployed;
	/** The operation that runs; one at a time, because two of them would fight over the same stack. */
	operation: string | undefined;
	/** Hot swap on save, while it is on. */
	watch: Watch | undefined;
	/** Where a config is deployed to. */
	target(config: Uri): Promise<Target>;
	/** Remembers the account of the credentials, once somebody has asked. */
	knowAccount(config: Uri, account: string): Promise<void>;
	/** The resources of a config and what they become for its target; `undefined` when nothing can be read. */
	outline(config: Uri): Promise<Outline | undefined>;
	/** Tells status bar and language server where a config is deployed to. */
	refresh(config: Uri): Promise<void>;
};

/** What is known of stacks, asked as the session is. */
function stacksOf(context: ExtensionContext, session: () => Session): Stacks {
	return createStacks({
		context,
		effects: () => session().effects(),
		cloud: (loaded, to) => openCloud(session().surroundings, loaded, to),
		target: (config) => session().target(config),
		knowAccount: (config, account) => session().knowAccount(config, account),
	});
}

/** Creates what the parts share, and the views that are always there. */
export function createSession(context: ExtensionContext, surroundings: Surroundings): Session {
	const { environment, bundles } = surroundings;
	const { workspaceState } = context;
	const log = window.createOutputChannel("Spool");
	context.subscriptions.push(log);
	const server = createServer(
		context,
		bundles,
		(problem) => log.appendLine(problem),
		() => code,
	);
	const effects = effectsLoader();
	const status = createStatus(context);
	const accountKey = (target: Target) => `account:${credentialsOf(target, environment)}`;
	const target = async (config: Uri): Promise<Target> => {
		const found = await resolveTarget({ environment, effects }, workspaceState, config);
		const account = found.account ?? workspaceState.get<string>(accountKey(found));
		return account === undefined ? found : { ...found, account };
	};
	const code = createCodeRunner({ surroundings, log, effects, target }, server.codeChanged);
	context.subscriptions.push(code);
	const tellServer = async (config: Uri, { project, stage, region, account }: Target) => {
		const known = { project, stage, region, ...(account !== undefined && { account }) };
		await server.setTarget({ folder: folderOf(config), target: known });
	};
	const session: Session = {
		context,
		surroundings,
		effects,
		server,
		code,
		log,
		status,
		problems: createDeployProblems(context),
		stacks: stacksOf(context, () => session),
		lens: createPlanLens(context, server),
		deployed: createDeployed(() => session),
		operation: undefined,
		watch: undefined,
		target,
		knowAccount: async (config, account) => {
			const found = await target(config);
			if (found.account === account) return;
			await workspaceState.update(accountKey(found), account);
			if (status.isShown(config)) await session.refresh(config);
			else await tellServer(config, await target(config));
		},
		outline: async (config) => {
			await tellServer(config, await target(config));
			// The server answers for open configs only.
			await workspace.openTextDocument(config);
			return (await server.outline(config)) ?? undefined;
		},
		refresh: async (config) => {
			const found = await target(config);
			status.showTarget(config, found);
			session.stacks.aimedAt(config, found);
			await tellServer(config, found);
		},
	};
	registerTemplateView(context, server);
	followEditors(context, session);
	return session;
}

/** Has the lenses say what an edit of a config would do to what is deployed. */
async function knowDeployed({ deployed, lens }: Session, config: Uri): Promise<void> {
	await deployed.know(config);
	lens.changed();
}

/** Keeps status bar and language server on the configs that are open. */
function followEditors(context: ExtensionContext, session: Session): void {
	let shown: Uri | undefined;
	const show = async (config: Uri | undefined) => {
		if (!config) return;
		shown = config;
		const shows = session.refresh(config).then(() => knowDeployed(session, config));
		await shows.catch((error: unknown) => session.log.appendLine(String(error)));
	};
	const open = async (document: TextDocument) => {
		if (!isConfig(document)) return;
		await show(document.uri);
		session.server.start();
	};
	const saved = (document: TextDocument) => {
		session.watch?.saved(document.uri.fsPath);
		session.code.saved(document.uri.fsPath);
		// It names the project.
		if (basename(document.uri.fsPath) === "package.json") void show(shown);
	};
	context.subscriptions.push(
		workspace.onDidOpenTextDocument((document) => void open(document)),
		window.onDidChangeActiveTextEditor((editor) => {
			if (editor && isConfig(editor.document)) void show(editor.document.uri);
		}),
		workspace.onDidChangeConfiguration((event) => {
			if (event.affectsConfiguration("spool")) void show(shown);
		}),
		workspace.onDidGrantWorkspaceTrust(() => {
			for (const document of workspace.textDocuments.filter(isConfig))
				session.server.codeChanged(document.uri);
			void show(shown);
		}),
		workspace.onDidCloseTextDocument(({ uri }) => session.code.closed(uri)),
		workspace.onDidSaveTextDocument(saved),
	);
	const begin = async () => {
		const { activeTextEditor } = window;
		for (const document of workspace.textDocuments) await open(document);
		if (activeTextEditor && isConfig(activeTextEditor.document)) await show(activeTextEditor.document.uri);
		else if (!shown) await show(await onlyConfig());
	};
	void begin();
}
