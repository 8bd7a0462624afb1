import { readFileSync } from "node:fs";
import { HostError } from "./host-error.ts";
import { runMocha, type TestRun } from "./run-mocha.ts";

/**
 * What VS Code calls in the extension host, in a browser host and on a desktop alike. It is bundled first: a
 * desktop VS Code runs no TypeScript.
 */
export async function run(): Promise<void> {
	const file = process.env["SPOOL_TEST_RUN"];
	if (!file) throw new HostError("SPOOL_TEST_RUN names no file");
	const testRun: TestRun = JSON.parse(readFileSync(file, "utf8"));
	const failures = await runMocha(testRun);
	if (failures > 0) throw new HostError(`${failures} tests failed`);
}
