/** What a gate found. A gate counts as one test unless it counts its own. */
export type GateResult = {
	readonly passed: number;
	readonly failed: number;
	readonly skipped: readonly Skipped[];
	/** Printed in full when something failed. */
	readonly output: string;
	/** A few words beside the gate's name. */
	readonly note?: string;
};

/** Tests that did not run, and why. */
export type Skipped = { readonly count: number; readonly reason: string };

export type GateOptions = {
	readonly signal: AbortSignal;
	/** Folder for this run's files, removed at its end. */
	readonly temp: string;
};

/** One part of `npm test`. */
export type Gate = {
	readonly name: string;
	/** Gates that must have ended before; those that are not part of the run do not count. */
	readonly after?: readonly string[];
	/** True when it needs the machine for itself, because it starts many programs or measures time. */
	readonly isHeavy?: boolean;
	readonly run: (options: GateOptions) => Promise<GateResult>;
};

/** A gate that found nothing wrong. */
export function pass(note?: string): GateResult {
	return { passed: 1, failed: 0, skipped: [], output: "", ...(note !== undefined && { note }) };
}

/** A gate that found something. */
export function fail(output: string, note?: string): GateResult {
	return { passed: 0, failed: 1, skipped: [], output, ...(note !== undefined && { note }) };
}

/** A gate that could not run. */
export function skip(reason: string): GateResult {
	return { passed: 0, failed: 0, skipped: [{ count: 1, reason }], output: "", note: "skipped" };
}

/** Passes when there is no violation. */
export function judge(violations: readonly string[], note?: string): GateResult {
	return violations.length === 0
		? pass(note)
		: fail(violations.join("\n"), `${violations.length} violations`);
}

/** The message of anything that was thrown, with its stack when it has one. */
export function describeError(error: unknown): string {
	return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
