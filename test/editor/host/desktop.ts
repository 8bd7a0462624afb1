import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findOnPath } from "./chromium.ts";
import type { DesktopRun } from "./desktop-run.ts";
import { editorEnvironment } from "./environment.ts";
import { HostError } from "./host-error.ts";
import type { SuiteResult } from "./result.ts";
import { settingsText } from "./settings.ts";
import { defaultTimeoutMs, prepareSuite, readSuiteResult, type SuiteOptions } from "./suite.ts";
import { makeTempFolder } from "./temp-folder.ts";
import { runTestProcess } from "./test-process.ts";

export type DesktopOptions = SuiteOptions & {
	/** The program of a desktop VS Code, not its `code` script: `VSCODE_EXECUTABLE`. */
	readonly executable: string;
	readonly extension: { readonly path: string };
};

/**
 * Runs the same tests as `runSuiteInHost`, in a desktop VS Code with settings and extensions of its own. Without a
 * screen it needs xvfb-run. Throws a `HostError` if VS Code or the screen is missing.
 */
export async function runSuiteOnDesktop(options: DesktopOptions): Promise<SuiteResult> {
	const { executable } = options;
	if (!existsSync(executable)) throw new HostError(`VSCODE_EXECUTABLE names no program: ${executable}`);
	const folder = await makeTempFolder();
	try {
		const suite = await prepareSuite(folder.path, options);
		const userFolder = join(folder.path, "ud");
		await mkdir(join(userFolder, "User"), { recursive: true });
		await writeFile(join(userFolder, "User", "settings.json"), settingsText(options.settings));
		const run: DesktopRun = {
			vscodeExecutablePath: executable,
			extensionDevelopmentPath: suite.extensionPath,
			extensionTestsPath: suite.bundles.runner,
			launchArgs: [
				suite.workspace,
				"--disable-extensions",
				`--user-data-dir=${userFolder}`,
				`--extensions-dir=${join(folder.path, "ext")}`,
			],
		};
		const { interruption, output } = await runTestProcess({
			...(await onAScreen([process.execPath, desktopRun, JSON.stringify(run)])),
			environment: editorEnvironment(folder.path, suite.environment),
			limitMs: options.timeoutMs ?? defaultTimeoutMs,
			signal: options.signal,
		});
		return await readSuiteResult(suite, interruption, output);
	} finally {
		folder.remove();
	}
}

const desktopRun = fileURLToPath(new URL("desktop-run.ts", import.meta.url));

async function onAScreen([file = "", ...args]: readonly string[]): Promise<{ file: string; args: string[] }> {
	const hasScreen = process.platform !== "linux" || process.env["DISPLAY"] || process.env["WAYLAND_DISPLAY"];
	if (hasScreen) return { file, args };
	const xvfb = await findOnPath("xvfb-run");
	if (!xvfb)
		throw new HostError("a desktop VS Code needs a screen: set DISPLAY, or install xvfb for xvfb-run");
	return { file: xvfb, args: ["-a", file, ...args] };
}
