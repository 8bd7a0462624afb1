import { createHash } from "node:crypto";
import type { SpanId } from "../progress/event.ts";
import { Failure, isAbort } from "../report/failure.ts";
import type { Placement } from "./artifacts.ts";
import { type ImagePlacement, sendImage, weightOf } from "./images.ts";
import type { Ports } from "./ports.ts";
import { runSpan } from "./spans.ts";
import { uploadMemory } from "./upload-memory.ts";

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
	accelerated: boolean,
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
		body: packed.source,
		contentType: "application/zip",
		sha256: packed.digestBase64,
	};
	const memory = uploadMemory(ports.host, object);
	const resumed = memory && { memory };
	await ports.cloud.objects.put(object, { ...options, ...resumed, accelerated, uploaded: progress });
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

/** What is sent, and where to. */
export type UploadWork = {
	readonly bucket: string;
	readonly repository: string;
	readonly placements: readonly Placement[];
	readonly images: readonly ImagePlacement[];
	readonly companions: readonly Companion[];
	/** The bucket has transfer acceleration. */
	readonly accelerated: boolean;
};

/** One thing that has to be sent. */
type Sending = {
	readonly job: string;
	readonly label: string;
	/** Bytes, as far as they are known before. */
	readonly size: number;
	/** Gives what to say of it at its end, and the bytes that went over the line. */
	readonly send: (
		progress: (bytes: number) => void,
	) => Promise<{ readonly summary: string; readonly sent: number }>;
};

function zipSending(ports: Ports, placement: Placement, accelerated: boolean, signal?: AbortSignal): Sending {
	const { packed, place, step } = placement;
	const size = step.kind === "upload" ? packed.source.size : 0;
	return {
		job: packed.plan.job,
		label: `${packed.plan.job} (${place.key})`,
		size,
		send: async (progress) => {
			await sendArtifact(ports, placement, accelerated, progress, signal);
			const summary = step.kind === "copy" ? "copied inside S3" : `${packed.source.size} bytes`;
			return { summary, sent: size };
		},
	};
}

function imageSending(
	ports: Ports,
	repository: string,
	placement: ImagePlacement,
	signal?: AbortSignal,
): Sending {
	const { job } = placement.packed.plan;
	return {
		job,
		label: `${job} (${placement.tag})`,
		size: weightOf(placement),
		send: async (progress) => {
			const sent = await sendImage(ports, repository, placement, progress, signal);
			return { summary: `${sent} bytes, the rest was there`, sent };
		},
	};
}

function sendCompanion(ports: Ports, bucket: string, companion: Companion, signal?: AbortSignal) {
	const { key, contentType } = companion;
	const body = new TextEncoder().encode(companion.body);
	const object = { bucket, key, body, contentType, sha256: sha256Base64(body) };
	return ports.cloud.objects.put(object, signal ? { signal } : {});
}

/** Sends what is not there yet: zips, images and companions, in parallel. */
export async function upload(
	ports: Ports,
	work: UploadWork,
	span: SpanId,
	signal?: AbortSignal,
): Promise<UploadReport> {
	const { bucket, repository, placements, images, companions } = work;
	const zips = placements.filter(({ step }) => step.kind !== "present");
	const missing = [
		...zips.map((placement) => zipSending(ports, placement, work.accelerated, signal)),
		...images
			.filter(({ step }) => step === "upload")
			.map((placement) => imageSending(ports, repository, placement, signal)),
	];
	const total = missing.reduce((sum, { size }) => sum + size, 0);
	const arrived = new Map<string, number>();
	const done = { count: 0, bytes: 0 };
	const progress = (label: string, bytes: number) => {
		arrived.set(label, bytes);
		const sum = [...arrived.values()].reduce((left, right) => left + right, 0);
		ports.emit({ kind: "advance", id: span, done: sum, total, unit: "bytes" });
	};
	const jobs = missing.map(({ job, label, size, send }) => async () => {
		const item = { id: `${span}/${job}`, parent: span, label, weight: size };
		await runSpan(ports, item, async (sending) => {
			const { summary, sent } = await send((bytes) => progress(label, bytes));
			done.bytes += sent;
			sending.ending({ summary });
		});
		done.count++;
	});
	const extra = companions.map((companion) => () => sendCompanion(ports, bucket, companion, signal));
	try {
		await runBounded([...jobs, ...extra], atOnce);
	} catch (error) {
		throw explain(error, done.count, missing.length);
	}
	const copied = zips.filter(({ step }) => step.kind === "copy").length;
	const present = placements.length + images.length - missing.length;
	return { uploaded: missing.length - copied, copied, present, bytes: done.bytes };
}
