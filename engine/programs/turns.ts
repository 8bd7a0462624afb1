/** Starts a piece of work at once, or when it is its turn; gives what it gives. */
export type Turns = <Result>(work: () => Promise<Result>) => Promise<Result>;

/**
 * Lets `most` pieces of work run at a time, and the others wait in the order in which they came: each call of a
 * directive is a process, and a config may have hundreds.
 */
export function inTurns(most: number): Turns {
	const waiting: (() => void)[] = [];
	let free = most;
	return async (work) => {
		if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
		else free--;
		try {
			return await work();
		} finally {
			const next = waiting.shift();
			// The place goes over to who waits.
			if (next) next();
			else free++;
		}
	};
}
