import { setTimeout as delay } from "node:timers/promises";

/** Time as the in-memory cloud and host see it. */
export type Clock = {
	/** Milliseconds since 1970. */
	now(): number;
	/** Calls `run` in `ms` milliseconds, unless the returned function is called before. */
	after(ms: number, run: () => void): () => void;
	/** Ends after `ms` milliseconds, or fails with the signal's reason. */
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
};

/** A clock that only moves when nothing else happens, or when a test says so. */
export type FakeClock = Clock & {
	/** Moves time on and lets everything happen that is due until then, in order. */
	advance(ms: number): Promise<void>;
};

/** 2026-01-15T12:00:00Z: a day on which nothing of what tests show depends. */
const defaultStart = Date.UTC(2026, 0, 15, 12);

type Timer = { readonly at: number; readonly order: number; readonly run: () => void };

/**
 * A clock for tests in which waiting costs nothing: while somebody sleeps and nothing else is going on, time
 * jumps to whatever is due next. `after` alone does not move it, so a cloud's stack stands still until somebody
 * waits for it. With `jumps: false` time moves by `advance` only.
 */
export function fakeClock(options: { readonly start?: number; readonly jumps?: boolean } = {}): FakeClock {
	let now = options.start ?? defaultStart;
	let order = 0;
	let sleepers = 0;
	let isJumping = false;
	const timers = new Set<Timer>();

	const after = (ms: number, run: () => void): (() => void) => {
		const timer = { at: now + Math.max(0, ms), order: order++, run };
		timers.add(timer);
		return () => timers.delete(timer);
	};
	const runNext = async (until: number): Promise<boolean> => {
		await settled();
		const timer = earliest(timers);
		if (!timer || timer.at > until) return false;
		timers.delete(timer);
		now = Math.max(now, timer.at);
		timer.run();
		await settled();
		return true;
	};
	const jump = async (): Promise<void> => {
		if (isJumping || options.jumps === false) return;
		isJumping = true;
		await settled();
		while (sleepers > 0 && (await runNext(Number.POSITIVE_INFINITY)));
		isJumping = false;
	};
	return {
		now: () => now,
		after,
		sleep: async (ms, signal) => {
			signal?.throwIfAborted();
			sleepers++;
			const slept = new Promise<void>((resolve, reject) => {
				const cancel = after(ms, () => resolve());
				signal?.addEventListener("abort", () => {
					cancel();
					reject(signal.reason);
				});
			});
			void jump();
			try {
				await slept;
			} finally {
				sleepers--;
			}
		},
		advance: async (ms) => {
			const until = now + ms;
			while (await runNext(until));
			now = until;
		},
	};
}

/** The machine's clock in the same shape, for tests that wait in earnest. */
export function realClock(): Clock {
	return {
		now: () => Date.now(),
		after: (ms, run) => {
			const timer = setTimeout(run, ms);
			return () => clearTimeout(timer);
		},
		sleep: async (ms, signal) => {
			await delay(ms, undefined, signal ? { signal } : {});
		},
	};
}

function earliest(timers: ReadonlySet<Timer>): Timer | undefined {
	let found: Timer | undefined;
	for (const timer of timers) {
		if (!found || timer.at < found.at || (timer.at === found.at && timer.order < found.order)) found = timer;
	}
	return found;
}

/** Lets every promise that can go on do so: they all run before the event loop's next two turns. */
async function settled(): Promise<void> {
	for (let turn = 0; turn < 2; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}
