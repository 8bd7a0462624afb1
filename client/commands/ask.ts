import { window } from "vscode";
import type { Ask } from "../../engine/effects.ts";

/** Asks in the editor: a stack is deleted only when its name is typed, and a stop is never taken for a rollback. */
export const editorAsk: Ask = async (question) => {
	if (question.kind === "delete-stack") {
		const { stack, account, region, buckets } = question;
		const emptied = buckets.length > 0 ? ` Its ${buckets.length} buckets are emptied first.` : "";
		return window.showInputBox({
			title: `Delete ${stack} in ${region}, account ${account}?`,
			prompt: `Type ${stack} to confirm.${emptied}`,
			placeHolder: stack,
			ignoreFocusOut: true,
		});
	}
	const detach = "Let It Go On";
	const rollBack = "Roll Back";
	const choices = question.canRollBack ? [detach, rollBack] : [detach];
	const answer = await window.showWarningMessage(
		`CloudFormation works on ${question.stack}. Stop watching it?`,
		...choices,
	);
	return answer === rollBack ? "roll-back" : "detach";
};
