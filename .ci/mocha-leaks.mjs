// Loaded by mocha before the tests (.mocharc.mjs).

const graceMs = 5000;

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
