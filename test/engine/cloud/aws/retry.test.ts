import assert from "node:assert/strict";
import {
	patientRetries,
	quickRetries,
	type RetryLimits,
	retryStrategy,
} from "../../../../engine/cloud/aws/retry.ts";

type ErrorType = "TRANSIENT" | "THROTTLING" | "SERVER_ERROR" | "CLIENT_ERROR";

/** Pauses in milliseconds until the strategy gives up. */
async function pausesFor(
	errorType: ErrorType,
	limits: RetryLimits,
	error = new Error("no"),
): Promise<number[]> {
	const strategy = retryStrategy(limits);
	const pauses: number[] = [];
	let token = await strategy.acquireInitialRetryToken();
	for (;;) {
		try {
			token = await strategy.refreshRetryTokenForRetry(token, { errorType, error });
		} catch (refused) {
			assert.equal(refused, error);
			return pauses;
		}
		pauses.push(token.getRetryDelay());
		assert.equal(token.getRetryCount(), pauses.length);
	}
}

describe("repeated requests", () => {
	it("are as many as the limits say, the first one included", async () => {
		assert.equal(
			(await pausesFor("THROTTLING", patientRetries)).length,
			patientRetries.throttledAttempts - 1,
		);
		assert.equal((await pausesFor("TRANSIENT", patientRetries)).length, patientRetries.brokenAttempts - 1);
		assert.equal((await pausesFor("TRANSIENT", quickRetries)).length, 2);
	});

	it("wait longer each time, up to a limit, and not all equally long", async () => {
		const longest = new Array<number>(7).fill(0);
		const first = new Set<number>();
		for (let round = 0; round < 300; round++) {
			const pauses = await pausesFor("THROTTLING", patientRetries);
			first.add(pauses[0] ?? 0);
			for (const [index, pause] of pauses.entries()) longest[index] = Math.max(longest[index] ?? 0, pause);
		}
		const limits = [1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000];
		for (const [index, limit] of limits.entries()) {
			const pause = longest[index] ?? 0;
			assert.ok(pause <= limit && pause > limit * 0.9, `${pause} of ${limit}`);
		}
		assert.ok(first.size > 50, "no jitter");
	});

	it("are none where the request is to blame", async () => {
		assert.deepEqual(await pausesFor("CLIENT_ERROR", patientRetries), []);
		assert.deepEqual(await pausesFor("SERVER_ERROR", patientRetries), []);
		const quota = Object.assign(new Error("too many stacks"), { name: "LimitExceededException" });
		assert.deepEqual(await pausesFor("THROTTLING", patientRetries, quota), []);
	});

	it("wait as long as an answer asks for, within reason", async () => {
		const strategy = retryStrategy(patientRetries);
		const start = await strategy.acquireInitialRetryToken();
		const delayAfter = async (ms: number) => {
			const retryAfterHint = new Date(Date.now() + ms);
			const token = await strategy.refreshRetryTokenForRetry(start, {
				errorType: "TRANSIENT",
				retryAfterHint,
			});
			return token.getRetryDelay();
		};
		assert.ok((await delayAfter(5_000)) > 4_900);
		assert.equal(await delayAfter(3_600_000), 20_000);
		assert.ok((await delayAfter(-5_000)) <= 100);
	});

	it("cost nothing that a success would have to bring back", async () => {
		const strategy = retryStrategy(patientRetries);
		for (let call = 0; call < 200; call++) {
			const token = await strategy.acquireInitialRetryToken();
			await strategy.refreshRetryTokenForRetry(token, { errorType: "TRANSIENT" });
		}
		assert.equal(strategy.recordSuccess(), undefined);
	});
});
