import type { CallOptions, StackState, StoredObject } from "../../cloud/port.ts";
import type { Directory } from "../../compile/compiled.ts";
import { VERSION_OUTPUT } from "../../compile/outputs.ts";
import { manifestKey } from "../../names/artifact-key.ts";
import { Failure } from "../../report/failure.ts";
import type { Ports } from "../ports.ts";
import { runSpan, type Work } from "../spans.ts";
import type { ChangedBucket } from "../stale-paths.ts";
import { runBounded, sha256Base64 } from "../upload.ts";
import { takeAbandoned, uploadMemory } from "../upload-memory.ts";
import {
	keepingDigest,
	type LocalFile,
	type Manifest,
	readDirectory,
	readManifest,
	strayKeys,
} from "./plan.ts";
import { readObject } from "./read-object.ts";

/** Files that are read and sent at the same time. */
const atOnce = 20;

/** Reads every directory, so that one that is missing or empty is known before anything is changed. */
export async function requireDirectories(
	{ host }: Pick<Ports, "host">,
	directories: readonly Directory[],
	root: string,
): Promise<void> {
	for (const directory of directories) await readDirectory(host, root, directory);
}

type Mirror = {
	readonly directory: Directory;
	readonly files: readonly LocalFile[];
	readonly stored: readonly StoredObject[];
	/** The files as the last deploy that came to its end has left them. */
	readonly kept: Readonly<Record<string, string>>;
};

/** A file in a bucket: how it is kept, and its bytes. */
type Sent = { readonly state: string; readonly isNew: boolean };

/** Sends a file unless S3 has the same bytes and keeps them in the same way. */
async function sendFile(
	{ cloud, host }: Ports,
	{ directory, stored, kept }: Mirror,
	file: LocalFile,
	options: CallOptions,
): Promise<Sent | undefined> {
	// Deleted since the directory was listed: the next deploy takes it out of the bucket.
	if ((await host.kindOf(file.path)) !== "file") return undefined;
	const { body, etag, sha256 } = await readObject(host, file);
	const isSame = stored.some((object) => object.key === file.key && object.etag === etag);
	const keeping = keepingDigest(file);
	const state = `${keeping} ${etag}`;
	if (isSame && kept[file.key]?.startsWith(`${keeping} `)) return { state, isNew: false };
	const { key, contentType, headers, tags } = file;
	const { bucket, accelerated } = directory;
	const hasTags = Object.keys(tags).length > 0;
	const object = { bucket, key, body, contentType, sha256, headers, ...(hasTags && { tags }) };
	const memory = uploadMemory(host, object);
	await cloud.objects.put(object, { ...options, ...(memory && { memory }), accelerated });
	return { state, isNew: true };
}

/** What a bucket has become. */
type Mirrored = {
	/** The files as they are now, by key. */
	readonly files: Readonly<Record<string, string>>;
	/** Keys at which it is another than after the last deploy that came to its end. */
	readonly changed: readonly string[];
};

async function mirror(ports: Ports, plan: Mirror, work: Work, options: CallOptions): Promise<Mirrored> {
	const { directory, files, stored, kept } = plan;
	const states = new Map<string, Sent>();
	let done = 0;
	const send = (file: LocalFile) => async () => {
		const sent = await sendFile(ports, plan, file, options);
		if (sent) states.set(file.key, sent);
		ports.emit({ kind: "advance", id: work.id, done: ++done, total: files.length, unit: "items" });
	};
	const isPage = ({ key }: LocalFile) => key.endsWith(".html");
	// Pages go last, so that nobody gets one whose scripts are not there yet.
	await runBounded(files.filter((file) => !isPage(file)).map(send), atOnce);
	await runBounded(files.filter(isPage).map(send), atOnce);
	const strays = strayKeys(stored, files);
	if (strays.length > 0) await ports.cloud.objects.remove(directory.bucket, strays, options);
	const sent = [...states].filter(([, { isNew }]) => isNew).length;
	const same = files.length - sent;
	work.ending({
		summary: `${sent} sent, ${same} as they were, ${strays.length} removed`,
		...(sent + strays.length === 0 && { outcome: "skipped" as const }),
	});
	// A deploy that did not come to its end may have sent and removed files that CDNs were not told of.
	const different = [...states].filter(([key, { state, isNew }]) => isNew || kept[key] !== state);
	const gone = [...strays, ...Object.keys(kept).filter((key) => !states.has(key))];
	return {
		files: Object.fromEntries([...states].map(([key, { state }]) => [key, state])),
		changed: [...new Set([...different.map(([key]) => key), ...gone])],
	};
}

