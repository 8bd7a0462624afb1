import { createHash } from "node:crypto";
import type { SpanId } from "../progress/event.ts";
import { Failure, isAbort } from "../report/failure.ts";
import type { Placement } from "./artifacts.ts";
import type { Ports } from "./ports.ts";
import { runSpan } from "./spans.ts";

/** Uploads at the same time. The format's reference uses 10; more saturate a usual line without being faster. */
const atOnce = 10;

/** A small object that goes along with a deploy: its template and its config. */
export type Companion = { readonly key: string; readonly body: string; readonly contentType: string };

/** What was sent. */
export type UploadReport = {
	readonly uploaded: number;
	readonly copied: number;
	readonly present: number;
	readonly bytes: number;
};

/** Base64 SHA-256, as S3 checks it. */
export function sha256Base64(body: Uint8Array | string): string {
	return createHash("sha256").update(body).digest("base64");
}

async function sendArtifact(
	ports: Ports,
	placement: Placement,
	progress: (bytes: number) => void,
	signal?: AbortSignal,
): Promise<void> {
	const { packed, place, step } = placement;
	const options = signal ? { signal } : {};
	if (step.kind === "copy") await ports.cloud.objects.copy(place.bucket, step.from, place.key, options);
	if (step.kind !== "upload") return;
	const object = {
		bucket: place.bucket,
		key: place.key,
		body: packed.bytes,
		contentType: "application/zip",
		sha256: packed.digestBase64,
	};
	await ports.cloud.objects.put(object, { ...options, uploaded: progress });
}

/** Runs jobs with a bound; all are settled before the first failure is thrown, so that nothing goes on unseen. */
export async function runBounded(jobs: readonly (() => Promise<void>)[], bound: number): Promise<void> {
	const failures: unknown[] = [];
	let next = 0;
	const worker = async () => {
		while (next < jobs.length && failures.length === 0) {
			const job = jobs[next++];
			await job?.().catch((error: unknown) => failures.push(error));
		}
	};
	await Promise.all(Array.from({ length: Math.min(bound, jobs.length) }, worker));
	if (failures.length > 0) throw failures.find(isAbort) ?? failures[0];
}

function explain(error: unknown, sent: number, total: number): unknown {
	if (!(error instanceof Failure)) return error;
	return new Failure({
		code: error.code,
		kind: error.kind,
		message: `an upload failed: ${error.message}`,
		hint: error.hint ?? "run the same command again",
		details: [
			`${sent} of ${total} uploads were done and are not sent again; nothing in the stack was changed`,
			...error.details,
		],
		cause: error,
	});
}

/** Sends what is not there yet: artifacts and companions, in parallel. */
export async function upload(
	ports: Ports,
	work: {
		readonly bucket: string;
		readonly placements: readonly Placement[];
		readonly companions: readonly Companion[];
	},
	span: SpanId,
	signal?: AbortSignal,
): Promise<UploadReport> {
	const { bucket, placements, companions } = work;
	const missing = placements.filter(({ step }) => step.kind !== "present");
	const sending = missing.filter(({ step }) => step.kind === "upload");
	const total = sending.reduce((sum, { packed }) => sum + packed.bytes.length, 0);
	const sentBytes = new Map<string, number>();
	let done = 0;
	const progress = (key: string, bytes: number) => {
		sentBytes.set(key, bytes);
		const sum = [...sentBytes.values()].reduce((left, right) => left + right, 0);
		ports.emit({ kind: "advance", id: span, done: sum, total, unit: "bytes" });
	};
	const jobs = missing.map((placement) => async () => {
		const label = `${placement.packed.plan.job} (${placement.place.key})`;
		await runSpan(
			ports,
			{
				id: `${span}/${placement.packed.plan.job}`,
				parent: span,
				label,
				weight: placement.packed.bytes.length,
			},
			async (item) => {
				await sendArtifact(ports, placement, (bytes) => progress(placement.place.key, bytes), signal);
				item.ending({
					summary:
						placement.step.kind === "copy" ? "copied inside S3" : `${placement.packed.bytes.length} bytes`,
				});
			},
		);
		done++;
	});
	const extra = companions.map((companion) => async () => {
		const body = new TextEncoder().encode(companion.body);
		const object = {
			bucket,
			key: companion.key,
			body,
			contentType: companion.contentType,
			sha256: sha256Base64(body),
		};
		await ports.cloud.objects.put(object, signal ? { signal } : {});
	});
	try {
		await runBounded([...jobs, ...extra], atOnce);
	} catch (error) {
		throw explain(error, done, missing.length);
	}
	const copied = missing.length - sending.length;
	return { uploaded: sending.length, copied, present: placements.length - missing.length, bytes: total };
}
