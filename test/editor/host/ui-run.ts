import { readFileSync } from "node:fs";
import { HostError } from "./host-error.ts";
import { runMocha, type TestRun } from "./run-mocha.ts";

/**
 * Runs UI tests in a process of their own, which can be ended when it hangs. Told to stop, and when whoever
 * started it is gone, it exits: what the tests started is ended by the exit.
 */
async function main(): Promise<void> {
	process.once("SIGTERM", () => process.exit(143));
	process.once("SIGINT", () => process.exit(130));
	process.stdin.once("end", () => process.exit(1)).resume();
	const file = process.env["SPOOL_TEST_RUN"];
	if (!file) throw new HostError("SPOOL_TEST_RUN names no file");
	const run: TestRun = JSON.parse(readFileSync(file, "utf8"));
	const failures = await runMocha(run);
	process.exit(failures > 0 ? 1 : 0);
}

await main();
