import { type CancellationToken, window } from "vscode";
import type { Ask, Question } from "../../engine/effects.ts";

type Deletion = Question & { readonly kind: "delete-stack" };

function bucketsOf({ buckets }: Deletion): string {
	if (buckets.length === 0) return "";
	return buckets.length === 1
		? ", with everything in its bucket"
		: `, with everything in its ${buckets.length} buckets`;
}

/** Asks for the name of the stack. What cannot become the name is refused at once, the engine refuses the rest. */
function askName(question: Deletion, token: CancellationToken | undefined): Thenable<string | undefined> {
	const { stack, account, region } = question;
	return window.showInputBox(
		{
			title: `Delete ${stack} in ${region}, account ${account}${bucketsOf(question)}?`,
			prompt: `Type ${stack} to delete it`,
			placeHolder: stack,
			ignoreFocusOut: true,
			validateInput: (text) => (stack.startsWith(text) ? undefined : `The stack is called ${stack}`),
		},
		token,
	);
}

/** Asks in the editor: a stack is deleted only when its name is typed, and a stop is never taken for a rollback. */
export function editorAsk(token?: CancellationToken): Ask {
	return async (question) => {
		if (question.kind === "delete-stack") {
			const name = await askName(question, token);
			// Whoever closes the question has said stop.
			if (name === undefined) AbortSignal.abort().throwIfAborted();
			return name;
		}
		const rollBack = "Roll Back";
		const answer = await window.showWarningMessage(
			`Spool: CloudFormation still works on ${question.stack}. Stop watching it?`,
			...["Let It Go On", ...(question.canRollBack ? [rollBack] : [])],
		);
		return answer === rollBack ? "roll-back" : "detach";
	};
}
