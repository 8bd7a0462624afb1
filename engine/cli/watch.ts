import { sep } from "node:path";
import {
	type Blocked,
	type Failure,
	openSwapSession,
	type SaveOutcome,
	type SwapSession,
} from "../effects.ts";
import { lineMap } from "../text/line-map.ts";
import { besideCode } from "./commands.ts";
import { exitCodes } from "./exit-codes.ts";
import { formatMs } from "./format.ts";
import { endpointOf, type Opened, openConfig, type Program, portsOf } from "./setting.ts";

/** Saves of several files by one action arrive as several saves within this time, in milliseconds; the host has already taken together the events of each. */
const settleMs = 5;

function tellBlocked({ output }: Program, blocked: readonly Blocked[]): void {
	for (const { reason } of blocked) {
		output.emit({
			kind: "note",
			level: "warning",
			message: `a save cannot swap this, run \`spool deploy\`: ${reason}`,
		});
	}
}

/** Tells of code that was live and does not start. */
async function tellBroken(
	{ output }: Program,
	path: string,
	text: string,
	settled: Promise<readonly Failure[]>,
): Promise<void> {
	for (const failure of await settled) output.failure(failure, { path, lines: lineMap(text) });
}

function tell(program: Program, path: string, text: string, outcome: SaveOutcome): void {
	const { output } = program;
	switch (outcome.kind) {
		case "unrelated":
			return;
		case "unchanged":
			if (outcome.blocked.length === 0)
				output.emit({ kind: "note", level: "note", message: "saved: the code is the same" });
			tellBlocked(program, outcome.blocked);
			return;
		case "failed":
			output.failure(outcome.failure, { path, lines: lineMap(text) });
			return;
		case "swapped": {
			const names = [
				...outcome.swaps.map(({ resource, properties }) => `${resource}${besideCode(properties)}`),
				...outcome.mirrored,
			].join(", ");
			output.result(
				{
					swaps: outcome.swaps,
					mirrored: outcome.mirrored,
					blocked: outcome.blocked,
					elapsedMs: outcome.elapsedMs,
				},
				`${names} live after ${formatMs(outcome.elapsedMs)}\n`,
			);
			tellBlocked(program, outcome.blocked);
			void tellBroken(program, path, text, outcome.settled);
		}
	}
}

/** Takes saved paths together and hands them over in turn; nothing is handed over before `begin`. */
function collectSaves(handle: (paths: readonly string[]) => Promise<void>) {
	const saved = new Set<string>();
	let hasBegun = false;
	let timer: NodeJS.Timeout | undefined;
	let handling: Promise<void> = Promise.resolve();
	const settle = () => {
		clearTimeout(timer);
		timer = setTimeout(() => {
			const paths = [...saved];
			saved.clear();
			handling = handling.then(() => handle(paths));
		}, settleMs);
	};
	return {
		add: (path: string) => {
			saved.add(path);
			if (hasBegun) settle();
		},
		begin: () => {
			hasBegun = true;
			if (saved.size > 0) settle();
		},
		/** Resolves when what was handed over is done. */
		end: async () => {
			clearTimeout(timer);
			await handling;
		},
	};
}

/** Swaps what was saved and tells of it; whatever goes wrong is told too, and the next save is handled again. */
async function swapSaved(
	program: Program,
	{ host, config: { file } }: Opened,
	session: SwapSession,
	paths: readonly string[],
): Promise<void> {
	try {
		const outcome = await session.saved(paths);
		tell(program, file.path, (await host.readText(file.path)) ?? "", outcome);
	} catch (error) {
		program.output.failure(error, undefined);
	}
}

/** `spool watch`: swaps on save until Ctrl-C. */
export async function watchCommand(program: Program): Promise<number> {
	const opened = await openConfig(program);
	const { host, config, target } = opened;
	let session: SwapSession | undefined;
	const saves = collectSaves(async (paths) => {
		if (session) await swapSaved(program, opened, session, paths);
	});
	const notice = (path: string) => {
		if (!session || session.concerns(path)) saves.add(path);
	};
	// Watched before everything is built for the first time: what is saved meanwhile is swapped right afterwards.
	const watchers = [host.watch([config.root], notice)];
	try {
		session = await openSwapSession(
			portsOf(program, host, target.region),
			{
				config,
				target,
				...endpointOf(program),
				isFast: program.args.fast,
				allowProduction: program.args.allowProduction,
				signal: program.signal,
			},
			program.esbuildModule ? { esbuildModule: program.esbuildModule } : {},
		);
		const outside = session
			.directories()
			.filter((folder) => !`${folder}${sep}`.startsWith(config.root + sep));
		watchers.push(host.watch(outside, notice));
		tellBlocked(program, session.blocked);
		program.output.emit({ kind: "note", level: "note", message: `watching ${config.root}; Ctrl-C ends it` });
		saves.begin();
		await untilAborted(program.signal);
	} finally {
		for (const watcher of watchers) watcher.close();
		await saves.end();
		await session?.close();
	}
	return exitCodes.done;
}

function untilAborted(signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		if (signal.aborted) resolve();
		signal.addEventListener("abort", () => resolve(), { once: true });
	});
}
