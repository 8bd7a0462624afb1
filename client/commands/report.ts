import { commands, type Uri, window } from "vscode";
import type { Failure, LoadedConfig } from "../../engine/effects.ts";
import type { Effects } from "../load-effects.ts";
import type { Session } from "../session.ts";
import { stackOf, type Target } from "../target.ts";
import { editorWords, sentences } from "../words.ts";

/** What went wrong where. */
export type Broken = {
	readonly effects: Effects;
	readonly uri: Uri;
	readonly target: Target;
	/** The config as the operation read it; absent when it could not be read. */
	readonly config: LoadedConfig | undefined;
	/** Title of the operation. */
	readonly title: string;
	/** What a stop left, when the engine says nothing of it. */
	readonly stopped: string;
};

const showLog = "Show Log";
const showProblems = "Show Problems";

function logFailure({ log }: Session, failure: Failure): void {
	log.appendLine(`failed: ${failure.message}`);
	for (const detail of failure.details) log.appendLine(`  ${editorWords(detail)}`);
	if (failure.hint) log.appendLine(`  hint: ${editorWords(failure.hint)}`);
	for (const { message, hint } of failure.problems)
		log.appendLine(`  ${editorWords(hint ? `${message} — ${hint}` : message)}`);
}

async function showFailure(session: Session, broken: Broken, failure: Failure): Promise<void> {
	logFailure(session, failure);
	const { uri, config, title, target } = broken;
	const placed = config ? await session.problems.show(uri, config.file.text, failure) : 0;
	const buttons = placed > 0 ? [showProblems, showLog] : [showLog];
	const hint = failure.hint === undefined ? [] : [failure.hint];
	// A single problem says more than "the config has an error".
	const [problem] = failure.problems.length === 1 && failure.kind !== "stack" ? failure.problems : [];
	const words = sentences([problem?.message ?? failure.message, ...failure.details.slice(0, 1), ...hint]);
	void window
		.showErrorMessage(`Spool: ${title} of ${stackOf(target)} failed. ${words}`, ...buttons)
		.then((answer) => {
			if (answer === showLog) session.log.show(true);
			if (answer === showProblems) void commands.executeCommand("workbench.actions.view.problems");
		});
}

/** Tells the user how an operation ended that did not end well: by their own stop, a failure, or a fault of Spool. */
export async function reportError(session: Session, broken: Broken, error: unknown): Promise<void> {
	const { effects, uri, title, target, stopped } = broken;
	if (effects.isAbort(error)) {
		const details = error instanceof effects.Cancelled ? error.details : [stopped];
		const words = sentences(details);
		session.status.showState(uri, "idle", "stopped");
		session.log.appendLine(`stopped: ${words}`);
		void window
			.showInformationMessage(`Spool: ${title} of ${stackOf(target)} was stopped. ${words}`, showLog)
			.then((answer) => answer && session.log.show(true));
		return;
	}
	session.status.showState(uri, "failed", "failed");
	if (error instanceof effects.Failure) return showFailure(session, broken, error);
	const message = error instanceof Error ? error.message : String(error);
	session.log.appendLine(error instanceof Error ? (error.stack ?? message) : message);
	void window
		.showErrorMessage(`Spool: ${title} of ${stackOf(target)} failed. ${sentences([message])}`, showLog)
		.then((answer) => answer && session.log.show(true));
}
