import { commands, window } from "vscode";
import type { Blocked, HotSwapResult } from "../../engine/effects.ts";
import type { Session } from "../session.ts";
import { readSettings } from "../settings.ts";
import { engineTarget } from "../target.ts";
import { type Operation, runOperation } from "./run.ts";

const operation: Operation = {
	title: "Hot Swap",
	command: "hot-swap",
	doing: "swapping",
	weight: 3,
	stopped: (progress) =>
		progress.hasBegun("hot-swap")
			? "functions whose code was sent already run it, the others run the old code"
			: "no code was sent",
};

/** A duration for people. */
export function seconds(ms: number): string {
	return `${(ms / 1000).toFixed(1)} s`;
}

/** Says what a swap could not apply, and offers what can. */
export function tellBlocked(session: Session, blocked: readonly Blocked[]): void {
	const [first, ...others] = blocked;
	if (!first) return;
	for (const { reason } of blocked) session.log.appendLine(`not swapped: ${reason}`);
	const more = others.length > 0 ? `, and ${others.length} more` : "";
	void window
		.showWarningMessage(`Spool: only a deploy can apply this: ${first.reason}${more}.`, "Deploy")
		.then((answer) => answer && commands.executeCommand("spool.deploy"));
}

/** Replaces the code of functions directly. Gives the engine's result. */
export async function hotSwapCommand(
	session: Session,
	calledOn?: unknown,
): Promise<HotSwapResult | undefined> {
	const ended = await runOperation(
		session,
		operation,
		calledOn,
		async ({ effects, ports, config, target, signal, uri }) => {
			const isFast = readSettings(uri).fastSwapStages.includes(target.stage);
			const bundler = effects.createBundler();
			try {
				return await effects.hotSwap(ports, { config, ...engineTarget(target), isFast, bundler, signal });
			} finally {
				await bundler.close();
			}
		},
	);
	if (!ended) return undefined;
	const { swaps, mirrored, blocked } = ended.result;
	const names = [...swaps.map(({ resource }) => resource), ...mirrored].join(", ");
	const slowest = Math.max(0, ...swaps.map(({ timing }) => timing.liveMs));
	const isDone = swaps.length + mirrored.length > 0;
	const words = isDone
		? `${names} live${swaps.length > 0 ? ` in ${seconds(slowest)}` : ""}`
		: "nothing to swap";
	session.log.appendLine(words);
	if (!session.watch) session.status.showState(ended.config, "done", words);
	if (blocked.length > 0) tellBlocked(session, blocked);
	else void window.showInformationMessage(`Spool: ${words}.`);
	return ended.result;
}
