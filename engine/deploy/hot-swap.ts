import { VERSION_OUTPUT } from "../compile/outputs.ts";
import { stackName } from "../names/target.ts";
import type { Bundler } from "../package/bundler.ts";
import { openPackageMemory } from "../package/memory/package-memory.ts";
import { packArtifacts } from "../package/package.ts";
import type { PackedArtifact } from "../package/packed.ts";
import { Failure } from "../report/failure.ts";
import { requireAllowed } from "./allowed.ts";
import { both } from "./both.ts";
import { runBuilds } from "./builds.ts";
import { readDeployed } from "./deployed.ts";
import { requireDirectories } from "./directories/mirror.ts";
import { swapDirectories } from "./directories/swap.ts";
import { isFinal } from "./follow.ts";
import { imageOptions } from "./images.ts";
import { openLedger } from "./ledger.ts";
import type { Ports } from "./ports.ts";
import { type Prepared, prepare, type Request } from "./prepare.ts";
import { type Blocked, type Link, linksOf, type Swapped } from "./result.ts";
import { runSpan } from "./spans.ts";
import { performSwaps } from "./swap/perform.ts";
import type { SwapPlace } from "./swap/place.ts";
import { planSwap } from "./swap-plan.ts";

export type HotSwapRequest = Request & SwapOptions & { readonly bundler?: Bundler };

/** How swaps are made. */
export type SwapOptions = {
	/** Old tasks of a service are stopped at once, and nobody answers until the new ones run. */
	readonly isFast?: boolean;
};

/** What a hot swap did. `blocked` not empty: something is not applied, which only a deploy can do. */
export type HotSwapResult = {
	readonly swaps: readonly Swapped[];
	/** Resources whose files were brought into their buckets. */
	readonly mirrored: readonly string[];
	readonly blocked: readonly Blocked[];
	readonly unchanged: readonly string[];
	readonly links: readonly Link[];
};

/** A stack that code can be swapped in. */
export function requireDeployed(prepared: Prepared): NonNullable<Prepared["stack"]> {
	const { stack, target } = prepared;
	const name = stackName(target);
	if (!stack || stack.outputs[VERSION_OUTPUT] === undefined) {
		throw new Failure({
			code: "not-deployed",
			kind: "stack",
			message: `the stack ${name} is not deployed yet`,
			hint: "deploy it first with `spool deploy`",
		});
	}
	if (!isFinal(stack.status)) {
		throw new Failure({
			code: "stack-busy",
			kind: "stack",
			message: `the stack ${name} is ${stack.status}`,
			hint: "wait for that to end, then swap again",
		});
	}
	return stack;
}

/** Where swaps are kept and written down, in the name of who has the credentials. */
export function swapPlace(
	ports: Ports,
	{ analysis, identity, version = "" }: Prepared,
	{ isFast = false }: SwapOptions,
): SwapPlace {
	const { deploymentBucket: bucket, repository } = analysis.compiled;
	return {
		bucket,
		repository,
		isFast,
		ledger: openLedger(ports, bucket, { by: identity.arn, base: version }),
	};
}

function packForSwap(
	ports: Ports,
	{ config: { root }, bundler, signal }: HotSwapRequest,
	prepared: Prepared,
): Promise<{ readonly built: Prepared; readonly packed: readonly PackedArtifact[] }> {
	const { compiled } = prepared.analysis;
	const span = { id: "package", label: "Build and package", phase: "package" } as const;
	return runSpan(ports, span, async (work) => {
		const context = { root, parent: work.id, ...(bundler && { bundler }), ...(signal && { signal }) };
		const built = await runBuilds(ports, prepared, context);
		const packed = await packArtifacts(ports, compiled.artifacts, {
			root,
			parent: work.id,
			memory: openPackageMemory(ports.host, root),
			images: imageOptions(ports, compiled, { builds: true, isSwap: true, signal }),
			...(bundler && { bundler }),
			...(signal && { signal }),
		});
		return { built, packed };
	});
}

/**
 * Replaces code, settings, containers and definitions directly, without CloudFormation, and waits until it is live. Never calls
 * CloudFormation to change something: what only a deploy can do is in the result, with its reason.
 */
export async function hotSwap(ports: Ports, request: HotSwapRequest): Promise<HotSwapResult> {
	const { signal } = request;
	const prepared = await runSpan(
		ports,
		{ id: "resolve", label: "Resolve and validate", phase: "resolve" },
		async () => {
			await requireAllowed(ports.host, request.config.root, "hot-swap", request.target);
			return prepare(ports, request);
		},
	);
	const stack = requireDeployed(prepared);
	const { compiled } = prepared.analysis;
	const { first, second: deployed } = await both(
		packForSwap(ports, request, prepared),
		readDeployed(ports, stackName(prepared.target), compiled, signal),
	);
	if (!deployed)
		throw new Failure({
			code: "not-deployed",
			kind: "stack",
			message: "the stack has no template",
			hint: "deploy it with `spool deploy`",
		});
	const plan = planSwap(first.built.analysis, first.packed, deployed, stack);
	await requireDirectories(ports, plan.directories, request.config.root);
	const swaps = await performSwaps(ports, swapPlace(ports, prepared, request), plan, signal);
	const { root } = request.config;
	const place = { root, stage: prepared.target.stage, stack, version: prepared.version };
	const mirrored = await swapDirectories(ports, compiled, plan.directories, place, signal);
	return { swaps, mirrored, blocked: plan.blocked, unchanged: plan.unchanged, links: linksOf(stack) };
}
