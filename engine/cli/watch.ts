import { openSwapSession, type SaveOutcome, type SwapSession } from "../effects.ts";
import { lineMap } from "../text/line-map.ts";
import { exitCodes } from "./exit-codes.ts";
import { formatMs } from "./format.ts";
import { openConfig, type Program, portsOf } from "./setting.ts";

/** Saves of several files by one action arrive as several saves within this time, in milliseconds; the host has already taken together the events of each. */
const settleMs = 5;

function tellBlocked({ output }: Program, session: SwapSession): void {
	for (const { reason } of session.blocked) {
		output.emit({
			kind: "note",
			level: "warning",
			message: `a save cannot swap this, run \`spool deploy\`: ${reason}`,
		});
	}
}

function tell(program: Program, path: string, text: string, outcome: SaveOutcome): void {
	const { output } = program;
	switch (outcome.kind) {
		case "unrelated":
			return;
		case "unchanged":
			if (outcome.blocked.length === 0)
				output.emit({ kind: "note", level: "note", message: "saved: the code is the same" });
			return;
		case "failed":
			output.failure(outcome.failure, { path, lines: lineMap(text) });
			return;
		case "swapped": {
			const names = outcome.swaps.map(({ resource }) => resource).join(", ");
			output.result(
				{ swaps: outcome.swaps, blocked: outcome.blocked, elapsedMs: outcome.elapsedMs },
				`${names} live after ${formatMs(outcome.elapsedMs)}\n`,
			);
		}
	}
}

/** `spool watch`: swaps on save until Ctrl-C. */
export async function watchCommand(program: Program): Promise<number> {
	const { host, config, target } = await openConfig(program);
	const ports = portsOf(program, host, target.region);
	const session = await openSwapSession(
		ports,
		{ config, target, signal: program.signal },
		program.esbuildModule ? { esbuildModule: program.esbuildModule } : {},
	);
	tellBlocked(program, session);
	const saved = new Set<string>();
	let timer: NodeJS.Timeout | undefined;
	let handling: Promise<void> = Promise.resolve();
	const handle = async () => {
		const paths = [...saved];
		saved.clear();
		const outcome = await session.saved(paths);
		tell(program, config.file.path, (await host.readText(config.file.path)) ?? "", outcome);
		if (paths.includes(config.file.path)) tellBlocked(program, session);
	};
	const watcher = host.watch(session.directories(), (path) => {
		if (!session.concerns(path)) return;
		saved.add(path);
		clearTimeout(timer);
		timer = setTimeout(() => {
			handling = handling.then(handle).catch((error: unknown) => program.output.failure(error, undefined));
		}, settleMs);
	});
	program.output.emit({ kind: "note", level: "note", message: `watching ${config.root}; Ctrl-C ends it` });
	try {
		await untilAborted(program.signal);
	} finally {
		clearTimeout(timer);
		watcher.close();
		await handling;
		await session.close();
	}
	return exitCodes.done;
}

function untilAborted(signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		if (signal.aborted) resolve();
		signal.addEventListener("abort", () => resolve(), { once: true });
	});
}
