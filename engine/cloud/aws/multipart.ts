import { createHash } from "node:crypto";
import {
	AbortMultipartUploadCommand,
	CompleteMultipartUploadCommand,
	CreateMultipartUploadCommand,
	HeadObjectCommand,
	ListPartsCommand,
	type S3Client,
	UploadPartCommand,
} from "@aws-sdk/client-s3";
import { bug } from "../../report/bug.ts";
import { Failure } from "../../report/failure.ts";
import { partBytesOf } from "../port/parts.ts";
import type { ObjectSource, PutOptions, UnfinishedUpload } from "../port.ts";
import { awsErrorOf } from "./failure-of.ts";
import type { Lines } from "./faster-line.ts";
import { atBuild, atSend, hashPiece, onlyForward, sourceOf, streamedBody } from "./object-body.ts";
import { allPages } from "./pages.ts";
import { objectFields, type PutRequest } from "./put-object.ts";
import type { SendOptions } from "./session.ts";
import { discardUploads } from "./unfinished-uploads.ts";

/** Times that an upload is begun again because somebody else has ended it. */
const attempts = 3;

type Part = UnfinishedUpload["parts"][number];

/** One object on its way. */
type Upload = {
	readonly lines: Lines<S3Client>;
	readonly object: PutRequest;
	readonly source: ObjectSource;
	readonly options: PutOptions;
	readonly http: SendOptions;
	readonly tell: (bytes: number) => void;
};

/** An upload that S3 knows, with the parts that have arrived. */
type Begun = { readonly id: string; readonly arrived: ReadonlyMap<number, Part> };

function place({ object: { bucket: Bucket, key: Key } }: Upload) {
	return { Bucket, Key };
}

function wasEnded(error: unknown): boolean {
	return awsErrorOf(error)?.name === "NoSuchUpload";
}

/**
 * Stores one object in parts of which S3 checks each, and gives up what others have begun of it.
 *
 * The parts go one after the other: whatever breaks, no more than one of them is sent twice. Several objects at a
 * time are what fills a line. With a memory the next attempt, also of another process, goes on after the last part
 * that has arrived; what has arrived is S3's to say, and the memory only tells where to ask.
 */
export async function putInParts(
	lines: Lines<S3Client>,
	object: PutRequest,
	options: PutOptions,
	http: SendOptions,
): Promise<void> {
	const source = sourceOf(object.body);
	const tell = onlyForward(options.uploaded ?? (() => undefined));
	const upload = { lines, object, source, options, http, tell };
	for (let attempt = 1; ; attempt++) {
		try {
			await sendAll(upload);
			break;
		} catch (error) {
			if (!wasEnded(error)) throw error;
			await options.memory?.forget();
			// Another process was faster, or an answer was lost: the object is there.
			if (await isStored(upload)) break;
			if (attempt === attempts) throw error;
		}
	}
	tell(source.size);
	await options.memory?.forget();
	const isRival = ({ key }: { readonly key: string }) => key === object.key;
	await discardUploads(lines.usual, { bucket: object.bucket, prefix: object.key }, isRival, http);
}

async function sendAll(upload: Upload): Promise<void> {
	const begun = await begin(upload);
	try {
		const parts = await sendParts(upload, begun);
		const input = {
			...place(upload),
			UploadId: begun.id,
			MultipartUpload: {
				Parts: parts.map(({ number, etag, sha256 }) => ({
					PartNumber: number,
					ETag: etag,
					ChecksumSHA256: sha256,
				})),
			},
		};
		await upload.lines.usual.send(new CompleteMultipartUploadCommand(input), upload.http);
	} catch (error) {
		const isOver = error instanceof Failure || !upload.options.memory;
		if (isOver && !wasEnded(error)) await giveUp(upload, begun.id);
		throw error;
	}
}

/** Nobody will go on with it. That it cannot be said so is no further failure: what is old is given up anyway. */
async function giveUp(upload: Upload, id: string): Promise<void> {
	const command = new AbortMultipartUploadCommand({ ...place(upload), UploadId: id });
	await upload.lines.usual.send(command).catch(() => undefined);
	await upload.options.memory?.forget();
}

async function begin(upload: Upload): Promise<Begun> {
	const { memory } = upload.options;
	const kept = await memory?.recall();
	const arrived = kept && (await arrivedOf(upload, kept));
	if (kept && arrived) return { id: kept.id, arrived };
	const command = new CreateMultipartUploadCommand({
		...objectFields(upload.object),
		ChecksumAlgorithm: "SHA256",
		ChecksumType: "COMPOSITE",
	});
	const { UploadId: id = bug("S3 gave an upload no id") } = await upload.lines.usual.send(
		command,
		upload.http,
	);
	await memory?.remember({ id, parts: [] });
	return { id, arrived: new Map() };
}

