import { dirname } from "node:path";
import { type CancellationToken, commands, ProgressLocation, type Uri, window, workspace } from "vscode";
import type { LoadedConfig, Ports } from "../../engine/effects.ts";
import { openCode } from "../code.ts";
import { findConfig } from "../configs.ts";
import type { Effects } from "../load-effects.ts";
import { openCloud } from "../open-cloud.ts";
import type { Session } from "../session.ts";
import { stackOf, type Target } from "../target.ts";
import { type ProgressView, progressView } from "../views/progress.ts";
import { editorAsk } from "./ask.ts";
import { reportError } from "./report.ts";

/** An operation as the user knows it. */
export type Operation = {
	/** As in the command's title. */
	readonly title: string;
	/** What the code of configs is told of the command: its name on the command line. */
	readonly command: string;
	/** What the status bar says while it runs. */
	readonly doing: string;
	/** Weights of its phases together. */
	readonly weight: number;
	/** What the user is told when it was stopped before AWS had begun anything that goes on. */
	readonly stopped: (progress: ProgressView) => string;
};

/** What an operation gets to work with. */
export type Job = {
	readonly effects: Effects;
	readonly ports: Ports;
	readonly uri: Uri;
	readonly config: LoadedConfig;
	readonly target: Target;
	readonly signal: AbortSignal;
};

/** An operation that ended well. */
export type Ended<T> = { readonly result: T; readonly config: Uri; readonly target: Target };

/** A running operation, as far as it has come. */
type Run = {
	readonly operation: Operation;
	readonly effects: Effects;
	readonly uri: Uri;
	readonly target: Target;
	config: LoadedConfig | undefined;
	progress: ProgressView | undefined;
};

/** How ports are opened. */
type Opening = {
	readonly emit: Ports["emit"];
	readonly command: string;
	readonly token?: CancellationToken;
};

/** Opens AWS as the target says, and what runs the code of configs, which whoever opens the ports closes. */
export function openPorts(
	session: Session,
	effects: Effects,
	target: Target,
	{ emit, command, token }: Opening,
): Ports {
	const cloud = openCloud(session.surroundings, effects, target);
	const host = effects.openHost();
	// Without it the engine refuses whatever is made of code.
	const programs = workspace.isTrusted && openCode(session, { effects, host, target, command });
	return { host, cloud, emit, ask: editorAsk(token), ...(programs && { programs }) };
}

/** True when an operation may begin; else the user is told why it may not. */
function mayRun(session: Session): boolean {
	if (!workspace.isTrusted) {
		void window
			.showWarningMessage("Spool deploys only from trusted workspaces.", "Manage Trust")
			.then((answer) => answer && commands.executeCommand("workbench.trust.manage"));
		return false;
	}
	if (session.operation === undefined) return true;
	void window.showWarningMessage(`Spool is busy: ${session.operation}. Wait for its end, or cancel it.`);
	return false;
}

/** Saves waited while something happened to the stack, and find it as it is now. */
export async function resumeWatch(session: Session): Promise<void> {
	const { watch } = session;
	if (!watch) return;
	try {
		await watch.resume();
	} catch (error) {
		session.watch = undefined;
		session.status.showState(watch.config, "idle");
		const reason = error instanceof Error ? error.message : String(error);
		session.log.appendLine(`hot swap on save is off: ${reason}`);
		void window.showWarningMessage(`Spool: hot swap on save is off: ${reason}`);
	}
}

/**
 * Runs an operation on a config with progress and cancel. What goes wrong is shown where it belongs; then, and
 * when the user stopped it, the result is `undefined`.
 */
export async function runOperation<T>(
	session: Session,
	operation: Operation,
	calledOn: unknown,
	work: (job: Job) => Promise<T>,
): Promise<Ended<T> | undefined> {
	if (!mayRun(session)) return undefined;
	session.operation = operation.title;
	try {
		const uri = await findConfig(calledOn);
		if (!uri) return undefined;
		const effects = await session.effects();
		const target = await session.target(uri);
		session.operation = `${operation.title} of ${stackOf(target)}`;
		const run: Run = { operation, effects, uri, target, config: undefined, progress: undefined };
		return await runOn(session, run, work);
	} catch (error) {
		void window.showErrorMessage(`Spool: ${error instanceof Error ? error.message : String(error)}`);
		return undefined;
	} finally {
		session.operation = undefined;
	}
}

async function runOn<T>(
	session: Session,
	run: Run,
	work: (job: Job) => Promise<T>,
): Promise<Ended<T> | undefined> {
	const { uri, target, operation } = run;
	if (!(await workspace.saveAll(false))) {
		void window.showWarningMessage("Spool: not every file could be saved, so nothing was done.");
		return undefined;
	}
	session.problems.clear();
	await session.refresh(uri);
	session.status.showState(uri, "busy", operation.doing);
	session.log.appendLine(`\n${operation.title} of ${stackOf(target)} in ${target.region}`);
	await session.watch?.pause();
	try {
		const result = await inProgress(session, run, work);
		await resumeWatch(session);
		// Not waited for: it is only shown.
		void session.deployed.refresh(uri).then(session.lens.changed);
		return { result, config: uri, target };
	} catch (error) {
		await resumeWatch(session);
		const stopped = run.progress ? operation.stopped(run.progress) : "";
		await reportError(session, { ...run, title: operation.title, stopped }, error);
		return undefined;
	} finally {
		session.stacks.touched(uri, target);
	}
}

async function inProgress<T>(session: Session, run: Run, work: (job: Job) => Promise<T>): Promise<T> {
	const { operation, effects, uri, target } = run;
	const title = `Spool: ${operation.title} of ${stackOf(target)}`;
	return window.withProgress(
		{ location: ProgressLocation.Notification, title, cancellable: true },
		async (notification, token) => {
			const controller = new AbortController();
			token.onCancellationRequested(() => {
				session.status.showState(uri, "busy", "stopping");
				controller.abort();
			});
			const { signal } = controller;
			run.progress = progressView(notification, session.log, operation.weight);
			const { emit: show } = run.progress;
			const emit: Ports["emit"] = (event) => {
				show(event);
				session.stacks.follow(uri, target, event);
			};
			const ports = openPorts(session, effects, target, { emit, command: operation.command, token });
			try {
				const loaded = await effects.loadConfig(ports.host, dirname(uri.fsPath), uri.fsPath);
				run.config = { ...loaded, given: effects.givenFacts({ profile: target.profile }) };
				const { account } = await ports.cloud.identity({ signal });
				session.log.appendLine(`  account ${account}`);
				await session.knowAccount(uri, account);
				return await work({ effects, ports, uri, config: run.config, target, signal });
			} finally {
				await ports.programs?.close();
			}
		},
	);
}
