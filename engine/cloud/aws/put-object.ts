import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { ObjectPort } from "../port.ts";
import { atBuild, atSend, onlyForward, sourceOf, streamedBody } from "./object-body.ts";
import type { SendOptions } from "./session.ts";

/** What is to be stored. */
export type PutRequest = Parameters<ObjectPort["put"]>[0];

/**
 * Stores one object with the digest that the caller already has: S3 checks what arrives against it, and
 * nothing is hashed a second time to sign it.
 */
export async function putObject(
	client: S3Client,
	object: PutRequest,
	uploaded: ((bytes: number) => void) | undefined,
	http: SendOptions,
): Promise<void> {
	const source = sourceOf(object.body);
	const command = new PutObjectCommand({
		...objectFields(object),
		Body: new Uint8Array(),
		ContentLength: source.size,
		ChecksumSHA256: object.sha256,
	});
	const piece = { source, from: 0, to: source.size, sha256: object.sha256 };
	const body = streamedBody(piece, uploaded && onlyForward(uploaded));
	command.middlewareStack.add(body.sign, atBuild);
	command.middlewareStack.add(body.stream, atSend);
	await body.send(http, (options) => client.send(command, options));
}

/** The place, headers and tags of an object. */
export function objectFields({ bucket, key, contentType, headers = {}, tags }: PutRequest) {
	return {
		Bucket: bucket,
		Key: key,
		ContentType: contentType,
		...headersOf(headers),
		...(tags && { Tagging: new URLSearchParams({ ...tags }).toString() }),
	};
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
