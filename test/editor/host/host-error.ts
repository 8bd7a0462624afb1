/** Trouble with the machinery around an editor test: not a failed test, and nothing a user of Spool can meet. */
export class HostError extends Error {
	override readonly name = "HostError";
}
