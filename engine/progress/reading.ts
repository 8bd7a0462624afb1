import type { Outcome, Phase, ProgressEvent, SpanId } from "./event.ts";

/** One piece of work as it stands. */
export type SpanReading = {
	readonly id: SpanId;
	readonly parent: SpanId | undefined;
	readonly phase: Phase | undefined;
	readonly label: string;
	readonly weight: number;
	readonly fraction: number;
	readonly outcome: Outcome | undefined;
	readonly summary: string | undefined;
	readonly elapsedMs: number | undefined;
};

/** What the events so far add up to: the one reading that terminal, notification and webview show. */
export type Reading = {
	readonly spans: ReadonlyMap<SpanId, SpanReading>;
	/** Logical ids that CloudFormation works on, in the order in which they began. */
	readonly active: readonly string[];
	readonly failed: readonly string[];
	readonly resources: { readonly done: number; readonly total: number };
	/** Label of the phase that runs. */
	readonly phase: string | undefined;
};

/** Nothing has happened yet. */
export const nothingRead: Reading = {
	spans: new Map(),
	active: [],
	failed: [],
	resources: { done: 0, total: 0 },
	phase: undefined,
};

function withSpan(reading: Reading, id: SpanId, change: Partial<SpanReading>): Reading {
	const span = reading.spans.get(id);
	return span ? { ...reading, spans: new Map(reading.spans).set(id, { ...span, ...change }) } : reading;
}

function readResource(reading: Reading, event: ProgressEvent & { readonly kind: "resource" }): Reading {
	const { logicalId, status } = event;
	const others = reading.active.filter((id) => id !== logicalId);
	if (status.endsWith("_IN_PROGRESS"))
		return {
			...reading,
			active: reading.active.includes(logicalId) ? reading.active : [...reading.active, logicalId],
		};
	const failed =
		status.endsWith("_FAILED") && !reading.failed.includes(logicalId)
			? [...reading.failed, logicalId]
			: reading.failed;
	return { ...reading, active: others, failed };
}

/** Adds one event to a reading. Pure, so that every watcher can be a fold over the same events. */
export function read(reading: Reading, event: ProgressEvent): Reading {
	switch (event.kind) {
		case "begin": {
			const { id, parent, phase, label, weight } = event;
			const span: SpanReading = {
				id,
				parent,
				phase,
				label,
				weight,
				fraction: 0,
				outcome: undefined,
				summary: undefined,
				elapsedMs: undefined,
			};
			const begun = { ...reading, spans: new Map(reading.spans).set(id, span) };
			// A phase counts its own resources; those of the one before are done.
			return phase ? { ...begun, phase: label, resources: nothingRead.resources } : begun;
		}
		case "advance": {
			const fraction = event.total > 0 ? Math.min(1, event.done / event.total) : 0;
			const advanced = withSpan(reading, event.id, { fraction });
			return event.unit === "resources"
				? { ...advanced, resources: { done: event.done, total: event.total } }
				: advanced;
		}
		case "resource":
			return readResource(reading, event);
		case "note":
			return reading;
		case "end": {
			const { outcome, summary, elapsedMs } = event;
			const ended = withSpan(reading, event.id, { outcome, summary, elapsedMs, fraction: 1 });
			return reading.spans.get(event.id)?.phase ? { ...ended, active: [] } : ended;
		}
	}
}

/** How much of the whole is done, from 0 to 1: the phases by their weights. */
export function fractionOf(reading: Reading, totalWeight: number): number {
	let done = 0;
	for (const span of reading.spans.values()) if (span.phase) done += span.weight * span.fraction;
	return totalWeight > 0 ? Math.min(1, done / totalWeight) : 0;
}
