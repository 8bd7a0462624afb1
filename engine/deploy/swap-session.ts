import { dirname, sep } from "node:path";
import type { StackState } from "../cloud/port.ts";
import { stackName } from "../names/target.ts";
import { type Bundler, createBundler } from "../package/bundler.ts";
import { packArtifacts } from "../package/package.ts";
import type { PackedArtifact } from "../package/packed.ts";
import { Failure, isAbort } from "../report/failure.ts";
import { requireAllowed } from "./allowed.ts";
import { both } from "./both.ts";
import { runBuilds } from "./builds.ts";
import { loadConfig } from "./config-file.ts";
import { type Deployed, readDeployed, SWAP_TAG } from "./deployed.ts";
import { directoriesWith, folderOf, swapDirectories } from "./directories/swap.ts";
import { requireDeployed, type SwapOptions, swapPlace } from "./hot-swap.ts";
import { imageOptions } from "./images.ts";
import type { Ports } from "./ports.ts";
import { type Prepared, prepare, type Request } from "./prepare.ts";
import type { Blocked, Swapped } from "./result.ts";
import { type HookedCommand, runHooks, runHooksBehind } from "./scripts/hooks.ts";
import { type Afterwards, watchAfterwards } from "./swap/afterwards.ts";
import { performSwaps } from "./swap/perform.ts";
import type { SwapPlace } from "./swap/place.ts";
import { type ProductionRule, refuseProduction } from "./swap/production.ts";
import { type PlannedSwap, planSwap, type SwapPlan, swapCount } from "./swap-plan.ts";
import { applied } from "./swap-settings.ts";

/** What came of a save. */
export type SaveOutcome =
	/** The file is no input of any artifact. */
	| { readonly kind: "unrelated" }
	| {
			readonly kind: "swapped";
			readonly swaps: readonly Swapped[];
			/** Resources whose files were brought into their buckets. */
			readonly mirrored: readonly string[];
			readonly blocked: readonly Blocked[];
			readonly elapsedMs: number;
			/**
			 * What is wrong with functions that do not start, once the first moments are over: their code from before is
			 * put back. Nothing when all is well, or when nobody has called them.
			 */
			readonly settled: Promise<readonly Failure[]>;
	  }
	/** Saved, built, and the same code as before. */
	| { readonly kind: "unchanged"; readonly blocked: readonly Blocked[] }
	| { readonly kind: "failed"; readonly failure: Failure };

/** Hot swap on save: everything that can be known before a save is known, so that a save costs only what it changes. */
export type SwapSession = {
	/** What a save could not swap at the moment, because it needs a deploy. */
	readonly blocked: readonly Blocked[];
	/** Folders whose files are inputs; to be watched. */
	directories(): readonly string[];
	/** True when saving `path` would lead to a swap. */
	concerns(path: string): boolean;
	/**
	 * Handles saved files. Saves while a swap is running are taken together into the next one, so that the newest
	 * state of the files always wins and nothing is swapped twice.
	 */
	saved(paths: readonly string[]): Promise<SaveOutcome>;
	close(): Promise<void>;
};

type SessionRequest = Request & SwapOptions & ProductionRule;

type Facts = {
	readonly prepared: Prepared;
	readonly stack: StackState;
	readonly packed: readonly PackedArtifact[];
	readonly deployed: Deployed;
	readonly plan: SwapPlan;
};

/** The same functions with what the last swap has given them, so that the next save need not ask. */
function afterSwap(deployed: Deployed, swaps: readonly PlannedSwap[]): Deployed {
	const functions = new Map(deployed.functions);
	for (const { packed, deployed: current, settings } of swaps) {
		if (!current.state) continue;
		const state = {
			...current.state,
			codeSha256: packed.digestBase64,
			lastUpdateStatus: "Successful",
			settings: settings ? applied(current.state.settings, settings) : current.state.settings,
			tags: { ...current.state.tags, [SWAP_TAG]: "true" },
		};
		functions.set(current.job, { ...current, swapped: true, state });
	}
	return { ...deployed, functions };
}

class Session implements SwapSession {
	readonly #ports: Ports;
	readonly #request: SessionRequest;
	readonly #bundler: Bundler;
	#facts: Facts;
	#place: SwapPlace;
	readonly #afterwards: Afterwards;
	#running: Promise<unknown> = Promise.resolve();
	/** Saved files of builds that have failed: they are built with every later save, until they can be. */
	#unfinished: ReadonlySet<string> = new Set();
	#pending: { readonly paths: Set<string>; readonly outcome: Promise<SaveOutcome> } | undefined;

	constructor(ports: Ports, request: SessionRequest, bundler: Bundler, facts: Facts) {
		this.#ports = ports;
		this.#request = request;
		this.#bundler = bundler;
		this.#facts = facts;
		this.#place = swapPlace(ports, facts.prepared, request);
		this.#afterwards = watchAfterwards(ports, () => this.#place);
	}

