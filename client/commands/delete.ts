import { Uri, window } from "vscode";
import type { Session } from "../session.ts";
import { readSettings } from "../settings.ts";
import { engineTarget, runOperation } from "./run.ts";

/** Deletes the stack, after its name was typed. */
export async function deleteCommand(session: Session): Promise<void> {
	const result = await runOperation(
		session,
		"Delete Stack",
		async ({ effects, ports, config, target, signal }) => {
			const { account } = readSettings(Uri.file(config.file.path));
			return effects.deleteStack(ports, { target: engineTarget(target, account), signal });
		},
	);
	if (!result) return;
	session.status.showState("done", "deleted");
	void window.showInformationMessage(`Spool: ${result.stack} is deleted`);
}
