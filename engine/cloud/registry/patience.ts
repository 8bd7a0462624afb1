import { setTimeout as delay } from "node:timers/promises";
import { Failure } from "../../report/failure.ts";
import { networkFailure } from "../aws/network-failure.ts";
import { patientRetries, pauseMs, quickRetries } from "../aws/retry.ts";

/** What one attempt gave: its result, or the failure that stands if no further attempt fares better. */
export type Attempt<T> =
	| { readonly done: T }
	| {
			readonly again: "throttled" | "broken";
			readonly failure: Failure;
			/** Milliseconds that the answer asks to wait. */
			readonly askedMs?: number;
	  };

/** Where the attempts go to, for the words of a failure. */
export type Errand = { readonly host: string; readonly action: string; readonly signal?: AbortSignal };

/**
 * Runs `attempt` until it is done, with growing pauses at random lengths; a lost connection is a reason to try
 * again, anything else that it throws is not. What cannot be reached at all is tried less often: it is rather a
 * wrong name than a bad moment.
 */
export async function patiently<T>(errand: Errand, attempt: () => Promise<Attempt<T>>): Promise<T> {
	const { signal } = errand;
	for (let retry = 1; ; retry++) {
		signal?.throwIfAborted();
		const outcome = await attempt().catch((error: unknown) => interrupted<T>(error, errand));
		if ("done" in outcome) return outcome.done;
		const limits = outcome.failure.code === "endpoint-unreachable" ? quickRetries : patientRetries;
		const pause = pauseMs(outcome.again, retry, limits, outcome.askedMs);
		if (pause === undefined) throw outcome.failure;
		await delay(pause, undefined, signal && { signal }).catch((error: unknown) => {
			signal?.throwIfAborted();
			throw error;
		});
	}
}

function interrupted<T>(error: unknown, { host, action, signal }: Errand): Attempt<T> {
	signal?.throwIfAborted();
	if (error instanceof Failure) throw error;
	const failure = networkFailure(error, { action, region: "", host });
	if (failure === undefined) throw error;
	return { again: "broken", failure };
}
