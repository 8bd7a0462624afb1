import { commands, type ExtensionContext, type Uri, window } from "vscode";
import { findConfig } from "../configs.ts";
import type { Session } from "../session.ts";
import { showNames, showTemplate } from "../views/template.ts";
import { chooseTargetCommand } from "./choose-target.ts";
import { deleteCommand } from "./delete.ts";
import { deployCommand } from "./deploy.ts";
import { hotSwapCommand, toggleCommand } from "./hot-swap.ts";

async function withConfig(show: (config: Uri) => Promise<void>): Promise<void> {
	const config = await findConfig();
	if (config) await show(config);
	else void window.showWarningMessage("Spool found no stacktape.yml in this workspace.");
}

/** Registers the commands that package.json contributes. */
export function registerCommands(context: ExtensionContext, session: Session): void {
	const handlers: Readonly<Record<string, () => Promise<void>>> = {
		"spool.deploy": () => deployCommand(session),
		"spool.hotSwap": () => hotSwapCommand(session),
		"spool.toggleHotSwapOnSave": () => toggleCommand(session),
		"spool.showTemplate": () => withConfig(showTemplate),
		"spool.showNames": () => withConfig(showNames),
		"spool.deleteStack": () => deleteCommand(session),
		"spool.chooseTarget": () => chooseTargetCommand(session),
		"spool.chooseStage": () => chooseTargetCommand(session, "stage"),
		"spool.chooseRegion": () => chooseTargetCommand(session, "region"),
		"spool.chooseProfile": () => chooseTargetCommand(session, "profile"),
	};
	for (const [name, handler] of Object.entries(handlers))
		context.subscriptions.push(commands.registerCommand(name, handler));
}
