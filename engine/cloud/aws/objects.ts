import {
	CopyObjectCommand,
	DeleteObjectsCommand,
	GetObjectCommand,
	ListObjectsV2Command,
	ListObjectVersionsCommand,
	type ListObjectVersionsCommandOutput,
	PutObjectCommand,
	S3Client,
} from "@aws-sdk/client-s3";
import { Failure, isAbort } from "../../report/failure.ts";
import { partsFrom } from "../port/parts.ts";
import type { CallOptions, ObjectPort, PutOptions } from "../port.ts";
import { awsErrorOf } from "./failure-of.ts";
import { fasterLine, type Lines } from "./faster-line.ts";
import { putInParts } from "./multipart.ts";
import { encodedKey, objectUrl } from "./object-url.ts";
import { allPages, groupsOf, unlessMissing } from "./pages.ts";
import { type PutRequest, putObject } from "./put-object.ts";
import { clientSettings, onAws, type SendOptions, type Session } from "./session.ts";
import { discardUploads } from "./unfinished-uploads.ts";

/** Most keys that one `DeleteObjects` takes. */
const deletedAtOnce = 1_000;
/** Deletes in flight at a time; S3 allows 3,500 a second and prefix, each takes some hundred milliseconds. */
const parallelDeletes = 4;

/** Below it an upload says nothing of how fast a line is. */
const measuredFrom = 1024 * 1024;

/**
 * Gives the lines to a bucket. That with transfer acceleration leads to the nearest edge of AWS's own network, which
 * is faster from far away; what stands in for AWS has none.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/transfer-acceleration.html
 */
function linesOf(session: Session, usual: S3Client) {
	const opened = new Map<string, Lines<S3Client>>();
	const client: { accelerated?: S3Client } = {};
	const accelerated = () => {
		client.accelerated ??= new S3Client({ ...clientSettings(session), useAccelerateEndpoint: true });
		return client.accelerated;
	};
	return (bucket: string, isAccelerated: boolean): Lines<S3Client> => {
		const name = `${bucket} ${isAccelerated}`;
		const known = opened.get(name);
		if (known) return known;
		const other = isAccelerated && session.endpoint === undefined ? accelerated : undefined;
		const lines = fasterLine(usual, other, () => performance.now(), isAbort);
		opened.set(name, lines);
		return lines;
	};
}

async function put(lines: Lines<S3Client>, object: PutRequest, options: PutOptions, http: SendOptions) {
	const size = sizeOf(object.body);
	if (size > partsFrom) return putInParts(lines, object, options, http);
	const send = (client: S3Client) => putObject(client, object, options.uploaded, http);
	return size < measuredFrom ? send(lines.usual) : lines.run(size, send);
}

/**
 * Answers to a conditional write that somebody else was faster than, or whose object was deleted.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
const overtaken: ReadonlySet<string | undefined> = new Set([
	"PreconditionFailed",
	"ConditionalRequestConflict",
	"NoSuchKey",
]);

function isOvertaken(error: unknown): boolean {
	return overtaken.has(awsErrorOf(error)?.name);
}

function sizeOf(body: PutRequest["body"]): number {
	return body instanceof Uint8Array ? body.byteLength : body.size;
}

/** Objects through S3. */
export function openObjects(session: Session): Omit<ObjectPort, "notify"> {
	const client = new S3Client({ ...clientSettings(session), forcePathStyle: session.endpoint !== undefined });
	const lines = linesOf(session, client);
	const call = <T>(action: string, options: CallOptions, send: (http: SendOptions) => Promise<T>) =>
		onAws(session, `s3:${action}`, options, send);
	return {
		list: (bucket, prefix, options) =>
			call("ListBucket", options, (http) =>
				unlessMissing(listObjects(client, bucket, prefix, http), isMissing),
			),
		put: (object, options) =>
			call("PutObject", options, (http) =>
				put(lines(object.bucket, options.accelerated === true), object, options, http),
			),
		discardUploads: (bucket, { ids, startedBefore }, options) =>
			call("AbortMultipartUpload", options, (http) =>
				discardUploads(
					client,
					{ bucket, prefix: "" },
					({ id, startedAt }) => ids.includes(id) || startedAt < startedBefore,
					http,
				),
			),
		copy: (bucket, from, to, options) =>
			call("PutObject", options, async (http) => {
				const input = { Bucket: bucket, CopySource: `${bucket}/${encodedKey(from)}`, Key: to };
				await client.send(new CopyObjectCommand(input), http);
			}),
		read: (bucket, key, options) =>
			call("GetObject", options, async (http) => {
				const input = new GetObjectCommand({ Bucket: bucket, Key: key });
				const found = await unlessMissing(client.send(input, http), isMissing);
				return found && (await found.Body?.transformToByteArray());
			}),
		readVersion: (bucket, key, options) =>
			call("GetObject", options, async (http) => {
				const input = new GetObjectCommand({ Bucket: bucket, Key: key });
				const found = await unlessMissing(client.send(input, http), isMissing);
				const body = await found?.Body?.transformToByteArray();
				return body && { body, etag: found?.ETag ?? "" };
			}),
		putOver: (object, over, options) =>
			call("PutObject", options, async (http) => {
				const { bucket: Bucket, key: Key, body: Body, contentType: ContentType } = object;
				const condition = over === undefined ? { IfNoneMatch: "*" } : { IfMatch: over };
				const input = new PutObjectCommand({ Bucket, Key, Body, ContentType, ...condition });
				return (await unlessMissing(client.send(input, http), isOvertaken))?.ETag;
			}),
		remove: (bucket, keys, options) =>
			call("DeleteObject", options, (http) =>
				removeAll(client, bucket, groupsOf(keys, deletedAtOnce).map(keysToDelete), http),
			),
		empty: (bucket, options) =>
			call("DeleteObjectVersion", options, async (http) => {
				const emptied = await unlessMissing(emptyBucket(client, bucket, http), isMissingBucket);
				return emptied ?? 0;
			}),
		url: (bucket, key) => objectUrl(session, bucket, key),
	};
}

