import { createHash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";

/** A SHA-256 in the two spellings that keys (hex) and AWS (base64) want. */
export type Digest = { readonly hex: string; readonly base64: string };

/** About 4 ms of hashing on a slow machine, so that an editor in the same process never waits longer. */
const bytesPerTurn = 4 * 1024 * 1024;

/** The SHA-256 of bytes in pieces. Gives way to other work in between, because a zip may have 50 MB. */
export async function digestOf(bytes: Uint8Array | Iterable<Uint8Array>): Promise<Digest> {
	const pieces = bytes instanceof Uint8Array ? [bytes] : bytes;
	const hash = createHash("sha256");
	let sinceTurn = 0;
	for (const whole of pieces) {
		for (let start = 0; start < whole.length; start += bytesPerTurn) {
			const piece = whole.subarray(start, start + bytesPerTurn);
			sinceTurn += piece.length;
			if (sinceTurn > bytesPerTurn) {
				sinceTurn = 0;
				await nextTurn();
			}
			hash.update(piece);
		}
	}
	const digest = hash.digest();
	return { hex: digest.toString("hex"), base64: digest.toString("base64") };
}

/** The SHA-256 of one file's bytes in hex, at once: the key of the compressed copy of an entry. */
export function contentKey(bytes: Uint8Array): string {
	return createHash("sha256").update(bytes).digest("hex");
}
