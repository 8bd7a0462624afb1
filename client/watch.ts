import { realpath } from "node:fs/promises";
import { dirname } from "node:path";
import type { Uri } from "vscode";
import type { Blocked, Failure, Ports, SaveOutcome, SwapSession } from "../engine/effects.ts";
import type { Effects } from "./load-effects.ts";
import { engineTarget, type Target } from "./target.ts";

/** Hot swap on save for one config. */
export type Watch = {
	readonly config: Uri;
	/** Takes a file that was saved. */
	saved(path: string): void;
	/** Lets the swap that runs end; saves wait from then on. */
	pause(): Promise<void>;
	/** Begins anew on the stack as it is now, and takes the saves that waited. Throws when it is not there to swap in. */
	resume(): Promise<void>;
	stop(): Promise<void>;
};

/** Who is told of what comes of saves. */
export type Audience = {
	/** It begins, or begins anew; `blocked`: what saves cannot apply. */
	watching(blocked: readonly Blocked[]): void;
	swapping(): void;
	/** `text`: of the config as it is on the disk. */
	outcome(outcome: SaveOutcome, text: string): Promise<void>;
	/** New code that was live does not start; the code from before is back. */
	broken(failures: readonly Failure[], text: string): Promise<void>;
	failed(error: unknown): void;
};

/** What a watch is opened with. */
export type WatchRequest = {
	readonly effects: Effects;
	readonly config: Uri;
	/** Where the config is deployed to now; it may be another stage after a choice. */
	readonly target: () => Promise<Target>;
	readonly ports: (target: Target) => Ports;
	/** How swaps are made on a target, and whether it may be swapped. */
	readonly rules: (target: Target) => SwapRules;
	readonly audience: Audience;
};

/** What the settings and the user say of swaps on save. */
export type SwapRules = {
	readonly isFast: boolean;
	readonly productionStages: readonly string[];
	readonly allowProduction: readonly string[];
};

type Open = { readonly swaps: SwapSession; readonly ports: Ports };

async function open({ effects, config, target, ports, rules }: WatchRequest): Promise<Open> {
	const current = await target();
	const opened = ports(current);
	try {
		const loaded = await effects.loadConfig(opened.host, dirname(config.fsPath), config.fsPath);
		const given = effects.givenFacts({ profile: current.profile });
		const request = { config: { ...loaded, given }, ...engineTarget(current), ...rules(current) };
		return { swaps: await effects.openSwapSession(opened, request), ports: opened };
	} catch (error) {
		await opened.programs?.close();
		throw error;
	}
}

/** The path as the editor knows it, and as the bundler does, which follows symbolic links. */
async function pathsOf(path: string): Promise<readonly string[]> {
	const real = await realpath(path).catch(() => path);
	return real === path ? [path] : [path, real];
}

/**
 * Opens hot swap on save: builds everything once and reads what is deployed, so that a save costs only what it
 * changes. While an operation works on the stack, saves wait for its end.
 */
export async function openWatch(request: WatchRequest): Promise<Watch> {
	const { config, audience } = request;
	const waiting = new Set<string>();
	let current: Open | undefined = await open(request);
	audience.watching(current.swaps.blocked);
	let last: Promise<unknown> | undefined;
	const swap = async (path: string) => {
		const paths = await pathsOf(path);
		if (!current) return void waiting.add(path);
		const { swaps, ports } = current;
		const related = paths.filter((one) => swaps.concerns(one));
		if (related.length === 0) return;
		const outcome = swaps.saved(related);
		// Saves that come together get one outcome, which is told once.
		if (outcome === last) return;
		last = outcome;
		audience.swapping();
		const result = await outcome;
		const text = (await ports.host.readText(config.fsPath)) ?? "";
		await audience.outcome(result, text);
		if (result.kind !== "swapped") return;
		const failures = await result.settled;
		if (failures.length > 0) await audience.broken(failures, text);
	};
	const saved = (path: string) => void swap(path).catch((error: unknown) => audience.failed(error));
	const close = async () => {
		const open = current;
		current = undefined;
		await open?.swaps.close();
		await open?.ports.programs?.close();
	};
	return {
		config,
		saved,
		pause: close,
		stop: close,
		resume: async () => {
			await close();
			current = await open(request);
			audience.watching(current.swaps.blocked);
			const paths = [...waiting];
			waiting.clear();
			for (const path of paths) saved(path);
		},
	};
}
