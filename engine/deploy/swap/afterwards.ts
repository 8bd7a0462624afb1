import { Failure, isAbort } from "../../report/failure.ts";
import type { Ports } from "../ports.ts";
import { withLastGood } from "../swap.ts";
import type { PlannedSwap } from "../swap-plan.ts";
import { noticeInitError } from "./init-error.ts";
import type { SwapPlace } from "./place.ts";

/** The look at what was swapped on save, in the first moments after it. */
export type Afterwards = {
	/** Looks at functions with new code. Gives what was wrong, after their code from before was put back. */
	begin(swaps: readonly PlannedSwap[], changed: () => Promise<void>): Promise<readonly Failure[]>;
	/** Ends a look that goes on; waits for code that is being put back. */
	end(): Promise<void>;
};

/** Notices and takes back new code of one function that does not start. */
async function lookAt(
	ports: Ports,
	place: SwapPlace,
	swap: PlannedSwap,
	since: number,
	signal: AbortSignal,
): Promise<readonly Failure[]> {
	try {
		const found = await noticeInitError(ports, swap, since, signal);
		if (!found) return [];
		const ended = await withLastGood(ports, place, swap, found, since);
		return ended instanceof Failure ? [ended] : [found];
	} catch (error) {
		// A log that cannot be read says nothing of the code.
		if (isAbort(error) || error instanceof Failure) return [];
		throw error;
	}
}

/** Opens the looks of a session, of which one goes on at a time: a newer save is what counts. */
export function watchAfterwards(ports: Ports, place: () => SwapPlace): Afterwards {
	let current:
		| { readonly controller: AbortController; readonly found: Promise<readonly Failure[]> }
		| undefined;
	return {
		begin: (swaps, changed) => {
			const controller = new AbortController();
			const since = ports.host.now();
			const withCode = swaps.filter(({ key }) => key !== undefined);
			const looks = withCode.map((swap) => lookAt(ports, place(), swap, since, controller.signal));
			const found = Promise.all(looks).then(async (all) => {
				const failures = all.flat();
				if (failures.length > 0) await changed().catch(() => undefined);
				return failures;
			});
			current = { controller, found };
			return found;
		},
		end: async () => {
			current?.controller.abort();
			await current?.found;
			current = undefined;
		},
	};
}