async function storedIn({ cloud }: Ports, { bucket, resource, span }: Directory, options: CallOptions) {
	const stored = await cloud.objects.list(bucket, "", options);
	if (stored) return stored;
	throw new Failure({
		code: "bucket-missing",
		kind: "stack",
		message: `the bucket ${bucket} of ${resource} is gone`,
		hint: "it was deleted by hand; create a bucket of this name in the same region and account, then deploy again",
		origin: span,
	});
}

/**
 * Makes each bucket a mirror of its directory: what is new or different is sent, and what no file has is removed. How
 * the files are kept is remembered in the deployment bucket, because a listing of S3 tells the bytes only. Gives
 * what has changed in which bucket.
 */
export async function mirrorDirectories(
	ports: Ports,
	directories: readonly Directory[],
	place: {
		readonly root: string;
		readonly deploymentBucket: string;
		/** Version of the deploy before. */
		readonly before: string | undefined;
		readonly stack: StackState;
		/** Buckets of which what is remembered stays, because they are left as they are. */
		readonly others?: readonly string[];
	},
	options: CallOptions,
): Promise<readonly ChangedBucket[]> {
	if (directories.length === 0) return [];
	const changed: ChangedBucket[] = [];
	const { root, deploymentBucket, before, stack, others = [] } = place;
	const bytes =
		before === undefined
			? undefined
			: await ports.cloud.objects.read(deploymentBucket, manifestKey(before), options);
	const known = readManifest(bytes && new TextDecoder().decode(bytes));
	const manifest: Record<string, Readonly<Record<string, string>>> = Object.fromEntries(
		others.flatMap((bucket) => (known[bucket] ? [[bucket, known[bucket]]] : [])),
	);
	for (const directory of directories) {
		const { bucket, resource } = directory;
		const files = await readDirectory(ports.host, root, directory);
		const label = `Mirror ${directory.directory} into ${resource}`;
		await runSpan(ports, { id: `mirror:${resource}`, label }, async (work) => {
			const stored = await storedIn(ports, directory, options);
			const plan = { directory, files, stored, kept: known[bucket] ?? {} };
			const mirrored = await mirror(ports, plan, work, options);
			manifest[bucket] = mirrored.files;
			if (mirrored.changed.length > 0) changed.push({ resource, bucket, keys: mirrored.changed });
			// Of files that have changed since, so that nobody goes on with them. What others send there is not ours to end.
			const ids = await takeAbandoned(ports.host, bucket);
			if (ids.length > 0)
				await ports.cloud.objects.discardUploads(bucket, { ids, startedBefore: 0 }, options);
		});
	}
	await saveManifest(ports, deploymentBucket, stack.outputs[VERSION_OUTPUT], manifest, options);
	return changed;
}

async function saveManifest(
	{ cloud }: Ports,
	bucket: string,
	version: string | undefined,
	manifest: Manifest,
	options: CallOptions,
): Promise<void> {
	if (version === undefined) return;
	const body = new TextEncoder().encode(JSON.stringify(manifest));
	const sha256 = sha256Base64(body);
	await cloud.objects.put(
		{ bucket, key: manifestKey(version), body, contentType: "application/json", sha256 },
		options,
	);
}
