import { commands, EventEmitter, Uri, window, workspace } from "vscode";
import { openCloud } from "../open-cloud.ts";
import type { Session } from "../session.ts";
import { engineTarget, stackOf } from "../target.ts";
import { configOf, templateUri } from "./template.ts";

const deployedScheme = "spool-deployed";

/** Laid out like the compiled one, so that only what differs is a difference. */
function laidOut(text: string): string {
	try {
		return `${JSON.stringify(JSON.parse(text), undefined, 2)}\n`;
	} catch {
		// Deployed by something that writes YAML.
		return text;
	}
}

async function deployedText(session: Session, config: Uri): Promise<string | undefined> {
	const effects = await session.effects();
	const target = await session.target(config);
	const cloud = openCloud(session.surroundings, effects, target);
	await effects.requireIdentity({ cloud }, engineTarget(target).target.account);
	const text = await cloud.stacks.template(stackOf(target), {});
	return text === undefined ? undefined : laidOut(text);
}

/** Serves deployed templates as read-only documents. Gives what shows the difference of one to the compiled one. */
export function registerDeployedTemplate(session: Session): (config: Uri) => Promise<void> {
	const { context, stacks } = session;
	const texts = new Map<string, string>();
	const changed = new EventEmitter<Uri>();
	const uriOf = (config: Uri) =>
		Uri.from({ scheme: deployedScheme, path: `${config.path}.deployed.json`, query: config.toString() });
	const load = async (config: Uri) => {
		const text = await deployedText(session, config);
		if (text !== undefined) texts.set(config.toString(), text);
		return text;
	};
	const reload = async (config: Uri) => {
		const isOpen = workspace.textDocuments.some(({ uri }) => uri.toString() === uriOf(config).toString());
		if (!isOpen) return;
		try {
			if ((await load(config)) !== undefined) changed.fire(uriOf(config));
		} catch (error) {
			session.log.appendLine(`the deployed template: ${error instanceof Error ? error.message : error}`);
		}
	};
	context.subscriptions.push(
		changed,
		stacks.onEnded((config) => void reload(config)),
		workspace.registerTextDocumentContentProvider(deployedScheme, {
			onDidChange: changed.event,
			provideTextDocumentContent: (uri) => texts.get(configOf(uri).toString()) ?? "",
		}),
	);
	return async (config) => {
		const stack = stackOf(await session.target(config));
		if (!workspace.isTrusted) {
			void window.showWarningMessage("Spool asks AWS only in trusted workspaces.");
			return;
		}
		try {
			if ((await load(config)) === undefined) {
				void window.showInformationMessage(
					`Spool: ${stack} is not deployed, so there is nothing to compare with.`,
				);
				return;
			}
		} catch (error) {
			const reason = error instanceof Error ? error.message : String(error);
			void window.showErrorMessage(`Spool: the template of ${stack} cannot be read: ${reason}.`);
			return;
		}
		// The server answers for open configs only.
		await workspace.openTextDocument(config);
		changed.fire(uriOf(config));
		const title = `${stack}: deployed ↔ config`;
		await commands.executeCommand("vscode.diff", uriOf(config), templateUri(config, "json"), title);
	};
}
