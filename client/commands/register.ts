import { commands, type ExtensionContext, type Uri } from "vscode";
import { findConfig } from "../configs.ts";
import type { Session } from "../session.ts";
import { registerDeployedTemplate } from "../views/deployed-template.ts";
import { showNames, showTemplate, switchTemplateFormat } from "../views/template.ts";
import { chooseTargetCommand } from "./choose-target.ts";
import { deleteCommand } from "./delete.ts";
import { deployCommand } from "./deploy.ts";
import { hotSwapCommand } from "./hot-swap.ts";
import { logCommands } from "./logs.ts";
import { stackCommands } from "./stack.ts";
import { toggleWatchCommand } from "./toggle-watch.ts";

async function withConfig(calledOn: unknown, show: (config: Uri) => Promise<void>): Promise<void> {
	const config = await findConfig(calledOn);
	if (config) await show(config);
}

/** Registers the commands that package.json contributes. Menus of files call them on the file's URI. */
export function registerCommands(context: ExtensionContext, session: Session): void {
	const diffTemplate = registerDeployedTemplate(session);
	const answers: Readonly<Record<string, (calledOn?: unknown, detail?: unknown) => Promise<unknown>>> = {
		"spool.deploy": (calledOn) => deployCommand(session, calledOn),
		"spool.hotSwap": (calledOn) => hotSwapCommand(session, calledOn),
		"spool.toggleHotSwapOnSave": (calledOn) => toggleWatchCommand(session, calledOn),
		"spool.showTemplate": (calledOn, detail) =>
			withConfig(calledOn, (config) => showTemplate(config, typeof detail === "string" ? detail : undefined)),
		"spool.switchTemplateFormat": (calledOn) => withConfig(calledOn, switchTemplateFormat),
		"spool.diffTemplate": (calledOn) => withConfig(calledOn, diffTemplate),
		"spool.showNames": (calledOn) => withConfig(calledOn, showNames),
		"spool.deleteStack": (calledOn) => deleteCommand(session, calledOn),
		"spool.chooseTarget": () => chooseTargetCommand(session),
		"spool.chooseStage": () => chooseTargetCommand(session, "stage"),
		"spool.chooseRegion": () => chooseTargetCommand(session, "region"),
		"spool.chooseProfile": () => chooseTargetCommand(session, "profile"),
		...stackCommands(session),
		...logCommands(session),
		"spool.showLog": async () => session.log.show(true),
	};
	for (const [name, answer] of Object.entries(answers))
		context.subscriptions.push(commands.registerCommand(name, answer));
}
