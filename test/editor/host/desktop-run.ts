import { runTests } from "@vscode/test-electron";

/** What the process below is told, as JSON in its first argument. */
export type DesktopRun = {
	readonly vscodeExecutablePath: string;
	readonly extensionDevelopmentPath: string;
	readonly extensionTestsPath: string;
	readonly launchArgs: readonly string[];
};

/**
 * Starts a desktop VS Code with tests, in a process of its own: only so it can be ended together with everything
 * that it started, and run below xvfb-run. Its exit code is of no interest, the result file says how the tests went.
 */
async function main(argument: string | undefined): Promise<void> {
	// Whoever started us is gone: end our group, in which VS Code and its screen are.
	process.stdin.once("end", () => process.kill(0, "SIGTERM")).resume();
	const { launchArgs, ...run }: DesktopRun = JSON.parse(argument ?? "");
	await runTests({ ...run, launchArgs: [...launchArgs] }).catch((error: Error) =>
		console.error(error.message),
	);
}

if (import.meta.main) await main(process.argv[2]);
