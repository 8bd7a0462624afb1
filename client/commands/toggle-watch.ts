import { commands, type Uri, window } from "vscode";
import type { Blocked, ProgressEvent, SaveOutcome } from "../../engine/effects.ts";
import type { Effects } from "../load-effects.ts";
import type { Session } from "../session.ts";
import { readSettings } from "../settings.ts";
import { type Audience, openWatch, type Watch } from "../watch.ts";
import { editorWords, sentences } from "../words.ts";
import { seconds, tellBlocked } from "./hot-swap.ts";
import { type Operation, openPorts, runOperation } from "./run.ts";

const operation: Operation = {
	title: "Hot Swap on Save",
	command: "watch",
	doing: "preparing hot swap",
	weight: 1,
	stopped: () => "hot swap on save is off",
};

const onSave = "hot swap on save";

/** Tells the user what comes of saves. A swap is said in the status bar only: nobody wants a toast for each save. */
function audienceOf(session: Session, config: Uri): Audience {
	let toldBlocked = "";
	const blockedOnce = (blocked: readonly Blocked[]) => {
		const reasons = blocked.map(({ reason }) => reason).join("\n");
		// The same change stays in the config for every later save.
		if (reasons !== toldBlocked) tellBlocked(session, blocked);
		toldBlocked = reasons;
	};
	const watching = (words: string, blocked: readonly Blocked[]) => {
		if (blocked.length > 0) session.status.showState(config, "blocked", `${words}, deploy needed`);
		else session.status.showState(config, "watching", words);
		blockedOnce(blocked);
	};
	const failed = async (outcome: SaveOutcome & { readonly kind: "failed" }, text: string) => {
		const { failure } = outcome;
		session.status.showState(config, "failed", "not swapped");
		session.lens.clear(config);
		session.log.appendLine(`not swapped: ${failure.message}`);
		const placed = await session.problems.show(config, text, failure);
		if (placed > 0) return;
		const words = sentences([failure.message, ...(failure.hint ? [failure.hint] : [])]);
		void window.showErrorMessage(`Spool: not swapped. ${words}`);
	};
	return {
		watching: (blocked) => watching(onSave, blocked),
		swapping: () => session.status.showState(config, "busy", "building"),
		broken: async (failures, text) => {
			const [failure] = failures;
			if (failure) await failed({ kind: "failed", failure }, text);
		},
		failed: (error) => {
			session.status.showState(config, "failed", "not swapped");
			session.log.appendLine(error instanceof Error ? (error.stack ?? error.message) : String(error));
			void window.showErrorMessage(`Spool: not swapped. ${error instanceof Error ? error.message : error}`);
		},
		outcome: async (outcome, text) => {
			session.problems.clear();
			switch (outcome.kind) {
				case "unrelated":
					return watching(onSave, []);
				case "unchanged":
					return watching(outcome.blocked.length > 0 ? "not swapped" : onSave, outcome.blocked);
				case "failed":
					return failed(outcome, text);
				case "swapped": {
					const resources = [...outcome.swaps.map(({ resource }) => resource), ...outcome.mirrored];
					const names = resources.join(", ");
					session.log.appendLine(`${names} live after ${outcome.elapsedMs} ms`);
					const live = { phase: "live", elapsedMs: outcome.elapsedMs, at: Date.now() } as const;
					session.lens.showSwap(config, resources, live);
					const at = new Date().toLocaleTimeString();
					return watching(`${names} live in ${seconds(outcome.elapsedMs)} at ${at}`, outcome.blocked);
				}
			}
		},
	};
}

/** Shows how far a swap is: what is built, and what AWS is being sent. */
function showProgress(session: Session, config: Uri, event: ProgressEvent): void {
	if (event.kind === "note") session.log.appendLine(`  ${editorWords(event.message)}`);
	if (event.kind !== "begin") return;
	const [work, ...resource] = event.id.split("/");
	const phase = work === "hot-swap" ? "sending" : work === "package" ? "building" : undefined;
	if (!phase) return;
	session.status.showState(config, "busy", phase);
	if (resource.length > 0) session.lens.showSwap(config, [resource.join("/")], { phase });
}

/** Asks for the name of a stage that is marked production. Gives the stages that may be swapped. */
async function allowedStages(effects: Effects, stage: string, config: Uri): Promise<readonly string[]> {
	const { productionStages } = readSettings(config);
	if (!effects.isProduction(stage, { productionStages })) return [];
	const typed = await window.showInputBox({
		title: `Swap the stage ${stage} on every save? It is marked production.`,
		prompt: `Type ${stage} to allow it`,
		placeHolder: stage,
		ignoreFocusOut: true,
		validateInput: (text) => (stage.startsWith(text) ? undefined : `The stage is called ${stage}`),
	});
	return typed === undefined ? [] : [typed];
}

async function openFor(session: Session, effects: Effects, config: Uri): Promise<Watch> {
	const { stage } = await session.target(config);
	const allowProduction = await allowedStages(effects, stage, config);
	return openWatch({
		effects,
		config,
		target: () => session.target(config),
		rules: (target) => {
			const { productionStages, fastSwapStages } = readSettings(config);
			return { productionStages, allowProduction, isFast: fastSwapStages.includes(target.stage) };
		},
		ports: (target) =>
			openPorts(session, effects, target, {
				command: operation.command,
				emit: (event) => showProgress(session, config, event),
			}),
		audience: audienceOf(session, config),
	});
}

async function stopWatch(session: Session, watch: Watch): Promise<void> {
	session.watch = undefined;
	session.problems.clear();
	session.status.showState(watch.config, "idle");
	session.lens.clear(watch.config);
	await watch.stop();
	void window.showInformationMessage("Spool: hot swap on save is off.");
}

/** Switches hot swap on save on or off; true when it is on afterwards. */
export async function toggleWatchCommand(session: Session, calledOn?: unknown): Promise<boolean> {
	if (session.watch && session.operation === undefined) {
		await stopWatch(session, session.watch);
		return false;
	}
	const ended = await runOperation(session, operation, calledOn, ({ effects, uri }) =>
		openFor(session, effects, uri),
	);
	if (!ended) return session.watch !== undefined;
	session.watch = ended.result;
	void window.showInformationMessage("Spool: hot swap on save is on.", "Turn Off").then((answer) => {
		if (answer && session.watch === ended.result) void commands.executeCommand("spool.toggleHotSwapOnSave");
	});
	return true;
}
