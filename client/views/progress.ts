import type { OutputChannel, Progress } from "vscode";
import type { ProgressEvent } from "../../engine/effects.ts";
import { fractionOf, nothingRead, type Reading, read } from "../../engine/index.ts";

/** Names of resources that are shown while CloudFormation works on them; there may be dozens. */
const mostNamed = 2;

/** The line of an event in the output channel. */
export function logLine(event: ProgressEvent, reading: Reading): string | undefined {
	switch (event.kind) {
		case "begin":
			return event.phase ? `▸ ${event.label}` : undefined;
		case "resource": {
			const owner = event.resource ? ` (${event.resource})` : "";
			const reason = event.reason ? `: ${event.reason}` : "";
			return `    ${event.status.padEnd(20)} ${event.logicalId}${owner}${reason}`;
		}
		case "note":
			return `    ${event.level === "warning" ? "! " : ""}${event.message}`;
		case "end": {
			const span = reading.spans.get(event.id);
			const indent = span?.phase ? "  " : "    ";
			const summary = event.summary ? `: ${event.summary}` : "";
			return `${indent}${event.outcome} ${span?.label ?? event.id}${summary} (${event.elapsedMs} ms)`;
		}
		case "advance":
			return undefined;
	}
}

/** What the notification says of an operation: its phase, and what CloudFormation is at. */
export function progressMessage(reading: Reading): string {
	const { phase = "", active, resources } = reading;
	if (active.length === 0) return phase;
	const named = active.slice(0, mostNamed).join(", ");
	const more = active.length > mostNamed ? ` and ${active.length - mostNamed} more` : "";
	return `${phase}, ${resources.done} of ${resources.total}: ${named}${more}`;
}

/** Follows the events of one operation. */
export type ProgressView = {
	readonly emit: (event: ProgressEvent) => void;
	/** True once the phase of this name has begun. */
	hasBegun(phase: string): boolean;
};

/** Folds events into a notification's progress and into the output channel. `weight`: of all phases together. */
export function progressView(
	progress: Progress<{ message?: string; increment?: number }>,
	log: OutputChannel,
	weight: number,
): ProgressView {
	let reading: Reading = nothingRead;
	let shown = { message: "", percent: 0 };
	return {
		emit: (event) => {
			reading = read(reading, event);
			const line = logLine(event, reading);
			if (line !== undefined) log.appendLine(line);
			const message = progressMessage(reading);
			const percent = Math.max(shown.percent, Math.floor(fractionOf(reading, weight) * 100));
			// Uploads tell of every chunk: most of it changes nothing that can be seen.
			if (message === shown.message && percent === shown.percent) return;
			progress.report({ message, increment: percent - shown.percent });
			shown = { message, percent };
		},
		hasBegun: (phase) => [...reading.spans.values()].some((span) => span.phase === phase),
	};
}
