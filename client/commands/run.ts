import { dirname } from "node:path";
import { commands, ProgressLocation, type Uri, window, workspace } from "vscode";
import type { LoadedConfig, Ports } from "../../engine/effects.ts";
import { findConfig, saveAll } from "../configs.ts";
import type { Effects } from "../load-effects.ts";
import type { Session } from "../session.ts";
import type { Target } from "../target.ts";
import { progressView } from "../views/progress.ts";
import { editorAsk } from "./ask.ts";

/** What an operation gets to work with. */
export type Job = {
	readonly effects: Effects;
	readonly ports: Ports;
	readonly config: LoadedConfig;
	readonly target: Target;
	readonly signal: AbortSignal;
};

/** Opens AWS as the target says. */
export function openPorts(session: Session, effects: Effects, target: Target, emit: Ports["emit"]): Ports {
	const cloud = effects.openCloud({
		region: target.region,
		environment: session.surroundings.environment,
		...(target.profile !== undefined && { profile: target.profile }),
		...(target.endpoint !== undefined && { endpoint: target.endpoint }),
	});
	return { host: effects.openHost(), cloud, emit, ask: editorAsk };
}

/** The target for the engine, whose `account` is asserted: only one from the settings is. */
export function engineTarget({ project, stage, region }: Target, asserted: string | undefined) {
	return { project, stage, region, ...(asserted !== undefined && { account: asserted }) };
}

function mayRun(session: Session): boolean {
	if (!workspace.isTrusted) {
		void window
			.showWarningMessage("Spool deploys only from trusted workspaces.", "Manage Trust")
			.then((answer) => answer && commands.executeCommand("workbench.trust.manage"));
		return false;
	}
	if (session.operation !== undefined) {
		void window.showWarningMessage(`Spool is busy: ${session.operation}`);
		return false;
	}
	return true;
}

async function report(session: Session, effects: Effects, config: Uri, error: unknown): Promise<void> {
	const { Cancelled, Failure, isAbort } = effects;
	if (isAbort(error)) {
		session.status.showState("idle", "cancelled");
		const details = error instanceof Cancelled ? error.details.join(". ") : "nothing more is done";
		session.log.appendLine(`cancelled: ${details}`);
		void window.showInformationMessage(`Spool: cancelled. ${details}`);
		return;
	}
	session.status.showState("failed", "failed");
	const message = error instanceof Error ? error.message : String(error);
	session.log.appendLine(`failed: ${message}`);
	if (!(error instanceof Failure)) {
		void window.showErrorMessage(`Spool: ${message}`);
		return;
	}
	for (const detail of error.details) session.log.appendLine(`  ${detail}`);
	if (error.hint) session.log.appendLine(`  hint: ${error.hint}`);
	await session.problems.show(config, error);
	const hint = error.hint ? ` (${error.hint})` : "";
	const details = error.details[0] ? ` ${error.details[0]}.` : "";
	void window
		.showErrorMessage(`Spool: ${message}.${details}${hint}`, "Show Log")
		.then((answer) => answer && session.log.show());
}

/** Runs an operation on a config with progress and cancel; what goes wrong is shown where it belongs. */
export async function runOperation<T>(
	session: Session,
	title: string,
	work: (job: Job) => Promise<T>,
): Promise<T | undefined> {
	if (!mayRun(session)) return undefined;
	const config = await findConfig();
	if (!config) {
		void window.showWarningMessage("Spool found no stacktape.yml in this workspace.");
		return undefined;
	}
	session.operation = title;
	session.problems.clear();
	const effects = await session.effects();
	try {
		await saveAll();
		const target = await session.target(config);
		return await inProgress(session, effects, config, target, title, work);
	} catch (error) {
		await report(session, effects, config, error);
		return undefined;
	} finally {
		session.operation = undefined;
	}
}

async function inProgress<T>(
	session: Session,
	effects: Effects,
	config: Uri,
	target: Target,
	title: string,
	work: (job: Job) => Promise<T>,
): Promise<T> {
	const head = `${target.project}-${target.stage}, ${target.region}`;
	session.status.showState("busy", title.toLowerCase());
	session.log.appendLine(`\n${title}: ${head}`);
	return window.withProgress(
		{ location: ProgressLocation.Notification, title: `Spool: ${title}`, cancellable: true },
		async (progress, token) => {
			const controller = new AbortController();
			token.onCancellationRequested(() => controller.abort());
			const ports = openPorts(session, effects, target, progressView(progress, session.log, head));
			const { account } = await ports.cloud.identity({ signal: controller.signal });
			progress.report({ message: `${head}, account ${account}` });
			session.log.appendLine(`account ${account}`);
			await session.knowAccount(config, account);
			const loaded = await effects.loadConfig(ports.host, dirname(config.fsPath), config.fsPath);
			return work({ effects, ports, config: loaded, target, signal: controller.signal });
		},
	);
}
