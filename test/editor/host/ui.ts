import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { developExtension, launchBrowser } from "./browser.ts";
import type { ReadyHost } from "./install.ts";
import { EditorPage } from "./page.ts";
import { type EditorServer, startServer } from "./server.ts";
import type { ExtensionSource } from "./suite.ts";
import { copyWorkspace, makeTempFolder } from "./temp-folder.ts";

export type UiOptions = {
	/** A folder; the editor opens a copy of it. */
	readonly workspace: string;
	readonly extension: ExtensionSource;
	readonly settings?: Readonly<Record<string, unknown>> | undefined;
	readonly environment?: Readonly<Record<string, string>> | undefined;
	readonly workspaceTrust?: boolean | undefined;
	readonly withToken?: boolean | undefined;
	readonly signal?: AbortSignal | undefined;
};

export type UiHost = {
	readonly editor: EditorPage;
	/** The copy that is open. */
	readonly workspace: string;
	readonly server: EditorServer;
	stop(): Promise<void>;
};

const viewport = { width: 1400, height: 900 };
const actionTimeoutMs = 30_000;

/** Starts a VS Code of its own, opens a copy of the workspace in a browser and waits for the workbench. */
export async function startUi(host: ReadyHost, options: UiOptions): Promise<UiHost> {
	await using undo = new AsyncDisposableStack();
	const folder = await makeTempFolder();
	undo.defer(() => folder.remove());
	const parent = join(folder.path, "w");
	await mkdir(parent);
	const workspace = await copyWorkspace(options.workspace, parent);

	const { extension, ...serverOptions } = options;
	const vsix = "vsix" in extension ? extension.vsix : undefined;
	const server = await startServer({ ...serverOptions, host, vsix });
	undo.defer(() => server.stop());
	const browser = await launchBrowser(host);
	undo.defer(() => browser.close());
	const editor = await openEditor(browser, server, options, workspace);

	const started = undo.move();
	return { editor, workspace, server, stop: () => started.disposeAsync() };
}

async function openEditor(browser: Browser, server: EditorServer, options: UiOptions, workspace: string) {
	const permissions = ["clipboard-read", "clipboard-write"];
	const context = await browser.newContext({ viewport, permissions });
	const page = await context.newPage();
	page.setDefaultTimeout(actionTimeoutMs);
	if ("path" in options.extension) {
		await developExtension(page, { authority: server.authority, extensionPath: options.extension.path });
	}
	const editor = new EditorPage(page);
	await editor.openWorkspace(server.addressOf(workspace));
	return editor;
}
