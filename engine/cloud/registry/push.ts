import { createHash } from "node:crypto";
import { Failure } from "../../report/failure.ts";
import type { ImageBlob, ImageToPush, Manifest } from "../port.ts";
import { type Attempt, patiently } from "./patience.ts";
import { damaged } from "./read.ts";
import type { RegistrySession } from "./session.ts";
import { drop, type RegistryAnswer } from "./transport.ts";

/** Blobs on their way at a time: a base image has about five, and more would not fill a line better. */
const blobsInFlight = 4;

/** The repository that is pushed to. */
export type PushTarget = {
	readonly session: RegistrySession;
	readonly repository: string;
	/** Digests of blobs that the repository is known to have, from this push or from earlier ones. */
	readonly known: Set<string>;
	/** The registry that keeps the layers of another image. */
	sessionFor(
		registry: string,
		repository: string,
	): { readonly session: RegistrySession; readonly repository: string };
};

type Options = { readonly signal?: AbortSignal; readonly uploaded?: (bytes: number) => void };

/** Counts bytes over all blobs, and never backwards: an attempt that starts over is no progress. */
function meter(uploaded: ((bytes: number) => void) | undefined) {
	const furthest = new Map<string, number>();
	let total = 0;
	return (digest: string, bytes: number): void => {
		const before = furthest.get(digest) ?? 0;
		if (bytes <= before) return;
		furthest.set(digest, bytes);
		total += bytes - before;
		uploaded?.(total);
	};
}

type Meter = ReturnType<typeof meter>;

/**
 * Stores an image: blobs that are missing, a few at a time, then the manifests in their order.
 *
 * Each blob is one POST and one PUT that carries all of it. Pieces (PATCH with ranges) do not work on ECR, whose
 * answers stop counting after the second one (github.com/aws/containers-roadmap issue 2831), so what breaks off
 * begins again. What is known to be there is not asked for; should the registry say otherwise, everything is.
 */
export async function pushImage(
	target: PushTarget,
	image: ImageToPush,
	options: Options,
): Promise<{ readonly sent: number }> {
	const tell = meter(options.uploaded);
	const store = async (): Promise<number> => {
		const sent = await pushBlobs(target, image.blobs, tell, options);
		for (const manifest of image.manifests) await putManifest(target, manifest, options);
		return sent;
	};
	const hadMemory = target.known.size > 0;
	try {
		return { sent: await store() };
	} catch (error) {
		if (!hadMemory || !(error instanceof Failure) || error.code !== "registry-refused") throw error;
		target.known.clear();
		return { sent: await store() };
	}
}

async function pushBlobs(
	target: PushTarget,
	blobs: readonly ImageBlob[],
	tell: Meter,
	{ signal }: Options,
): Promise<number> {
	const distinct = [...new Map(blobs.map((blob) => [blob.digest, blob])).values()];
	const queue = distinct.values();
	// One that fails stops the others, whose rest would be sent for nothing.
	const stop = new AbortController();
	const both = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
	let sent = 0;
	const lane = async (): Promise<void> => {
		for (const blob of queue) {
			if (!target.known.has(blob.digest) && (await pushBlob(target, blob, tell, both))) sent += blob.size;
			target.known.add(blob.digest);
			tell(blob.digest, blob.size);
		}
	};
	const lanes = Array.from({ length: Math.min(blobsInFlight, distinct.length) }, async () => {
		try {
			await lane();
		} catch (error) {
			stop.abort(error);
			throw error;
		}
	});
	await Promise.allSettled(lanes);
	signal?.throwIfAborted();
	stop.signal.throwIfAborted();
	return sent;
}

/** Gives whether the bytes went over the line. */
async function pushBlob(
	target: PushTarget,
	blob: ImageBlob,
	tell: Meter,
	signal: AbortSignal,
): Promise<boolean> {
	const { session, repository } = target;
	const head = {
		method: "HEAD",
		repository,
		to: `blobs/${blob.digest}`,
		expects: [200, 404],
		signal,
	} as const;
	const isThere = await session.ask({ ...head, follows: true }, async (answer) => {
		await drop(answer);
		return answer.status === 200;
	});
	if (isThere) return false;
	const errand = { host: new URL(session.origin).host, action: `PUT ${repository}/blobs`, signal };
	return patiently(errand, () => sendBlob(target, blob, tell, signal));
}

