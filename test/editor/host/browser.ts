import { type Browser, chromium, type Page } from "playwright-core";
import type { ReadyHost } from "./install.ts";

const browserArguments = [
	"--no-sandbox",
	"--disable-gpu",
	"--disable-quic",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
];

/** What the script below needs of the page that it runs in; this program knows no pages. */
declare const document: {
	readonly readyState: string;
	addEventListener(event: string, listener: () => void): void;
	getElementById(
		id: string,
	): { getAttribute(name: string): string | null; setAttribute(name: string, text: string): void } | null;
};

/** Starts a browser without a screen. It ends with `close`, and by itself when this process is gone. */
export async function launchBrowser(host: ReadyHost): Promise<Browser> {
	return chromium.launch({
		executablePath: host.chromium,
		headless: true,
		args: browserArguments,
		// Signals are the business of whoever started the run: Playwright's own way is to exit in the middle of it.
		handleSIGINT: false,
		handleSIGTERM: false,
		handleSIGHUP: false,
	});
}

export type DevelopmentOptions = {
	readonly authority: string;
	/** Folder of an extension that is loaded as it lies there. */
	readonly extensionPath: string;
	/** Module whose `run` the extension host calls; its end ends the window. */
	readonly runnerPath?: string | undefined;
};

/**
 * Makes the workbench of `page` load an extension from its folder, before the first navigation.
 *
 * It adds `developmentOptions` to the configuration element of the page. The address parameter `payload` does
 * the same, but only beside `--enable-smoke-test-driver`, and that driver hides every notification.
 * Changing the HTML on its way is no choice either: Chromium then refuses the page's WebSocket.
 */
export async function developExtension(page: Page, options: DevelopmentOptions): Promise<void> {
	const remote = (path: string) => ({ $mid: 1, scheme: "vscode-remote", authority: options.authority, path });
	const development = {
		extensions: [remote(options.extensionPath)],
		...(options.runnerPath && { extensionTestsPath: remote(options.runnerPath) }),
	};
	await page.addInitScript((added) => {
		// "interactive" comes before the module scripts of the workbench run.
		document.addEventListener("readystatechange", () => {
			const element = document.getElementById("vscode-workbench-web-configuration");
			const text = element?.getAttribute("data-settings");
			if (document.readyState !== "interactive" || !element || !text) return;
			const configuration = JSON.parse(text);
			configuration.developmentOptions = { ...configuration.developmentOptions, ...added };
			element.setAttribute("data-settings", JSON.stringify(configuration));
		});
	}, development);
}
