import { window } from "vscode";
import type { DeleteResult } from "../../engine/effects.ts";
import type { Session } from "../session.ts";
import { engineTarget, writeStage } from "../target.ts";
import { type Operation, runOperation } from "./run.ts";

const operation: Operation = {
	title: "Delete",
	command: "delete",
	doing: "deleting",
	weight: 2,
	stopped: (progress) =>
		progress.hasBegun("delete")
			? "CloudFormation was not asked to delete the stack, but its buckets may be empty already"
			: "nothing was deleted",
};

/** Deletes the stack, after its name was typed. Gives the engine's result. */
export async function deleteCommand(session: Session, calledOn?: unknown): Promise<DeleteResult | undefined> {
	const ended = await runOperation(session, operation, calledOn, async (job) => {
		const { effects, ports, target, config, signal } = job;
		const request = { ...engineTarget(target), config, folder: config.root, signal };
		const deleted = await effects.deleteStack(ports, request);
		// There is nothing left to swap in.
		const { watch } = session;
		session.watch = undefined;
		await watch?.stop();
		return deleted;
	});
	if (!ended) return undefined;
	await writeStage(session.context.workspaceState, ended.config, ended.target, false);
	session.status.showState(ended.config, "done", "deleted");
	session.log.appendLine(`${ended.result.stack} is deleted`);
	void window.showInformationMessage(`Spool: ${ended.result.stack} is deleted.`);
	return ended.result;
}
