import { dirname } from "node:path";
import { Uri, window, workspace } from "vscode";
import type { Blocked, SaveOutcome, Swapped, SwapSession } from "../../engine/effects.ts";
import { findConfig } from "../configs.ts";
import type { Session } from "../session.ts";
import { readSettings } from "../settings.ts";
import { engineTarget, openPorts, runOperation } from "./run.ts";

function seconds(ms: number): string {
	return `${(ms / 1000).toFixed(1)} s`;
}

function tellBlocked(session: Session, blocked: readonly Blocked[]): void {
	if (blocked.length === 0) return;
	for (const { reason } of blocked) session.log.appendLine(`not swapped: ${reason}`);
	const [first] = blocked;
	const more = blocked.length > 1 ? ` and ${blocked.length - 1} more` : "";
	void window.showWarningMessage(`Spool: not swapped, a deploy is needed: ${first?.reason}${more}`);
}

function tellSwaps(session: Session, swaps: readonly Swapped[]): void {
	const slowest = Math.max(...swaps.map(({ timing }) => timing.liveMs));
	const names = swaps.map(({ resource }) => resource).join(", ");
	session.status.showState("done", `${names} live, ${seconds(slowest)}`);
	session.log.appendLine(`${names} live after ${slowest} ms`);
	void window.showInformationMessage(`Spool: ${names} is live after ${seconds(slowest)}`);
}

/** Replaces the code of functions directly. */
export async function hotSwapCommand(session: Session): Promise<void> {
	const result = await runOperation(
		session,
		"Hot Swap",
		async ({ effects, ports, config, target, signal }) => {
			const { esbuildModule } = session.surroundings;
			const bundler = effects.createBundler(esbuildModule ? { esbuildModule } : {});
			try {
				const { account } = readSettings(Uri.file(config.file.path));
				return await effects.hotSwap(ports, {
					config,
					target: engineTarget(target, account),
					bundler,
					signal,
				});
			} finally {
				await bundler.close();
			}
		},
	);
	if (!result) return;
	if (result.swaps.length > 0) tellSwaps(session, result.swaps);
	else session.status.showState("done", "nothing to swap");
	tellBlocked(session, result.blocked);
}

async function tellSave(session: Session, config: Uri, outcome: SaveOutcome): Promise<void> {
	switch (outcome.kind) {
		case "unrelated":
			return;
		case "unchanged":
			session.problems.clear();
			session.status.showState("watching", "watching");
			tellBlocked(session, outcome.blocked);
			return;
		case "failed":
			session.status.showState("failed", "not swapped");
			session.log.appendLine(`not swapped: ${outcome.failure.message}`);
			await session.problems.show(config, outcome.failure);
			if (outcome.failure.problems.length === 0)
				void window.showErrorMessage(`Spool: not swapped: ${outcome.failure.message}`);
			return;
		case "swapped": {
			session.problems.clear();
			const names = outcome.swaps.map(({ resource }) => resource).join(", ");
			session.status.showState("watching", `${names} live, ${seconds(outcome.elapsedMs)}`);
			session.log.appendLine(`${names} live after ${outcome.elapsedMs} ms`);
			tellBlocked(session, outcome.blocked);
		}
	}
}

async function startWatching(session: Session, config: Uri): Promise<void> {
	const effects = await session.effects();
	const target = await session.target(config);
	const ports = openPorts(session, effects, target, (event) => {
		if (event.kind === "note") session.log.appendLine(event.message);
	});
	session.status.showState("busy", "preparing hot swap");
	const { account } = await ports.cloud.identity({});
	await session.knowAccount(config, account);
	const loaded = await effects.loadConfig(ports.host, dirname(config.fsPath), config.fsPath);
	const { esbuildModule } = session.surroundings;
	const request = { config: loaded, target: engineTarget(target, readSettings(config).account) };
	const swaps: SwapSession = await effects.openSwapSession(
		ports,
		request,
		esbuildModule ? { esbuildModule } : {},
	);
	tellBlocked(session, swaps.blocked);
	session.watching = {
		config,
		stop: () => swaps.close(),
		saved: (path) => {
			if (!swaps.concerns(path)) return;
			session.status.showState("busy", "swapping");
			void swaps.saved([path]).then(
				(outcome) => tellSave(session, config, outcome),
				(error: unknown) => session.status.showState("failed", String(error)),
			);
		},
	};
	session.status.showState("watching", "watching");
}

/** Switches hot swap on save on or off. */
export async function toggleCommand(session: Session): Promise<void> {
	if (session.watching) {
		const { watching } = session;
		session.watching = undefined;
		await watching.stop();
		session.status.showState("idle");
		void window.showInformationMessage("Spool: hot swap on save is off");
		return;
	}
	const config = await findConfig();
	if (!config || !workspace.isTrusted) {
		void window.showWarningMessage(
			config
				? "Spool swaps code only from trusted workspaces."
				: "Spool found no stacktape.yml in this workspace.",
		);
		return;
	}
	try {
		await startWatching(session, config);
		void window.showInformationMessage("Spool: hot swap on save is on");
	} catch (error) {
		session.status.showState("failed", "hot swap is off");
		void window.showErrorMessage(`Spool: ${error instanceof Error ? error.message : String(error)}`);
	}
}
