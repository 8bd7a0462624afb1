import { createInterface } from "node:readline/promises";
import { type Ask, isAbort, type Question } from "../effects.ts";
import { previewText } from "./preview-text.ts";
import type { Style } from "./style.ts";

function textOf(question: Question, style: Style): string {
	if (question.kind === "approve-deploy")
		return `${previewText(question.preview, style)}\nDeploy this? [y/N] `;
	if (question.kind === "other-account")
		return `${question.stack} was deployed to account ${question.pinned} from this machine, and these credentials belong to ${question.account}.\nGo on in ${question.account}, region ${question.region}? [y/N] `;
	if (question.kind === "lose-data")
		return `${question.words}\n  stack ${question.stack}, region ${question.region}, account ${question.account}\nType ${question.name} to let that happen: `;
	if (question.kind === "delete-stack") {
		const { stack, account, region, buckets } = question;
		const emptied = buckets.length > 0 ? `\nIts buckets are emptied first: ${buckets.join(", ")}` : "";
		return `Delete ${stack} in ${region}, account ${account}?${emptied}\nType its name to confirm: `;
	}
	if (question.kind === "confirm-rescue") {
		const { words, stack, region, account } = question;
		const lines = words.map((line) => `  ${line}\n`).join("");
		return `${stack} in ${region}, account ${account}\n${lines}${question.question} [y/N] `;
	}
	return `CloudFormation works on ${question.stack}. [d]etach and let it go on${question.canRollBack ? ", or [r]oll back" : ""}? `;
}

type Terminal = {
	/** `--yes`: what loses nothing need not be asked. */
	readonly yes: boolean;
	readonly isTerminal: boolean;
	readonly signal: AbortSignal;
	readonly style: Style;
};

async function askInTerminal(question: Question, { signal, style }: Terminal): Promise<string> {
	const reader = createInterface({ input: process.stdin, output: process.stderr });
	try {
		// A running question is ended by Ctrl-C, but one that is asked because of it must not be.
		return await (signal.aborted
			? reader.question(textOf(question, style))
			: reader.question(textOf(question, style), { signal }));
	} catch (error) {
		// The cursor still stands behind the question.
		process.stderr.write("\n");
		throw error;
	} finally {
		reader.close();
	}
}

async function askHowToStop(question: Question, terminal: Terminal): Promise<string> {
	if (!terminal.isTerminal) return "detach";
	try {
		const answer = await askInTerminal(question, terminal);
		return answer.trim().toLowerCase().startsWith("r") ? "roll-back" : "detach";
	} catch (error) {
		// Who says stop twice wants to go, and CloudFormation goes on whatever is answered.
		if (isAbort(error)) return "detach";
		throw error;
	}
}

const yesOrNo = (answer: string) => (/^y(es)?$/i.test(answer.trim()) ? "yes" : "no");

/** `--yes` cannot know that another account is meant: that is for `--account` to say. */
async function askForAccount(question: Question, terminal: Terminal): Promise<string | undefined> {
	if (!terminal.isTerminal || terminal.yes) return undefined;
	return yesOrNo(await askInTerminal(question, terminal));
}

/** Shows what was answered by `--yes`. */
function show(text: string): void {
	// The line that progress is drawn on may still stand there.
	const clear = process.stderr.isTTY === true ? "\r\u001b[K" : "";
	process.stderr.write(`${clear}${text}\n`);
}

async function askToRescue(
	question: Question & { readonly kind: "confirm-rescue" },
	terminal: Terminal,
): Promise<string | undefined> {
	if (terminal.yes) {
		if (terminal.isTerminal) show(textOf(question, terminal.style).replace(/ \[y\/N\] $/, " yes"));
		return "yes";
	}
	return terminal.isTerminal ? yesOrNo(await askInTerminal(question, terminal)) : undefined;
}

async function askToDeploy(
	question: Question & { readonly kind: "approve-deploy" },
	terminal: Terminal,
): Promise<string | undefined> {
	if (!terminal.isTerminal) return undefined;
	if (terminal.yes) {
		show(previewText(question.preview, terminal.style));
		return "yes";
	}
	return yesOrNo(await askInTerminal(question, terminal));
}

/**
 * Asks in the terminal; without one nobody is asked. `--yes` answers what was asked for anyway: the command itself.
 * That something is lost which nobody has spoken of is never answered by it.
 */
export function terminalAsk(terminal: Terminal): Ask {
	return async (question) => {
		if (question.kind === "stop-following") return askHowToStop(question, terminal);
		if (question.kind === "approve-deploy") return askToDeploy(question, terminal);
		if (question.kind === "confirm-rescue") return askToRescue(question, terminal);
		if (question.kind === "other-account") return askForAccount(question, terminal);
		if (question.kind === "delete-stack" && terminal.yes) return question.stack;
		return terminal.isTerminal ? (await askInTerminal(question, terminal)).trim() : undefined;
	};
}
