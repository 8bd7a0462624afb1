import { createHmac } from "node:crypto";
import { sealGcmSiv } from "./gcm-siv.ts";

/** Version of the form of admin keys. */
const VERSION = 1;

/** The key of one purpose: NIST SP 800-108 in counter mode with HMAC-SHA256, of which one block is enough. */
function purposeKey(secret: Uint8Array, purpose: string): Buffer {
	const counter = Buffer.from([0, 0, 0, 1]);
	return createHmac("sha256", secret).update(counter).update(purpose).digest().subarray(0, 16);
}

/** A whole number as Protocol Buffers write it. */
function varint(value: number): readonly number[] {
	const bytes: number[] = [];
	for (let rest = value; ; rest = Math.floor(rest / 128)) {
		if (rest < 128) return [...bytes, rest];
		bytes.push((rest % 128) | 128);
	}
}

/** What is random or of the moment in a key. */
export type Circumstances = { readonly nonce: Uint8Array; readonly issuedSeconds: number };

/**
 * A key by which one may do everything in a Convex backend, as its own `generate_key` makes them: the name of the
 * instance, a bar, and in hex the version, the nonce and what is sealed: a Protocol Buffers message with the time (2)
 * and the member (3). `secret`: that of the instance, 64 hex digits.
 */
export function convexAdminKey(
	instanceName: string,
	secret: string,
	{ nonce, issuedSeconds }: Circumstances,
): string {
	const key = purposeKey(Buffer.from(secret, "hex"), "admin key");
	const message = Buffer.from([(2 << 3) | 0, ...varint(issuedSeconds), (3 << 3) | 0, 0]);
	const sealed = sealGcmSiv(key, nonce, message, Buffer.from([VERSION]));
	return `${instanceName}|${Buffer.concat([Buffer.from([VERSION]), nonce, sealed]).toString("hex")}`;
}
