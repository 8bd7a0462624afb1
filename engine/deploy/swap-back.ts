import { readZipKey } from "../names/artifact-key.ts";
import { Failure } from "../report/failure.ts";
import { DIGEST_TAG, digestToBase64 } from "./deployed.ts";
import type { Ports } from "./ports.ts";
import type { PlannedSwap } from "./swap-plan.ts";

/** Lines of the function's log that a failure carries. */
const lastLines = 10;

/** The zip that a function ran before a swap, if the bucket still has it. */
async function lastGood(ports: Ports, bucket: string, { deployed: { job, state } }: PlannedSwap) {
	const stored = (await ports.cloud.objects.list(bucket, `${job}/`, {})) ?? [];
	return stored
		.flatMap(({ key }) => {
			const digest = readZipKey(key)?.digest;
			return digest !== undefined && digestToBase64(digest) === state?.codeSha256 ? [{ key, digest }] : [];
		})
		.at(-1);
}

/**
 * Gives a function the code back that it ran before a swap which Lambda could not bring into service. Gives the failure
 * with what has become of it, and with what the function has logged since `startedAt` (milliseconds since 1970).
 */
export async function goBack(
	ports: Ports,
	bucket: string,
	swap: PlannedSwap,
	failure: Failure,
	waitUntilLive: (codeSha256: string) => Promise<void>,
	startedAt: number,
): Promise<Failure> {
	const { name, state } = swap.deployed;
	const logs = await ports.cloud.logs.recent(`/aws/lambda/${name}`, startedAt, lastLines, {}).catch(() => []);
	const ended = (message: string, hint: string) =>
		new Failure({
			code: failure.code,
			kind: failure.kind,
			message: `${failure.message}; ${message}`,
			hint,
			details: [...failure.details, ...logs],
			cause: failure,
		});
	const hint = "correct the code and swap again";
	try {
		const good = await lastGood(ports, bucket, swap);
		if (!good || !state)
			return ended("the code from before is not in the bucket any more", `${hint}, or run a full deploy`);
		await ports.cloud.functions.updateCode(name, { bucket, key: good.key }, {});
		await ports.cloud.functions.tag(state.arn, { [DIGEST_TAG]: good.digest }, {});
		await waitUntilLive(state.codeSha256);
		return ended("the code from before is live again", hint);
	} catch (error) {
		if (!(error instanceof Failure)) throw error;
		return ended(
			`the code from before could not be put back: ${error.message}`,
			`${hint}, or run a full deploy`,
		);
	}
}
