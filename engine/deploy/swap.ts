import type { CallOptions, FunctionState, SettingsChange } from "../cloud/port.ts";
import { bytesOf } from "../package/packed.ts";
import { Failure } from "../report/failure.ts";
import { sameJson } from "../template/diff.ts";
import { DIGEST_TAG, SWAP_TAG } from "./deployed.ts";
import type { Ports } from "./ports.ts";
import type { Swapped } from "./result.ts";
import { runSpan } from "./spans.ts";
import type { SwapPlace } from "./swap/place.ts";
import { goBack } from "./swap-back.ts";
import { type PlannedSwap, propertiesIn } from "./swap-plan.ts";
import { applied, aroundCode } from "./swap-settings.ts";

/** Waiting between two looks at a function, in milliseconds: Lambda takes from tens of milliseconds to some seconds. */
const firstWait = 25;
const longestWait = 1_000;
/** How long Lambda may take to put new code into service. */
const patience = 120_000;

type Status = Omit<FunctionState, "tags">;

function updateFailed(name: string, status: Status): Failure {
	return new Failure({
		code: "swap-failed",
		kind: "aws",
		message: `Lambda could not put the change of ${name} into service: ${status.lastUpdateReason ?? status.lastUpdateStatus}`,
		hint: "run a full deploy, or correct the code and swap again",
	});
}

function functionMissing(name: string): Failure {
	return new Failure({
		code: "function-missing",
		kind: "aws",
		message: `the function ${name} is gone from AWS`,
		hint: "run a full deploy",
	});
}

/** Digests of a function's code. */
type Digests = { readonly wanted: string; readonly before: string | undefined };

/** True when new calls run the wanted code; fails when they never will. */
function isLive(name: string, { wanted, before }: Digests, status: Status | undefined): boolean {
	if (!status) throw functionMissing(name);
	if (status.lastUpdateStatus === "Failed") throw updateFailed(name, status);
	if (status.lastUpdateStatus !== "Successful" || status.state === "Pending") return false;
	if (status.codeSha256 === wanted) return true;
	// What is read right after a write may still be what was there before it.
	if (status.codeSha256 === before) return false;
	throw new Failure({
		code: "swap-overtaken",
		kind: "aws",
		message: `somebody else has given ${name} other code in the meantime`,
		hint: "agree on who works on this stage, then swap again",
	});
}

/** True when calls find the settings that were sent. What is read right after a write may still be the old ones. */
function isConfigured(name: string, change: SettingsChange, status: Status | undefined): boolean {
	if (!status) throw functionMissing(name);
	if (status.lastUpdateStatus === "Failed") throw updateFailed(name, status);
	if (status.lastUpdateStatus !== "Successful" || status.state === "Pending") return false;
	return sameJson(applied(status.settings, change), status.settings);
}

/** Waits until Lambda has brought into service what it was sent: accepted is not yet live. */
async function waitUntil(
	ports: Ports,
	name: string,
	isDone: (status: Status | undefined) => boolean,
	signal?: AbortSignal,
): Promise<void> {
	const startedAt = ports.host.now();
	for (let wait = firstWait; ; wait = Math.min(wait * 1.6, longestWait)) {
		const status = await ports.cloud.functions.status(name, signal ? { signal } : {});
		if (isDone(status)) return;
		if (ports.host.now() - startedAt > patience) {
			throw new Failure({
				code: "swap-not-live",
				kind: "aws",
				message: `Lambda has accepted the change of ${name}, but after ${patience / 1000} seconds it is still not in service`,
				hint: "look at the function in the AWS console, then swap again",
			});
		}
		await ports.host.sleep(wait, signal);
	}
}

/** Changes settings of a function and waits until calls find them. */
export async function configureFunction(
	ports: Ports,
	name: string,
	change: SettingsChange,
	signal?: AbortSignal,
): Promise<void> {
	await ports.cloud.functions.configure(name, change, signal ? { signal } : {});
	await waitUntil(ports, name, (status) => isConfigured(name, change, status), signal);
}

/** One thing that Lambda is told, and how it is known that it is so. Lambda does one after the other. */
type Step = {
	readonly send: (options: CallOptions) => Promise<unknown>;
	readonly isDone: (status: Status | undefined) => boolean;
};

function configureStep({ cloud }: Ports, name: string, change: SettingsChange | undefined): readonly Step[] {
	if (!change) return [];
	return [
		{
			send: (options) => cloud.functions.configure(name, change, options),
			isDone: (status) => isConfigured(name, change, status),
		},
	];
}

function codeStep(
	{ cloud }: Ports,
	{ packed, deployed: { name, state }, key }: PlannedSwap,
): readonly Step[] {
	if (key === undefined) return [];
	const digests = { wanted: packed.digestBase64, before: state?.codeSha256 };
	return [
		{
			send: async (options) => cloud.functions.updateCode(name, { zip: await bytesOf(packed) }, options),
			isDone: (status) => isLive(name, digests, status),
		},
	];
}

