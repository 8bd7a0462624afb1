// Loaded by mocha before the tests (.mocharc.mjs).

import { writeFileSync } from "node:fs";

const graceMs = 5000;

/** A test that never gives way cannot tell of itself when it is stopped, so each writes its name down first. */
export const mochaHooks = {
	beforeEach() {
		const file = process.env.RUNNING_TEST_FILE;
		if (file) writeFileSync(file, this.currentTest?.fullTitle() ?? "");
	},
};

/**
 * Mocha does not end as long as a test has left something open, and would hang without a word. This says what it
 * is, and ends the run as failed. The timer itself keeps nothing alive.
 */
export function mochaGlobalTeardown() {
	const timer = setTimeout(() => {
		const open = process.getActiveResourcesInfo();
		process.stderr.write(`tests left something open: ${open.join(", ")}\n`);
		process.exit(97);
	}, graceMs);
	timer.unref();
}
