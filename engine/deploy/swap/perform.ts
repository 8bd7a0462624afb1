import { Cancelled, Failure, isAbort } from "../../report/failure.ts";
import type { Ports } from "../ports.ts";
import type { Swapped } from "../result.ts";
import { runSpan } from "../spans.ts";
import { performSwap } from "../swap.ts";
import type { SwapPlan } from "../swap-plan.ts";
import { runBounded } from "../upload.ts";
import { performRollout } from "./containers.ts";
import { performDefinition } from "./machines.ts";
import type { SwapPlace } from "./place.ts";

/** What is swapped at the same time. */
const atOnce = 20;

/** Carries out a plan, all of it in parallel. When one swap fails the others are still brought to their end. */
export async function performSwaps(
	ports: Ports,
	place: SwapPlace,
	{ swaps, rollouts, definitions }: Pick<SwapPlan, "swaps" | "rollouts" | "definitions">,
	signal?: AbortSignal,
): Promise<readonly Swapped[]> {
	return runSpan(ports, { id: "hot-swap", label: "Hot swap", phase: "hot-swap" }, async (work) => {
		const done: Swapped[] = [];
		const works = [
			...swaps.map((swap) => () => performSwap(ports, place, swap, signal)),
			...rollouts.map((swap) => () => performRollout(ports, place, swap, signal)),
			...definitions.map((swap) => () => performDefinition(ports, place, swap, signal)),
		];
		const jobs = works.map((work) => async () => void done.push(await work()));
		try {
			await runBounded(jobs, atOnce);
		} catch (error) {
			throw done.length > 0 ? partial(error, done, works.length) : error;
		}
		if (works.length === 0)
			work.ending({ outcome: "skipped", summary: "everything already runs as it is wanted" });
		return done;
	});
}

/** The same failure or stop, with what was done before it. */
function partial(error: unknown, done: readonly Swapped[], total: number): unknown {
	const names = done.map(({ resource }) => resource).join(", ");
	const isDone = `${done.length} of ${total} ${done.length === 1 ? "is" : "are"} live: ${names}`;
	if (isAbort(error)) return new Cancelled([isDone]);
	if (!(error instanceof Failure)) return error;
	return new Failure({
		code: error.code,
		kind: "partial",
		message: error.message,
		...(error.hint !== undefined && { hint: error.hint }),
		details: [isDone, ...error.details],
		cause: error,
	});
}
