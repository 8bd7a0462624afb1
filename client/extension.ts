import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ExtensionContext } from "vscode";
import { registerCommands } from "./commands/register.ts";
import type { Surroundings } from "./environment.ts";
import { createSession } from "./session.ts";

function surroundings(context: ExtensionContext): Surroundings {
	const bundles = join(context.extensionPath, "dist");
	const esbuildModule = join(bundles, "esbuild", "lib", "main.js");
	const binary = join(bundles, "esbuild", "bin", process.platform === "win32" ? "esbuild.exe" : "esbuild");
	// The installed extension has no node_modules: esbuild is told where its program for this platform lies.
	if (existsSync(binary)) process.env["ESBUILD_BINARY_PATH"] ??= binary;
	return { bundles, environment: process.env, ...(existsSync(esbuildModule) && { esbuildModule }) };
}

/** Called by VS Code when a config is opened: registers everything, starts the language server. */
export function activate(context: ExtensionContext): void {
	const session = createSession(context, surroundings(context));
	registerCommands(context, session);
}

/** Called by VS Code when it shuts down; what was registered is disposed by the context. */
export function deactivate(): void {}