	get blocked(): readonly Blocked[] {
		return this.#facts.plan.blocked;
	}

	directories(): readonly string[] {
		const inputs = this.#facts.packed
			.flatMap(({ inputs: files }) => files)
			.filter((file) => !/[\\/]node_modules[\\/]/.test(file));
		const code = this.#ports.programs?.inputs() ?? [];
		const folders = [
			this.#request.config.root,
			...[...inputs, ...code].map((file) => dirname(file)),
			...this.#facts.plan.directories.map((directory) => folderOf(this.#request.config.root, directory)),
		].toSorted();
		return folders.filter(
			(folder, index) =>
				folders.findIndex((other) => folder === other || folder.startsWith(`${other}${sep}`)) === index,
		);
	}

	concerns(path: string): boolean {
		return (
			this.#concernsConfig(new Set([path])) ||
			this.#facts.packed.some(({ inputs }) => inputs.includes(path)) ||
			this.#isMirrored(path) ||
			(this.#unfinished.size > 0 && this.#isNear(path))
		);
	}

	#isMirrored(path: string): boolean {
		const { directories } = this.#facts.plan;
		return directoriesWith(directories, this.#request.config.root, new Set([path])).length > 0;
	}

	/** True when the config, or code that it is made of, is among the saved files. */
	#concernsConfig(paths: ReadonlySet<string>): boolean {
		const inputs = this.#ports.programs?.inputs() ?? [];
		return paths.has(this.#request.config.file.path) || inputs.some((input) => paths.has(input));
	}

	/** True for a file that a build may be missing, such as a module that is imported before it is written. */
	#isNear(path: string): boolean {
		return (
			!/[\\/]node_modules[\\/]/.test(path) &&
			this.directories().some((folder) => path.startsWith(`${folder}${sep}`))
		);
	}

