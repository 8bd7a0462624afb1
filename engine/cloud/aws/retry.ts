/** How often and how patiently a request is sent again. */
export type RetryLimits = {
	/** Attempts in all, for errors that say "slow down". */
	readonly throttledAttempts: number;
	/** Attempts in all, for a lost connection or a server that failed. */
	readonly brokenAttempts: number;
};

/**
 * The pauses below last about half a minute for throttling and about ten seconds for a broken line: many
 * deploys in one account slow each other down that long, and a wireless network that changed is back by then.
 */
export const patientRetries: RetryLimits = { throttledAttempts: 8, brokenAttempts: 7 };
export const quickRetries: RetryLimits = { throttledAttempts: 3, brokenAttempts: 3 };

const throttledPauseMs = { first: 1_000, longest: 20_000 };
const brokenPauseMs = { first: 100, longest: 5_000 };
/** An answer may ask for a pause; more than this is not believed. */
const longestAskedMs = 20_000;

type Token = { getRetryCount(): number; getRetryDelay(): number };
type RetryError = {
	readonly error?: Error;
	readonly errorType: "TRANSIENT" | "THROTTLING" | "SERVER_ERROR" | "CLIENT_ERROR";
	readonly retryAfterHint?: Date;
};

function token(count: number, delayMs: number): Token {
	return { getRetryCount: () => count, getRetryDelay: () => delayMs };
}

/**
 * When the SDK sends a failed request again: exponential pauses with full jitter, as AWS advises, up to a
 * number of attempts.
 *
 * The SDK's own strategy also spends tokens from a bucket that only successes refill; a minute without network
 * empties it, and the rest of a long deploy would go on without any second attempt.
 *
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function retryStrategy(limits: RetryLimits) {
	return {
		acquireInitialRetryToken: async (): Promise<Token> => token(0, 0),
		refreshRetryTokenForRetry: async (last: Token, failed: RetryError): Promise<Token> => {
			const delayMs = pauseBefore(last.getRetryCount() + 1, failed, limits);
			return delayMs === undefined ? Promise.reject(failed.error) : token(last.getRetryCount() + 1, delayMs);
		},
		recordSuccess: (): void => undefined,
	};
}

/** Milliseconds to wait before the `retry`-th repetition (from 1), or `undefined` to give up. */
function pauseBefore(retry: number, failed: RetryError, limits: RetryLimits): number | undefined {
	const isThrottled = failed.errorType === "THROTTLING";
	if (!isThrottled && failed.errorType !== "TRANSIENT") return undefined;
	// A quota of the account, which the SDK takes for throttling because of DynamoDB's use of the name.
	if (failed.error?.name === "LimitExceededException") return undefined;
	const askedMs = failed.retryAfterHint ? failed.retryAfterHint.getTime() - Date.now() : 0;
	return pauseMs(isThrottled ? "throttled" : "broken", retry, limits, askedMs);
}

/**
 * Milliseconds to wait before the `retry`-th repetition (from 1) of what was throttled or broke off, at least what
 * the answer has asked for; `undefined` to give up.
 */
export function pauseMs(
	trouble: "throttled" | "broken",
	retry: number,
	limits: RetryLimits,
	askedMs = 0,
): number | undefined {
	const isThrottled = trouble === "throttled";
	if (retry >= (isThrottled ? limits.throttledAttempts : limits.brokenAttempts)) return undefined;
	const { first, longest } = isThrottled ? throttledPauseMs : brokenPauseMs;
	const pause = Math.random() * Math.min(longest, first * 2 ** (retry - 1));
	return Math.floor(Math.max(pause, Math.min(askedMs, longestAskedMs)));
}
