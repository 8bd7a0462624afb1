import { createInterface } from "node:readline/promises";
import { type Ask, isAbort, type Question } from "../effects.ts";

function textOf(question: Question): string {
	if (question.kind === "delete-stack") {
		const { stack, account, region, buckets } = question;
		const emptied = buckets.length > 0 ? `\nIts buckets are emptied first: ${buckets.join(", ")}` : "";
		return `Delete ${stack} in ${region}, account ${account}?${emptied}\nType its name to confirm: `;
	}
	return `CloudFormation works on ${question.stack}. [d]etach and let it go on${question.canRollBack ? ", or [r]oll back" : ""}? `;
}

type Terminal = { readonly yes: boolean; readonly isTerminal: boolean; readonly signal: AbortSignal };

async function askInTerminal(question: Question, signal: AbortSignal): Promise<string> {
	const reader = createInterface({ input: process.stdin, output: process.stderr });
	try {
		// A running question is ended by Ctrl-C, but one that is asked because of it must not be.
		return await (signal.aborted
			? reader.question(textOf(question))
			: reader.question(textOf(question), { signal }));
	} catch (error) {
		// The cursor still stands behind the question.
		process.stderr.write("\n");
		throw error;
	} finally {
		reader.close();
	}
}

async function askHowToStop(question: Question, { isTerminal, signal }: Terminal): Promise<string> {
	if (!isTerminal) return "detach";
	try {
		const answer = await askInTerminal(question, signal);
		return answer.trim().toLowerCase().startsWith("r") ? "roll-back" : "detach";
	} catch (error) {
		// Who says stop twice wants to go, and CloudFormation goes on whatever is answered.
		if (isAbort(error)) return "detach";
		throw error;
	}
}

/** Asks in the terminal; without one, or with `--yes`, nobody is asked. */
export function terminalAsk(terminal: Terminal): Ask {
	return async (question) => {
		if (question.kind === "stop-following") return askHowToStop(question, terminal);
		if (terminal.yes) return question.stack;
		return terminal.isTerminal ? (await askInTerminal(question, terminal.signal)).trim() : undefined;
	};
}
