import { createHash } from "node:crypto";
import { partBytesOf, partsFrom } from "../../cloud/port/parts.ts";
import type { ObjectSource } from "../../cloud/port.ts";
import type { Host } from "../../host/port.ts";

/** Up to this size bytes stay in memory until they are sent; many files may be on their way at once. */
const keptBytes = 512 * 1024;

/** A file as S3 would have it. */
export type ReadObject = {
	readonly body: Uint8Array | ObjectSource;
	/** The ETag that S3 gives it, without quotes. */
	readonly etag: string;
	/** In base64. */
	readonly sha256: string;
};

/**
 * Reads a file once, for what S3 knows it by. The ETag of an object that is sent in parts is the MD5 of the MD5s of
 * its parts, and how many there are.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html
 */
export async function readObject(
	host: Pick<Host, "stream">,
	file: { readonly path: string; readonly size: number },
): Promise<ReadObject> {
	const { path, size } = file;
	const inParts = size > partsFrom;
	const partBytes = inParts ? partBytesOf(size) : Math.max(1, size);
	const whole = createHash("sha256");
	const digests: Uint8Array[] = [];
	const kept: Uint8Array[] = [];
	for (let from = 0; from < size || from === 0; from += partBytes) {
		const part = createHash("md5");
		for await (const bytes of host.stream(path, size, { from, to: Math.min(size, from + partBytes) })) {
			whole.update(bytes);
			part.update(bytes);
			if (size <= keptBytes) kept.push(bytes);
		}
		digests.push(part.digest());
	}
	const [first = new Uint8Array()] = digests;
	const all = createHash("md5").update(Buffer.concat(digests)).digest("hex");
	return {
		body:
			size <= keptBytes
				? Buffer.concat(kept)
				: { size, read: (from, to) => host.stream(path, size, { from, to }) },
		etag: inParts ? `${all}-${digests.length}` : Buffer.from(first).toString("hex"),
		sha256: whole.digest("base64"),
	};
}