/** What Lambda is told, in an order in which code always finds the variables that it reads. */
function stepsOf(ports: Ports, swap: PlannedSwap): readonly Step[] {
	const { first, last } = swap.settings ? aroundCode(swap.settings) : {};
	const { name } = swap.deployed;
	// Without new code there is nothing to go around, and one call does it.
	if (swap.key === undefined) return configureStep(ports, name, swap.settings);
	return [
		...configureStep(ports, name, first),
		...codeStep(ports, swap),
		...configureStep(ports, name, last),
	];
}

/** Puts the code where the next deploy finds it, and marks the function for that deploy. */
function keepForDeploy(
	ports: Ports,
	{ bucket, ledger }: SwapPlace,
	swap: PlannedSwap,
	options: CallOptions,
): Promise<unknown>[] {
	const { packed, deployed, key } = swap;
	const object = {
		bucket,
		key: key ?? "",
		body: packed.source,
		contentType: "application/zip",
		sha256: packed.digestBase64,
	};
	return [
		// Marked before anything is in service: a swap that breaks off half way must not look like none.
		ports.cloud.functions.tag(
			deployed.state?.arn ?? deployed.name,
			{ [SWAP_TAG]: "true", [DIGEST_TAG]: packed.digest },
			options,
		),
		...(key === undefined ? [] : [ports.cloud.objects.put(object, options)]),
		ledger.record(
			{
				resource: deployed.job,
				digest: packed.digest,
				properties: propertiesIn(swap),
				isMarked: deployed.state?.tags[SWAP_TAG] === "true",
			},
			options,
		),
	];
}

/** Sends the first step together with what the next deploy needs. All of it has ended when this ends. */
async function begin(
	ports: Ports,
	place: SwapPlace,
	swap: PlannedSwap,
	step: Step,
	options: CallOptions,
): Promise<void> {
	const sent = step.send(options);
	const results = await Promise.allSettled([sent, ...keepForDeploy(ports, place, swap, options)]);
	const failed = results.find((result) => result.status === "rejected");
	if (failed?.status === "rejected") throw failed.reason;
}

/** Carries out the steps of a swap; `accepted` is called when AWS has taken the last of them. */
async function carryOut(
	ports: Ports,
	place: SwapPlace,
	swap: PlannedSwap,
	accepted: () => void,
	signal?: AbortSignal,
): Promise<void> {
	const options = signal ? { signal } : {};
	const steps = stepsOf(ports, swap);
	for (const [index, step] of steps.entries()) {
		if (index === 0) await begin(ports, place, swap, step, options);
		else await step.send(options);
		if (index === steps.length - 1) accepted();
		await waitUntil(ports, swap.deployed.name, step.isDone, signal);
	}
}

/** What a swap ended in, after the code from before was put back where new code could not be brought into service. */
export async function withLastGood(
	ports: Ports,
	{ bucket }: Pick<SwapPlace, "bucket">,
	swap: PlannedSwap,
	error: unknown,
	startedAt: number,
): Promise<unknown> {
	if (!(error instanceof Failure) || error.code !== "swap-failed" || swap.key === undefined) return error;
	const { name } = swap.deployed;
	const waitUntilLive = (wanted: string) => {
		const digests = { wanted, before: swap.packed.digestBase64 };
		return waitUntil(ports, name, (status) => isLive(name, digests, status));
	};
	return goBack(ports, bucket, swap, error, waitUntilLive, startedAt);
}

/** Swaps one function and waits until it is live. */
export async function performSwap(
	ports: Ports,
	place: SwapPlace,
	swap: PlannedSwap,
	signal?: AbortSignal,
): Promise<Swapped> {
	const { packed, deployed } = swap;
	const { job } = packed.plan;
	return runSpan(
		ports,
		{ id: `hot-swap/${job}`, label: `${job} (${deployed.name})`, parent: "hot-swap" },
		async (work) => {
			const startedAt = ports.host.now();
			let acceptedMs = 0;
			const accepted = () => {
				acceptedMs = ports.host.now() - startedAt;
				ports.emit({ kind: "note", id: work.id, level: "note", message: `${job}: accepted by AWS` });
			};
			await carryOut(ports, place, swap, accepted, signal).catch(async (error: unknown) => {
				throw await withLastGood(ports, place, swap, error, startedAt);
			});
			const liveMs = ports.host.now() - startedAt;
			work.ending({ summary: `live after ${liveMs} ms` });
			return {
				resource: job,
				functionName: deployed.name,
				digest: packed.digest,
				properties: propertiesIn(swap),
				timing: { ...packed.timing, acceptedMs, liveMs },
			};
		},
	);
}