	saved(paths: readonly string[]): Promise<SaveOutcome> {
		const related = paths.filter((path) => this.concerns(path));
		if (related.length === 0) return Promise.resolve({ kind: "unrelated" });
		if (this.#pending) {
			for (const path of related) this.#pending.paths.add(path);
			return this.#pending.outcome;
		}
		const waiting = new Set(related);
		const outcome = this.#running.then(() => {
			this.#pending = undefined;
			return this.#swap(waiting);
		});
		this.#pending = { paths: waiting, outcome };
		this.#running = outcome.catch(() => undefined);
		return outcome;
	}

	async #swap(saved: ReadonlySet<string>): Promise<SaveOutcome> {
		const startedAt = this.#ports.host.now();
		await this.#afterwards.end();
		const paths = new Set([...this.#unfinished, ...saved]);
		this.#unfinished = paths;
		try {
			if (this.#concernsConfig(paths)) this.#ports.programs?.forget();
			const fresh = this.#concernsConfig(paths) ? await this.#reload() : this.#facts;
			const packed = await this.#repack(fresh, paths);
			const { plan, deployed } = await this.#plan(fresh, packed);
			this.#facts = { ...fresh, packed, plan, deployed };
			this.#unfinished = new Set();
			const swaps = await this.#perform(plan, deployed);
			const mirrored = await this.#mirror(fresh, plan, paths);
			const { blocked } = plan;
			if (swaps.length + mirrored.length === 0) return { kind: "unchanged", blocked };
			const elapsedMs = this.#ports.host.now() - startedAt;
			const settled = this.#afterwards.begin(plan.swaps, () => this.#refresh());
			return { kind: "swapped", swaps, mirrored, blocked, elapsedMs, settled };
		} catch (error) {
			if (isAbort(error) || !(error instanceof Failure)) throw error;
			// What is deployed may have changed under the session; the next save looks again.
			if (error.kind !== "package" && error.kind !== "config") await this.#refresh().catch(() => undefined);
			return { kind: "failed", failure: error };
		}
	}

	async #perform(plan: SwapPlan, deployed: Deployed): Promise<readonly Swapped[]> {
		if (swapCount(plan) === 0) return [];
		const swaps = await performSwaps(this.#ports, this.#place, plan, this.#request.signal);
		this.#facts = { ...this.#facts, deployed: afterSwap(deployed, plan.swaps) };
		// Which revision a service runs now is asked: the wait for it was so long that a question does not matter.
		if (plan.rollouts.length + plan.definitions.length > 0) await this.#refresh();
		return swaps;
	}

	/** Brings the files of those directories into their buckets that a saved file lies in. */
	async #mirror(
		{ prepared, stack }: Facts,
		plan: SwapPlan,
		paths: ReadonlySet<string>,
	): Promise<readonly string[]> {
		const { root } = this.#request.config;
		const chosen = directoriesWith(plan.directories, root, paths);
		const place = { root, stage: prepared.target.stage, stack, version: prepared.version };
		const { compiled } = prepared.analysis;
		return swapDirectories(this.#ports, compiled, chosen, place, this.#request.signal);
	}

	/** Nothing to swap is believed only after a look: somebody else may have swapped in the meantime. */
	async #plan(fresh: Facts, packed: readonly PackedArtifact[]): Promise<Pick<Facts, "plan" | "deployed">> {
		const { analysis } = fresh.prepared;
		const plan = planSwap(analysis, packed, fresh.deployed, fresh.stack);
		if (swapCount(plan) > 0) return { plan, deployed: fresh.deployed };
		const deployed = await readAll(this.#ports, fresh.prepared, this.#request.signal);
		return { plan: planSwap(analysis, packed, deployed, fresh.stack), deployed };
	}

	/** The config itself was saved: it is read and checked anew, against the stack as it is now. */
	async #reload(): Promise<Facts> {
		const { root, file, given } = this.#request.config;
		const loaded = await loadConfig(this.#ports.host, root, file.path);
		const config = given ? { ...loaded, given } : loaded;
		const fresh = await prepare(this.#ports, { ...this.#request, config });
		const prepared = await withSites(this.#ports, this.#request, this.#bundler, fresh);
		const stack = requireDeployed(prepared);
		const deployed = await readAll(this.#ports, prepared, this.#request.signal);
		this.#place = swapPlace(this.#ports, prepared, this.#request);
		return { ...this.#facts, prepared, stack, deployed, packed: [] };
	}

	async #refresh(): Promise<void> {
		const deployed = await readAll(this.#ports, this.#facts.prepared, this.#request.signal);
		this.#facts = { ...this.#facts, deployed };
	}

	/** Builds the artifacts that hold one of `paths`, and keeps the others. */
	async #repack(facts: Facts, paths: ReadonlySet<string>): Promise<readonly PackedArtifact[]> {
		const { artifacts } = facts.prepared.analysis.compiled;
		const kept = facts.packed.filter(({ inputs }) => !inputs.some((input) => paths.has(input)));
		const stale = artifacts.filter((plan) => !kept.some((one) => one.plan.job === plan.job));
		const built = await packArtifacts(this.#ports, stale, {
			root: this.#request.config.root,
			bundler: this.#bundler,
			images: imageOptions(this.#ports, facts.prepared.analysis.compiled, {
				builds: true,
				isSwap: true,
				signal: this.#request.signal,
			}),
			...(this.#request.signal && { signal: this.#request.signal }),
		});
		return [...kept, ...built];
	}

	async close(): Promise<void> {
		await this.#running;
		await this.#afterwards.end();
		await this.#bundler.close();
		await runHooksBehind(this.#ports, hookedDev(this.#facts.prepared, this.#request));
	}
}

/** What is to be deployed, with websites as the last build has left them; those that were never built here are. */
function withSites(ports: Ports, request: Request, bundler: Bundler, prepared: Prepared): Promise<Prepared> {
	const { config, signal } = request;
	const context = { root: config.root, bundler, ...(signal && { signal }), isForFirstTime: true };
	return runBuilds(ports, prepared, context);
}

/** Watching with its hooks. Those behind it run when the user has said stop, so that no signal ends them. */
function hookedDev({ analysis, facts, target }: Prepared, { config }: SessionRequest): HookedCommand {
	return { name: "Dev", analysis, facts, target, config };
}

async function readAll(ports: Ports, prepared: Prepared, signal?: AbortSignal): Promise<Deployed> {
	const { compiled } = prepared.analysis;
	const deployed = await readDeployed(ports, stackName(prepared.target), compiled, signal);
	if (deployed) return deployed;
	throw new Failure({
		code: "not-deployed",
		kind: "stack",
		message: "the stack is not deployed any more",
		hint: "deploy it with `spool deploy`",
	});
}

/** Opens a session on a deployed stack: builds everything once, so that the first save is as fast as the later ones. */
export async function openSwapSession(
	ports: Ports,
	request: SessionRequest,
	options: { readonly esbuildModule?: string } = {},
): Promise<SwapSession> {
	await requireAllowed(ports.host, request.config.root, "watch", request.target);
	refuseProduction(request.target.stage, request);
	const begun = await prepare(ports, request);
	const stack = requireDeployed(begun);
	const { signal } = request;
	await runHooks(ports, { ...hookedDev(begun, request), ...(signal && { signal }) }, "before");
	const bundler = createBundler(options);
	try {
		const prepared = await withSites(ports, request, bundler, begun);
		const { artifacts } = prepared.analysis.compiled;
		const { first: packed, second: deployed } = await both(
			packArtifacts(ports, artifacts, {
				root: request.config.root,
				bundler,
				images: imageOptions(ports, prepared.analysis.compiled, {
					builds: true,
					isSwap: true,
					signal: request.signal,
				}),
				...(request.signal && { signal: request.signal }),
			}),
			readAll(ports, prepared, request.signal),
		);
		const plan = planSwap(prepared.analysis, packed, deployed, stack);
		return new Session(ports, request, bundler, { prepared, stack, packed, deployed, plan });
	} catch (error) {
		await bundler.close();
		throw error;
	}
}
