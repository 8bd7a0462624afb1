import { createInterface } from "node:readline/promises";
import type { Ask, Question } from "../effects.ts";

function textOf(question: Question): string {
	if (question.kind === "delete-stack") {
		const { stack, account, region, buckets } = question;
		const emptied = buckets.length > 0 ? `\nIts buckets are emptied first: ${buckets.join(", ")}` : "";
		return `Delete ${stack} in ${region}, account ${account}?${emptied}\nType its name to confirm: `;
	}
	return `CloudFormation works on ${question.stack}. [d]etach and let it go on${question.canRollBack ? ", or [r]oll back" : ""}? `;
}

/** The answer of `--yes`: go on with what the user asked for. */
function yes(question: Question): string {
	return question.kind === "delete-stack" ? question.stack : "detach";
}

/** Asks in the terminal; without one, or with `--yes`, nobody is asked. */
export function terminalAsk(options: {
	readonly yes: boolean;
	readonly isTerminal: boolean;
	readonly signal: AbortSignal;
}): Ask {
	return async (question) => {
		if (question.kind === "delete-stack" && options.yes) return yes(question);
		if (!options.isTerminal) return question.kind === "stop-following" ? "detach" : undefined;
		const reader = createInterface({ input: process.stdin, output: process.stderr });
		try {
			// A running question is ended by Ctrl-C, but one that is asked because of it must not be.
			const answer = await (options.signal.aborted
				? reader.question(textOf(question))
				: reader.question(textOf(question), { signal: options.signal }));
			if (question.kind === "delete-stack") return answer.trim();
			return answer.trim().toLowerCase().startsWith("r") ? "roll-back" : "detach";
		} finally {
			reader.close();
		}
	};
}
