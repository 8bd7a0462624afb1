import type { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { bug } from "../../report/bug.ts";
import type { ObjectSource } from "../port.ts";
import type { SendOptions } from "./session.ts";

/** Bytes handed to the socket at a time: small enough that progress moves on a slow line. */
const chunkBytes = 128 * 1024;

/** A piece of what is to be stored: bytes from one offset up to another one. */
export type Piece = { readonly source: ObjectSource; readonly from: number; readonly to: number };

/** Bytes in memory as a source; read without a copy. */
export function sourceOf(body: Uint8Array | ObjectSource): ObjectSource {
	if (!(body instanceof Uint8Array)) return body;
	return {
		size: body.byteLength,
		read: async function* (from, to) {
			yield body.subarray(from, to);
		},
	};
}

/** Feeds a piece to hashes. Fails when it has another length than it should have. */
export async function hashPiece(
	{ source, from, to }: Piece,
	hashes: readonly ReturnType<typeof createHash>[],
) {
	for await (const bytes of source.read(from, to)) for (const hash of hashes) hash.update(bytes);
}

type Step = <Args extends object, Result>(
	next: (args: Args) => Promise<Result>,
) => (args: Args) => Promise<Result>;

/** How a command of the SDK gets a piece as its body. */
export type StreamedBody = {
	/** To be added to the command with `atBuild`. */
	readonly sign: Step;
	/** To be added to the command with `atSend`. */
	readonly stream: Step;
	/** Runs the sending of the command; fails with what went wrong while the piece was read. */
	send<Result>(http: SendOptions, command: (options: SendOptions) => Promise<Result>): Promise<Result>;
};

export const atBuild = { step: "build", name: "knownDigest" } as const;
export const atSend = { step: "deserialize", priority: "low", name: "streamBody" } as const;

/**
 * A body that is a piece with the digest `sha256` (base64), which both signs it and is what S3 checks.
 *
 * The SDK itself is given no body. Only below its retry loop the request gets one, a new stream for each attempt, so
 * that an attempt can begin again and never more than a chunk is in memory. A stream that cannot be read ends the
 * request, which would otherwise wait for bytes that never come.
 */
export function streamedBody(
	piece: Piece & { readonly sha256: string },
	tell: ((bytes: number) => void) | undefined,
): StreamedBody {
	const unread = new AbortController();
	const digest = Buffer.from(piece.sha256, "base64").toString("hex");
	return {
		sign: (next) => (args) => {
			requestIn(args).headers["x-amz-content-sha256"] = digest;
			return next(args);
		},
		stream: (next) => async (args) => {
			if (piece.to === piece.from) return next(args);
			const stream = Readable.from(chunksOf(piece, tell ?? (() => undefined)), { objectMode: false });
			stream.on("error", (error) => unread.abort(error));
			try {
				return await next({ ...args, request: withBody(requestIn(args), stream) });
			} finally {
				stream.destroy();
			}
		},
		send: async ({ abortSignal }, command) => {
			const signal = abortSignal ? AbortSignal.any([abortSignal, unread.signal]) : unread.signal;
			try {
				return await command({ abortSignal: signal });
			} catch (error) {
				unread.signal.throwIfAborted();
				throw error;
			}
		},
	};
}

async function* chunksOf({ source, from, to }: Piece, tell: (bytes: number) => void) {
	let sent = 0;
	for await (const bytes of source.read(from, to)) {
		for (let at = 0; at < bytes.byteLength; at += chunkBytes) {
			const chunk = bytes.subarray(at, at + chunkBytes);
			yield chunk;
			// Reached when the next chunk is asked for, so when this one has left.
			sent += chunk.byteLength;
			tell(sent);
		}
	}
}

/** Drops numbers that were passed already: an attempt that starts over is no progress. */
export function onlyForward(tell: (bytes: number) => void): (bytes: number) => void {
	let furthest = 0;
	return (bytes) => {
		if (bytes <= furthest) return;
		furthest = bytes;
		tell(bytes);
	};
}

type Request = { headers: Record<string, string>; body?: unknown };

function withBody(request: Request, body: Readable): Request {
	const streamed = Object.create(Object.getPrototypeOf(request), Object.getOwnPropertyDescriptors(request));
	streamed.body = body;
	return streamed;
}

function isRequest(value: unknown): value is Request {
	return (
		typeof value === "object" && value !== null && "headers" in value && typeof value.headers === "object"
	);
}

function requestIn(args: object): Request {
	const request: unknown = "request" in args ? args.request : undefined;
	return isRequest(request) ? request : bug("the AWS SDK built no request");
}
