import { join } from "node:path";
import type { ExtensionContext } from "vscode";
import { registerCommands } from "./commands/register.ts";
import { createSession } from "./session.ts";
import { registerDetails } from "./views/details.ts";
import { registerLenses } from "./views/lenses.ts";
import { registerStackTree } from "./views/stacks/tree.ts";
import { registerTemplateCursor } from "./views/template-cursor.ts";

/**
 * Called by VS Code when a config is in the workspace or a command is run. What takes time waits until it is
 * needed: the language server for an open config, AWS and packaging for the first command that uses them.
 */
export function activate(context: ExtensionContext): void {
	const bundles = join(context.extensionPath, "dist");
	const session = createSession(context, { bundles, environment: process.env });
	registerCommands(context, session);
	registerDetails(session);
	registerLenses(session);
	registerTemplateCursor(session);
	registerStackTree(session);
}
