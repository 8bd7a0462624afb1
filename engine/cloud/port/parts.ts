const mebibyte = 1024 * 1024;

/** Objects of more bytes are sent in parts. */
export const partsFrom = 16 * mebibyte;

/** What is lost when a line breaks off in the middle of a part. S3 takes no less than 5 MB. */
const usualPart = 8 * mebibyte;

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const mostParts = 10_000;

/**
 * Bytes of each part of an object but the last one. They depend on nothing but its size, so that another process
 * goes on with the same parts, and the ETag of the object can be computed.
 */
export function partBytesOf(size: number): number {
	return Math.max(usualPart, Math.ceil(size / mostParts / mebibyte) * mebibyte);
}
