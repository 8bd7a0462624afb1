import type { FunctionState } from "../cloud/port.ts";
import { Cancelled, Failure, isAbort } from "../report/failure.ts";
import { DIGEST_TAG, SWAP_TAG } from "./deployed.ts";
import type { Ports } from "./ports.ts";
import type { Swapped } from "./result.ts";
import { runSpan } from "./spans.ts";
import type { PlannedSwap } from "./swap-plan.ts";
import { runBounded } from "./upload.ts";

/** Functions that are swapped at the same time. */
const atOnce = 10;
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
		message: `Lambda could not put the new code of ${name} into service: ${status.lastUpdateReason ?? status.lastUpdateStatus}`,
		hint: "run a full deploy, or correct the code and swap again",
	});
}

/** Digests of a function's code. */
type Digests = { readonly wanted: string; readonly before: string | undefined };

/** True when new calls run the wanted code; fails when they never will. */
function isLive(name: string, { wanted, before }: Digests, status: Status | undefined): boolean {
	if (!status) {
		throw new Failure({
			code: "function-missing",
			kind: "aws",
			message: `the function ${name} is gone from AWS`,
			hint: "run a full deploy",
		});
	}
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

/** Waits until new calls run the wanted code: accepted is not yet live. */
async function waitUntilLive(
	ports: Ports,
	name: string,
	digests: Digests,
	signal?: AbortSignal,
): Promise<void> {
	const startedAt = ports.host.now();
	for (let wait = firstWait; ; wait = Math.min(wait * 1.6, longestWait)) {
		const status = await ports.cloud.functions.status(name, signal ? { signal } : {});
		if (isLive(name, digests, status)) return;
		if (ports.host.now() - startedAt > patience) {
			throw new Failure({
				code: "swap-not-live",
				kind: "aws",
				message: `Lambda has accepted the new code of ${name}, but after ${patience / 1000} seconds it is still not in service`,
				hint: "look at the function in the AWS console, then swap again",
			});
		}
		await ports.host.sleep(wait, signal);
	}
}

/** Sends the code to Lambda and, at the same time, to the bucket where the next deploy finds it. */
async function send(ports: Ports, bucket: string, swap: PlannedSwap, signal?: AbortSignal): Promise<void> {
	const { packed, deployed, key } = swap;
	const options = signal ? { signal } : {};
	const object = {
		bucket,
		key,
		body: packed.bytes,
		contentType: "application/zip",
		sha256: packed.digestBase64,
	};
	const results = await Promise.allSettled([
		ports.cloud.functions.updateCode(deployed.name, { zip: packed.bytes }, options),
		// Marked before the code is in service: a swap that breaks off half way must not look like none.
		ports.cloud.functions.tag(
			deployed.state?.arn ?? deployed.name,
			{ [SWAP_TAG]: "true", [DIGEST_TAG]: packed.digest },
			options,
		),
		ports.cloud.objects.put(object, options),
	]);
	const failed = results.find((result) => result.status === "rejected");
	if (failed?.status === "rejected") throw failed.reason;
}

/** Swaps the code of one function and waits until it is live. */
export async function performSwap(
	ports: Ports,
	bucket: string,
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
			await send(ports, bucket, swap, signal);
			const acceptedMs = ports.host.now() - startedAt;
			ports.emit({ kind: "note", id: work.id, level: "note", message: `${job}: accepted by AWS` });
			const digests = { wanted: packed.digestBase64, before: deployed.state?.codeSha256 };
			await waitUntilLive(ports, deployed.name, digests, signal);
			const liveMs = ports.host.now() - startedAt;
			work.ending({ summary: `live after ${liveMs} ms` });
			return {
				resource: job,
				functionName: deployed.name,
				digest: packed.digest,
				timing: { ...packed.timing, acceptedMs, liveMs },
			};
		},
	);
}

/** Swaps several functions in parallel. When one fails the others are still brought to their end. */
export async function performSwaps(
	ports: Ports,
	bucket: string,
	swaps: readonly PlannedSwap[],
	signal?: AbortSignal,
): Promise<readonly Swapped[]> {
	return runSpan(ports, { id: "hot-swap", label: "Hot swap", phase: "hot-swap" }, async (work) => {
		const done: Swapped[] = [];
		const jobs = swaps.map(
			(swap) => async () => void done.push(await performSwap(ports, bucket, swap, signal)),
		);
		try {
			await runBounded(jobs, atOnce);
		} catch (error) {
			throw done.length > 0 ? partial(error, done, swaps.length) : error;
		}
		if (swaps.length === 0)
			work.ending({ outcome: "skipped", summary: "every function already runs this code" });
		return done;
	});
}

/** The same failure or stop, with what was done before it. */
function partial(error: unknown, done: readonly Swapped[], total: number): unknown {
	const names = done.map(({ resource }) => resource).join(", ");
	const isDone = `${done.length} of ${total} functions ${done.length === 1 ? "runs" : "run"} the new code: ${names}`;
	if (isAbort(error)) return new Cancelled([isDone]);
	if (!(error instanceof Failure)) return error;
	return new Failure({
		code: error.code,
		kind: "partial",
		message: error.message,
		...(error.hint !== undefined && { hint: error.hint }),
		details: [isDone, ...error.details],
		cause: error,
	});
}
