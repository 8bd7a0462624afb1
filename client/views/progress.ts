import type { OutputChannel, Progress } from "vscode";
import type { ProgressEvent } from "../../engine/effects.ts";
import { fractionOf, nothingRead, type Reading, read } from "../../engine/index.ts";

/** Weights of a deploy's phases together; hot swaps and deletes have one phase only. */
const deployWeight = 100;

function lineOf(event: ProgressEvent, reading: Reading): string | undefined {
	switch (event.kind) {
		case "begin":
			return event.phase ? `▸ ${event.label}` : undefined;
		case "resource":
			return `    ${event.status.padEnd(20)} ${event.logicalId}${event.resource ? ` (${event.resource})` : ""}${event.reason ? `: ${event.reason}` : ""}`;
		case "note":
			return `    ${event.level === "warning" ? "! " : ""}${event.message}`;
		case "end": {
			const label = reading.spans.get(event.id)?.label ?? event.id;
			return `  ${event.outcome} ${label}${event.summary ? `: ${event.summary}` : ""} (${event.elapsedMs} ms)`;
		}
		case "advance":
			return undefined;
	}
}

function messageOf(reading: Reading): string {
	const { done, total } = reading.resources;
	const active = reading.active.slice(0, 2).join(", ");
	const more = reading.active.length > 2 ? ` +${reading.active.length - 2}` : "";
	return active ? `${reading.phase}: ${done}/${total} ${active}${more}` : (reading.phase ?? "");
}

/** Folds events into a notification's progress and into the output channel. */
export function progressView(
	progress: Progress<{ message?: string; increment?: number }>,
	log: OutputChannel,
	head: string,
): (event: ProgressEvent) => void {
	let reading: Reading = nothingRead;
	let reported = 0;
	return (event) => {
		reading = read(reading, event);
		const line = lineOf(event, reading);
		if (line !== undefined) log.appendLine(line);
		const percent = Math.floor(fractionOf(reading, deployWeight) * 100);
		progress.report({
			message: `${head} — ${messageOf(reading)}`,
			increment: Math.max(0, percent - reported),
		});
		reported = Math.max(reported, percent);
	};
}