async function listObjects(client: S3Client, bucket: string, prefix: string, http: SendOptions) {
	const objects = await allPages(async (marker: string | undefined) => {
		const input = {
			Bucket: bucket,
			Prefix: prefix,
			...(marker !== undefined && { ContinuationToken: marker }),
		};
		const page = await client.send(new ListObjectsV2Command(input), http);
		return { items: page.Contents ?? [], next: page.NextContinuationToken };
	});
	return objects.map(({ Key, Size, LastModified, ETag }) => ({
		key: Key ?? "",
		size: Size ?? 0,
		modifiedAt: LastModified?.getTime() ?? 0,
		etag: (ETag ?? "").replaceAll('"', ""),
	}));
}

type Doomed = { readonly Key: string; readonly VersionId?: string };

function keysToDelete(keys: readonly string[]): Doomed[] {
	return keys.map((Key) => ({ Key }));
}

/** Sends groups of at most 1,000 deletes, a few at a time. */
async function removeAll(
	client: S3Client,
	bucket: string,
	groups: readonly (readonly Doomed[])[],
	http: SendOptions,
): Promise<void> {
	const waiting = [...groups];
	const lane = async (): Promise<void> => {
		for (let group = waiting.shift(); group; group = waiting.shift())
			await removeGroup(client, bucket, group, http);
	};
	await Promise.all(Array.from({ length: Math.min(parallelDeletes, groups.length) }, lane));
}

async function removeGroup(
	client: S3Client,
	bucket: string,
	group: readonly Doomed[],
	http: SendOptions,
): Promise<void> {
	const input = { Bucket: bucket, Delete: { Objects: [...group], Quiet: true } };
	const { Errors: refused = [] } = await client.send(new DeleteObjectsCommand(input), http);
	const [first] = refused;
	if (!first) return;
	throw new Failure({
		code: first.Code === "AccessDenied" ? "access-denied" : "objects-not-deleted",
		kind: first.Code === "AccessDenied" ? "permission" : "aws",
		message: `S3 did not delete ${refused.length} objects of the bucket "${bucket}": ${first.Message ?? first.Code}`,
		details: refused.slice(0, 10).map(({ Key, Code, Message }) => `${Key}: ${Message ?? Code}`),
	});
}

/**
 * Deletes everything in a bucket, versions and delete markers included, because CloudFormation deletes no
 * bucket that holds any. A page is deleted while the next is read: the marker names a place in the order of
 * keys, which stays valid when what came before it is gone.
 */
async function emptyBucket(client: S3Client, bucket: string, http: SendOptions): Promise<number> {
	let deleted = 0;
	let running: Promise<void>[] = [];
	let seen: ReadonlySet<string> = new Set();
	await allPages(async (marker: VersionMarker | undefined) => {
		const page = await client.send(new ListObjectVersionsCommand({ Bucket: bucket, ...marker }), http);
		const versions = versionsIn(page);
		// Whether a page begins with its marker or after it differs between S3 and what stands in for it.
		const doomed = versions.filter((version) => !seen.has(idOf(version)));
		seen = new Set(versions.map(idOf));
		deleted += doomed.length;
		if (running.length >= parallelDeletes) {
			await Promise.all(running);
			running = [];
		}
		const removal = removeAll(client, bucket, groupsOf(doomed, deletedAtOnce), http);
		// Awaited later; a rejection before that must not count as unhandled.
		removal.catch(() => undefined);
		running.push(removal);
		return { items: [], next: page.IsTruncated ? markerAfter(page) : undefined };
	});
	await Promise.all(running);
	return deleted;
}

type VersionMarker = { readonly KeyMarker: string; readonly VersionIdMarker?: string };

function markerAfter(page: ListObjectVersionsCommandOutput): VersionMarker | undefined {
	const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
	if (KeyMarker === undefined) return undefined;
	return { KeyMarker, ...(VersionIdMarker !== undefined && { VersionIdMarker }) };
}

function versionsIn(page: ListObjectVersionsCommandOutput): Doomed[] {
	return [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(({ Key = "", VersionId }) => ({
		Key,
		...(VersionId !== undefined && { VersionId }),
	}));
}

function idOf({ Key, VersionId = "" }: Doomed): string {
	return `${VersionId} ${Key}`;
}

function isMissingBucket(error: unknown): boolean {
	return awsErrorOf(error)?.name === "NoSuchBucket";
}

function isMissing(error: unknown): boolean {
	return isMissingBucket(error) || ["NoSuchKey", "NotFound"].includes(awsErrorOf(error)?.name ?? "");
}
