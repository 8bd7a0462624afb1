import type { Host } from "../host/port.ts";
import type { Emit, Outcome, Phase, SpanId } from "../progress/event.ts";
import { isAbort } from "../report/failure.ts";

/** What a piece of work says of itself when it ends well. */
export type Ending = { readonly outcome?: Outcome; readonly summary?: string };

/** A piece of work that watchers can see. */
export type Work = {
	readonly id: SpanId;
	/** Said when it ends; the last call counts. */
	ending(ending: Ending): void;
};

/** Runs `body` as a piece of work: its begin and its end, however it ends, are told to the watchers. */
export async function runSpan<T>(
	{ emit, host }: { readonly emit: Emit; readonly host: Pick<Host, "now"> },
	span: {
		readonly id: SpanId;
		readonly label: string;
		readonly phase?: Phase;
		readonly parent?: SpanId;
		readonly weight?: number;
	},
	body: (work: Work) => Promise<T>,
): Promise<T> {
	const startedAt = host.now();
	const { weight = 1, ...rest } = span;
	let ending: Ending = {};
	emit({ kind: "begin", ...rest, weight });
	const end = (outcome: Outcome, summary?: string) =>
		emit({
			kind: "end",
			id: span.id,
			outcome,
			...(summary !== undefined && { summary }),
			elapsedMs: host.now() - startedAt,
		});
	try {
		const result = await body({
			id: span.id,
			ending: (said) => {
				ending = said;
			},
		});
		end(ending.outcome ?? "done", ending.summary);
		return result;
	} catch (error) {
		end(isAbort(error) ? "cancelled" : "failed");
		throw error;
	}
}