/** One attempt: begins an upload, which may turn out to be a mount, and sends all of the blob. */
async function sendBlob(
	target: PushTarget,
	blob: ImageBlob,
	tell: Meter,
	signal: AbortSignal,
): Promise<Attempt<boolean>> {
	const { session, repository } = target;
	const begun = await session.attempt({
		method: "POST",
		repository,
		to: `blobs/uploads/${mountQuery(target, blob)}`,
		expects: [201, 202],
		signal,
	});
	if (!("done" in begun)) return begun;
	await drop(begun.done);
	if (begun.done.status === 201) return { done: false };
	const location = uploadLocation(session, repository, begun.done);
	location.searchParams.set("digest", blob.digest);
	const finished = await session.attempt({
		method: "PUT",
		repository,
		to: location,
		headers: { "Content-Type": "application/octet-stream" },
		body: { size: blob.size, read: () => bytesOf(target, blob, tell, signal) },
		expects: [201, 202, 204],
		signal,
	});
	if (!("done" in finished)) return finished;
	await drop(finished.done);
	return { done: true };
}

/** A blob of another repository of the same registry need not travel, if the registry can mount it. */
function mountQuery(target: PushTarget, { digest, source }: ImageBlob): string {
	if (source.kind !== "stored") return "";
	const from = target.sessionFor(source.at.registry, source.at.repository);
	if (from.session.origin !== target.session.origin) return "";
	return `?${new URLSearchParams({ mount: digest, from: from.repository })}`;
}

function uploadLocation(session: RegistrySession, repository: string, answer: RegistryAnswer): URL {
	const location = answer.header("location");
	if (location !== undefined && URL.canParse(location, session.origin))
		return new URL(location, session.origin);
	throw new Failure({
		code: "registry-refused",
		kind: "aws",
		message: `the registry ${new URL(session.origin).host} does not say where to upload to`,
		details: [`in the call POST ${repository}/blobs/uploads`],
	});
}

/** The bytes of a blob, counted while they leave and checked at their end. */
async function* bytesOf(
	target: PushTarget,
	blob: ImageBlob,
	tell: Meter,
	signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
	const { source, digest } = blob;
	if (source.kind === "made") return yield* checked(source.read(), blob, tell, () => changed(digest));
	const { session, repository } = target.sessionFor(source.at.registry, source.at.repository);
	const to = `blobs/${digest}`;
	const ask = { method: "GET", repository, to, expects: [200], follows: true, signal } as const;
	const { body } = await session.ask(ask, async (answer) => answer);
	yield* checked(body, blob, tell, () => damaged(session.origin, repository, digest));
}

async function* checked(
	chunks: AsyncIterable<Uint8Array>,
	{ digest, size }: ImageBlob,
	tell: Meter,
	failure: () => Failure,
): AsyncGenerator<Uint8Array> {
	const hash = createHash("sha256");
	let passed = 0;
	for await (const chunk of chunks) {
		passed += chunk.byteLength;
		if (passed > size) throw failure();
		hash.update(chunk);
		// The last chunk only leaves when all of them were right, so that nothing wrong is ever complete.
		if (passed === size && `sha256:${hash.digest("hex")}` !== digest) throw failure();
		yield chunk;
		tell(digest, passed);
	}
	if (passed !== size) throw failure();
}

function changed(digest: string): Failure {
	return new Failure({
		code: "file-changed",
		kind: "package",
		message: `files changed while the layer ${digest.slice(0, 19)}… was sent`,
		hint: "deploy again when nothing writes into the project",
	});
}

async function putManifest(
	{ session, repository }: PushTarget,
	manifest: Manifest & { readonly tag?: string },
	{ signal }: Options,
): Promise<void> {
	const ask = {
		method: "PUT",
		repository,
		to: `manifests/${manifest.tag ?? manifest.digest}`,
		headers: { "Content-Type": manifest.mediaType },
		body: manifest.bytes,
		expects: [201, 202],
		...(signal && { signal }),
	} as const;
	await session.ask(ask, drop);
}
