import { type ExtensionContext, type OutputChannel, type Uri, window, workspace } from "vscode";
import { isConfig } from "./configs.ts";
import type { Surroundings } from "./environment.ts";
import { type Effects, effectsLoader } from "./load-effects.ts";
import { folderOf, type Server, startServer } from "./server.ts";
import { resolveTarget, type Target } from "./target.ts";
import { createDeployProblems, type DeployProblems } from "./views/deploy-problems.ts";
import { createStatus, type Status } from "./views/status.ts";
import { registerTemplateView } from "./views/template.ts";

/** Hot swap on save for one config. */
export type Watching = { readonly config: Uri; stop(): Promise<void>; saved(path: string): void };

/** What the parts of the extension share; the only state of the client. */
export type Session = {
	readonly context: ExtensionContext;
	readonly surroundings: Surroundings;
	readonly effects: () => Promise<Effects>;
	readonly server: Server;
	readonly log: OutputChannel;
	readonly status: Status;
	readonly problems: DeployProblems;
	/** The operation that runs; one at a time, because two of them would fight over the same stack. */
	operation: string | undefined;
	watching: Watching | undefined;
	/** Where a config is deployed to, known to status bar and language server as well. */
	target(config: Uri): Promise<Target>;
	/** Remembers the account of the credentials, once somebody has asked. */
	knowAccount(config: Uri, account: string): Promise<void>;
	/** Shows the target of a config in the status bar. */
	refresh(config: Uri | undefined): Promise<void>;
};

const accountKey = ({ profile, endpoint }: Target) => `account:${profile ?? ""}:${endpoint ?? ""}`;

/** Starts the language server and the views that are always there. */
export function createSession(context: ExtensionContext, surroundings: Surroundings): Session {
	const server = startServer(context, surroundings.bundles);
	const log = window.createOutputChannel("Spool");
	const status = createStatus(context);
	const problems = createDeployProblems(context);
	const effects = effectsLoader();
	context.subscriptions.push(log);
	const target = async (config: Uri): Promise<Target> => {
		const found = await resolveTarget(
			await effects(),
			surroundings.environment,
			context.workspaceState,
			config,
		);
		const account = found.account ?? context.workspaceState.get<string>(accountKey(found));
		return account === undefined ? found : { ...found, account };
	};
	const tellServer = async (config: Uri, found: Target) => {
		const { project, stage, region, account } = found;
		await server.setTarget({
			folder: folderOf(config),
			target: { project, stage, region, ...(account !== undefined && { account }) },
		});
	};
	const session: Session = {
		context,
		surroundings,
		effects,
		server,
		log,
		status,
		problems,
		operation: undefined,
		watching: undefined,
		target,
		knowAccount: async (config, account) => {
			const found = await target(config);
			await context.workspaceState.update(accountKey(found), account);
			await session.refresh(config);
		},
		refresh: async (config) => {
			if (!config) return;
			const found = await target(config);
			status.showTarget(found);
			await tellServer(config, found);
		},
	};
	registerTemplateView(context, server);
	followEditors(context, session);
	return session;
}

/** Keeps the status bar on the config that is looked at. */
function followEditors(context: ExtensionContext, session: Session): void {
	const show = () => {
		const document = window.activeTextEditor?.document;
		if (document && isConfig(document))
			void session
				.refresh(document.uri)
				.then(undefined, (error: unknown) => session.log.appendLine(String(error)));
	};
	context.subscriptions.push(
		window.onDidChangeActiveTextEditor(show),
		workspace.onDidChangeConfiguration((event) => {
			if (event.affectsConfiguration("spool")) show();
		}),
		workspace.onDidSaveTextDocument((document) => session.watching?.saved(document.uri.fsPath)),
	);
	show();
}
