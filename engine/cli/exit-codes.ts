/** What the exit code of `spool` says. Documented in the README; never renumbered. */
export const exitCodes = {
	done: 0,
	/** The world said no: credentials, network, AWS, a failed build. */
	failed: 1,
	/** The command line or the config is wrong; nothing was done. */
	badInput: 2,
	/** A part was applied and the rest was not. */
	partlyApplied: 3,
	/** `diff`: a deploy would change something. */
	differs: 4,
	/** The user said stop. */
	cancelled: 130,
} as const;