/** Parts that S3 has; `undefined` when it does not know the upload, or does not let it be asked for. */
async function arrivedOf(
	upload: Upload,
	kept: UnfinishedUpload,
): Promise<ReadonlyMap<number, Part> | undefined> {
	try {
		const listed = await allPages(async (marker: string | undefined) => {
			const input = {
				...place(upload),
				UploadId: kept.id,
				...(marker !== undefined && { PartNumberMarker: marker }),
			};
			const page = await upload.lines.usual.send(new ListPartsCommand(input), upload.http);
			const next = page.IsTruncated ? page.NextPartNumberMarker : undefined;
			return { items: page.Parts ?? [], next };
		});
		const parts = listed.flatMap(({ PartNumber: number = 0, ETag: etag = "", ChecksumSHA256 }) => {
			// Not everything that speaks S3's language tells the digests of parts.
			const known = kept.parts.find((one) => one.number === number && one.etag === etag);
			const sha256 = ChecksumSHA256 ?? known?.sha256;
			return sha256 === undefined ? [] : [{ number, etag, sha256 }];
		});
		return new Map(parts.map((part) => [part.number, part]));
	} catch (error) {
		if (["NoSuchUpload", "AccessDenied"].includes(awsErrorOf(error)?.name ?? "")) return undefined;
		throw error;
	}
}

/** Every part in its order: its number and bounds. */
function* piecesOf(source: ObjectSource) {
	const bytes = partBytesOf(source.size);
	for (let from = 0, number = 1; from < source.size; from += bytes, number++)
		yield { number, source, from, to: Math.min(from + bytes, source.size) };
}

async function sendParts(upload: Upload, { id, arrived }: Begun): Promise<readonly Part[]> {
	const { object, source, http, tell, options } = upload;
	const whole = createHash("sha256");
	const parts: Part[] = [];
	for (const piece of piecesOf(source)) {
		http.abortSignal?.throwIfAborted();
		const hash = createHash("sha256");
		await hashPiece(piece, [whole, hash]);
		const sha256 = hash.digest("base64");
		const { number, to } = piece;
		const known = arrived.get(number);
		const isThere = known?.sha256 === sha256;
		const etag = isThere ? known.etag : await sendPart(upload, id, { ...piece, sha256 });
		parts.push({ number, etag, sha256 });
		if (!isThere) await options.memory?.remember({ id, parts: [...parts] });
		tell(to);
	}
	if (whole.digest("base64") !== object.sha256) throw changedMeanwhile(object.key);
	return parts;
}

type NumberedPiece = {
	readonly number: number;
	readonly source: ObjectSource;
	readonly from: number;
	readonly to: number;
	readonly sha256: string;
};

async function sendPart(upload: Upload, id: string, piece: NumberedPiece): Promise<string> {
	const { from, to, number, sha256 } = piece;
	return upload.lines.run(to - from, async (client) => {
		const command = new UploadPartCommand({
			...place(upload),
			UploadId: id,
			PartNumber: number,
			Body: new Uint8Array(),
			ContentLength: to - from,
			ChecksumSHA256: sha256,
		});
		const body = streamedBody(piece, (bytes) => upload.tell(from + bytes));
		command.middlewareStack.add(body.sign, atBuild);
		command.middlewareStack.add(body.stream, atSend);
		const { ETag = bug("S3 gave a part no ETag") } = await body.send(upload.http, (options) =>
			client.send(command, options),
		);
		return ETag;
	});
}

/** Whether the object is what this upload would make it, by S3's digest of the digests of its parts. */
async function isStored(upload: Upload): Promise<boolean> {
	const digests = createHash("sha256");
	let count = 0;
	for (const piece of piecesOf(upload.source)) {
		const hash = createHash("sha256");
		await hashPiece(piece, [hash]);
		digests.update(hash.digest());
		count++;
	}
	try {
		const command = new HeadObjectCommand({ ...place(upload), ChecksumMode: "ENABLED" });
		const { ChecksumSHA256 } = await upload.lines.usual.send(command, upload.http);
		return ChecksumSHA256 === `${digests.digest("base64")}-${count}`;
	} catch (error) {
		if (awsErrorOf(error)) return false;
		throw error;
	}
}

function changedMeanwhile(key: string): Failure {
	return new Failure({
		code: "file-changed",
		kind: "file",
		message: `what was to be stored as ${key} changed while it was sent`,
		hint: "deploy again when nothing writes into the project",
	});
}
