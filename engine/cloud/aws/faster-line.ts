/** The ways to send bytes to one place. */
export type Lines<Line> = {
	readonly usual: Line;
	/** Sends so many bytes by the way that is the faster one, as far as that is known. */
	run<Result>(bytes: number, send: (line: Line) => Promise<Result>): Promise<Result>;
};

/** What was sent by one way: bytes, and milliseconds that it took. */
type Sent = { bytes: number; ms: number; begun: boolean };

function speed({ bytes, ms }: Sent): number {
	return ms === 0 ? 0 : bytes / ms;
}

/**
 * Two ways, of which the better one is found by using them: the first bytes go by the usual way, the next ones by the
 * other, and from then on all by the faster. Nothing is sent only to measure.
 *
 * `other` is not opened before it is wanted, and not tried again when it has failed: what failed is sent by the usual
 * way. An abort is no failure of a way.
 */
export function fasterLine<Line>(
	usual: Line,
	other: (() => Line) | undefined,
	clock: () => number,
	isStop: (error: unknown) => boolean,
): Lines<Line> {
	const sent = {
		usual: { bytes: 0, ms: 0, begun: false },
		other: { bytes: 0, ms: 0, begun: false },
	};
	let opened = other;
	const timed = async <Result>(account: Sent, bytes: number, work: () => Promise<Result>) => {
		account.begun = true;
		const began = clock();
		const result = await work();
		account.bytes += bytes;
		account.ms += Math.max(1, clock() - began);
		return result;
	};
	const isOthersTurn = (): boolean => {
		if (!opened || !sent.usual.begun) return false;
		if (!sent.other.begun) return true;
		return speed(sent.usual) > 0 && speed(sent.other) > speed(sent.usual);
	};
	return {
		usual,
		run: async (bytes, send) => {
			if (opened && isOthersTurn()) {
				try {
					const line = opened();
					return await timed(sent.other, bytes, () => send(line));
				} catch (error) {
					if (isStop(error)) throw error;
					opened = undefined;
				}
			}
			return timed(sent.usual, bytes, () => send(usual));
		},
	};
}
