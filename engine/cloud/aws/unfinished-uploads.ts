import { AbortMultipartUploadCommand, ListMultipartUploadsCommand, type S3Client } from "@aws-sdk/client-s3";
import { awsErrorOf } from "./failure-of.ts";
import { allPages } from "./pages.ts";
import type { SendOptions } from "./session.ts";

/** An upload in parts that has not ended. */
export type Pending = { readonly key: string; readonly id: string; readonly startedAt: number };

type Marker = { readonly KeyMarker: string; readonly UploadIdMarker?: string };

async function listUploads(
	client: S3Client,
	{ bucket, prefix }: { readonly bucket: string; readonly prefix: string },
	http: SendOptions,
): Promise<readonly Pending[]> {
	const found = await allPages(async (marker: Marker | undefined) => {
		const input = { Bucket: bucket, ...(prefix !== "" && { Prefix: prefix }), ...marker };
		const page = await client.send(new ListMultipartUploadsCommand(input), http);
		const { NextKeyMarker: KeyMarker, NextUploadIdMarker: UploadIdMarker } = page;
		const next =
			page.IsTruncated && KeyMarker !== undefined
				? { KeyMarker, ...(UploadIdMarker !== undefined && { UploadIdMarker }) }
				: undefined;
		return { items: page.Uploads ?? [], next };
	});
	return found.flatMap(({ Key: key, UploadId: id, Initiated }) =>
		key !== undefined && id !== undefined ? [{ key, id, startedAt: Initiated?.getTime() ?? 0 }] : [],
	);
}

/**
 * Gives up the uploads in parts of a bucket that `isDoomed` says so of, whose parts would else be paid for without
 * end. Gives how many. What AWS refuses is left: nothing depends on it, and the next deploy tries again.
 */
export async function discardUploads(
	client: S3Client,
	where: { readonly bucket: string; readonly prefix: string },
	isDoomed: (upload: Pending) => boolean,
	http: SendOptions,
): Promise<number> {
	let count = 0;
	try {
		for (const { key, id } of (await listUploads(client, where, http)).filter(isDoomed)) {
			const input = { Bucket: where.bucket, Key: key, UploadId: id };
			await client.send(new AbortMultipartUploadCommand(input), http);
			count++;
		}
	} catch (error) {
		if (!awsErrorOf(error)) throw error;
	}
	return count;
}
