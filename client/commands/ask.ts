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

/** Asks for the name of a resource whose data would go away. */
function askLoss(
	{ name, words, stack }: Question & { readonly kind: "lose-data" },
	token: CancellationToken | undefined,
): Thenable<string | undefined> {
	return window.showInputBox(
		{
			title: `${words} (${stack})`,
			prompt: `Type ${name} to let that happen`,
			placeHolder: name,
			ignoreFocusOut: true,
			validateInput: (text) => (name.startsWith(text) ? undefined : `The resource is called ${name}`),
		},
		token,
	);
}

/** A name that the user has typed; whoever closes the question has said stop. */
async function typed(name: Thenable<string | undefined>): Promise<string> {
	const text = await name;
	if (text === undefined) AbortSignal.abort().throwIfAborted();
	return text ?? "";
}

/** The engine says what blocks and what would be left behind; nothing is done before the answer. */
async function askToRescue({
	question,
	words,
}: Question & { readonly kind: "confirm-rescue" }): Promise<string> {
	const goOn = "Go On";
	const detail = words.join("\n");
	const answer = await window.showWarningMessage(`Spool: ${question}`, { modal: true, detail }, goOn);
	return answer === goOn ? "yes" : "no";
}

/** The stage was deployed to another account from this machine, by the editor or by the command line. */
async function askForAccount({
	stack,
	account,
	pinned,
}: Question & { readonly kind: "other-account" }): Promise<string> {
	const goOn = "Go On";
	const answer = await window.showWarningMessage(
		`Spool: ${stack} was deployed to account ${pinned}, and these credentials belong to ${account}. Go on in ${account}?`,
		{ modal: true },
		goOn,
	);
	return answer === goOn ? "yes" : "no";
}

async function askHowToStop(question: Question & { readonly kind: "stop-following" }): Promise<string> {
	const rollBack = "Roll Back";
	const answer = await window.showWarningMessage(
		`Spool: CloudFormation still works on ${question.stack}. Stop watching it?`,
		...["Let It Go On", ...(question.canRollBack ? [rollBack] : [])],
	);
	return answer === rollBack ? "roll-back" : "detach";
}

/** Asks in the editor: a stack is deleted only when its name is typed, and a stop is never taken for a rollback. */
export function editorAsk(token?: CancellationToken): Ask {
	return async (question) => {
		switch (question.kind) {
			// Who has called for a deploy wants what loses nothing.
			case "approve-deploy":
				return "yes";
			case "other-account":
				return askForAccount(question);
			case "confirm-rescue":
				return askToRescue(question);
			case "lose-data":
				return typed(askLoss(question, token));
			case "delete-stack":
				return typed(askName(question, token));
			case "stop-following":
				return askHowToStop(question);
		}
	};
}
