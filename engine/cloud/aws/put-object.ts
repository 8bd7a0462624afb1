import { Readable } from "node:stream";
import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { bug } from "../../report/bug.ts";
import type { ObjectPort } from "../port.ts";
import type { SendOptions } from "./session.ts";

type PutRequest = Parameters<ObjectPort["put"]>[0];

/** Bytes handed to the socket at a time: small enough that progress moves on a slow line. */
const chunkBytes = 128 * 1024;

/**
 * Stores one object with the digest that the caller already has: S3 checks what arrives against it, and
 * nothing is hashed a second time to sign it.
 *
 * The SDK is given the bytes, so that it may send them again after a failure; only below its retry loop they
 * become a stream, a new one for each attempt, that tells how far it was read. That costs no copy either.
 */
export async function putObject(
	client: S3Client,
	object: PutRequest,
	uploaded: ((bytes: number) => void) | undefined,
	http: SendOptions,
): Promise<void> {
	const command = new PutObjectCommand({
		Bucket: object.bucket,
		Key: object.key,
		Body: object.body,
		ContentLength: object.body.byteLength,
		ContentType: object.contentType,
		ChecksumSHA256: object.sha256,
		...headersOf(object.headers ?? {}),
		...(object.tags && { Tagging: new URLSearchParams({ ...object.tags }).toString() }),
	});
	const digest = Buffer.from(object.sha256, "base64").toString("hex");
	command.middlewareStack.add(
		(next) => (args) => {
			requestIn(args).headers["x-amz-content-sha256"] = digest;
			return next(args);
		},
		{ step: "build", name: "knownDigest" },
	);
	if (uploaded && object.body.byteLength > 0) {
		const tell = onlyForward(uploaded);
		command.middlewareStack.add(
			(next) => (args) => {
				const request = requestIn(args);
				const streamed = Object.create(
					Object.getPrototypeOf(request),
					Object.getOwnPropertyDescriptors(request),
				);
				streamed.body = Readable.from(chunksOf(object.body, tell), { objectMode: false });
				return next({ ...args, request: streamed });
			},
			{ step: "deserialize", priority: "low", name: "tellProgress" },
		);
	}
	await client.send(command, http);
}

/** Headers that S3 has a place for. */
const ownHeaders: Readonly<Record<string, string>> = {
	"cache-control": "CacheControl",
	"content-disposition": "ContentDisposition",
	"content-encoding": "ContentEncoding",
	"content-language": "ContentLanguage",
	expires: "Expires",
};

function headersOf(headers: Readonly<Record<string, string>>) {
	const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
	const own = entries.flatMap(([name, value]) => {
		const field = ownHeaders[name];
		return field ? [[field, field === "Expires" ? new Date(value) : value] as const] : [];
	});
	const other = entries.filter(([name]) => ownHeaders[name] === undefined);
	return {
		...Object.fromEntries(own),
		...(other.length > 0 && { Metadata: Object.fromEntries(other) }),
	};
}

function* chunksOf(body: Uint8Array, tell: (bytes: number) => void): Generator<Uint8Array> {
	for (let from = 0; from < body.byteLength; from += chunkBytes) {
		yield body.subarray(from, from + chunkBytes);
		// Reached when the next chunk is asked for, so when this one has left.
		tell(Math.min(from + chunkBytes, body.byteLength));
	}
}

/** Drops numbers that were passed already: an attempt that starts over is no progress. */
function onlyForward(tell: (bytes: number) => void): (bytes: number) => void {
	let furthest = 0;
	return (bytes) => {
		if (bytes <= furthest) return;
		furthest = bytes;
		tell(bytes);
	};
}

type Request = { headers: Record<string, string>; body?: unknown };

function isRequest(value: unknown): value is Request {
	return (
		typeof value === "object" && value !== null && "headers" in value && typeof value.headers === "object"
	);
}

function requestIn(args: object): Request {
	const request: unknown = "request" in args ? args.request : undefined;
	return isRequest(request) ? request : bug("the AWS SDK built no request");
}
