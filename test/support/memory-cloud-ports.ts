import { createHash } from "node:crypto";
import type {
	DistributionPort,
	DomainPort,
	FunctionPort,
	FunctionState,
	LogPort,
	NetworkPort,
	ObjectPort,
	ObjectSource,
	ParameterPort,
	SecretPort,
} from "../../engine/cloud/port.ts";
import { latest, sha256, storedObject } from "./memory-cloud-resources.ts";
import type { Answers } from "./memory-cloud-stacks.ts";
import {
	awsFailure,
	type Bucket,
	type MemoryFunction,
	type ObjectVersion,
	uuidOf,
	type World,
} from "./memory-cloud-world.ts";

/** Bytes that count as sent at a time, so that a test of progress sees more than one step. */
const chunkBytes = 128 * 1024;

/** S3 of the in-memory cloud. */
export function memoryObjects(world: World): Answers<Omit<ObjectPort, "url">> {
	const bucketNamed = (name: string): Bucket => {
		const found = world.buckets.get(name);
		if (!found) throw awsFailure("NoSuchBucket", "The specified bucket does not exist");
		return found;
	};
	return {
		list: (name, prefix) => {
			const found = world.buckets.get(name);
			if (!found) return undefined;
			const keys = [...found.objects.keys()].filter((key) => key.startsWith(prefix));
			return keys.sort(byUtf8).flatMap((key) => {
				const version = latest(found.objects.get(key));
				return version
					? [
							{
								key,
								size: version.body?.byteLength ?? 0,
								modifiedAt: version.modifiedAt,
								etag: md5(version.body ?? new Uint8Array()),
							},
						]
					: [];
			});
		},
		put: async ({ bucket, key, body: given, contentType, sha256: digest, headers, tags }, { uploaded }) => {
			const found = bucketNamed(bucket);
			const body = await bytesOf(given);
			if (sha256(body) !== digest) {
				throw awsFailure("BadDigest", "The SHA256 you specified did not match the calculated checksum.");
			}
			for (let sent = chunkBytes; sent < body.byteLength; sent += chunkBytes) uploaded?.(sent);
			if (body.byteLength > 0) uploaded?.(body.byteLength);
			store(found, key, {
				body: body.slice(),
				contentType,
				modifiedAt: world.clock.now(),
				...(headers && { headers }),
				...(tags && { tags }),
			});
		},
		// Nothing is stored in parts here: an object is there or it is not.
		discardUploads: () => 0,
		copy: (bucket, from, to) => {
			const found = bucketNamed(bucket);
			const version = latest(found.objects.get(from));
			if (!version) throw awsFailure("NoSuchKey", "The specified key does not exist.");
			store(found, to, { ...version, modifiedAt: world.clock.now() });
		},
		read: (bucket, key) => latest(world.buckets.get(bucket)?.objects.get(key))?.body?.slice(),
		readVersion: (bucket, key) => {
			const body = latest(world.buckets.get(bucket)?.objects.get(key))?.body?.slice();
			return body && { body, etag: md5(body) };
		},
		putOver: ({ bucket, key, body, contentType }, over) => {
			const found = bucketNamed(bucket);
			const current = latest(found.objects.get(key))?.body;
			if ((current && md5(current)) !== over) return undefined;
			store(found, key, { body: body.slice(), contentType, modifiedAt: world.clock.now() });
			return md5(body);
		},
		remove: (bucket, keys) => {
			const found = bucketNamed(bucket);
			for (const key of keys) {
				if (found.isVersioned) store(found, key, { modifiedAt: world.clock.now() });
				else found.objects.delete(key);
			}
		},
		notify: (bucket, owned, notifications) => {
			if (!world.buckets.has(bucket) && notifications.length === 0) return;
			const found = bucketNamed(bucket);
			const isOwned = (arn: string) => owned.some((one) => arn === one || arn.startsWith(`${one}:`));
			const kept = (found.notifications ?? []).filter(({ functionArn }) => !isOwned(functionArn));
			found.notifications = [...kept, ...notifications];
		},
		empty: (bucket) => {
			const found = world.buckets.get(bucket);
			const count = [...(found?.objects.values() ?? [])].reduce((sum, versions) => sum + versions.length, 0);
			found?.objects.clear();
			return count;
		},
	};
}

async function bytesOf(body: Uint8Array | ObjectSource): Promise<Uint8Array> {
	if (body instanceof Uint8Array) return body;
	const chunks: Uint8Array[] = [];
	for await (const chunk of body.read(0, body.size)) chunks.push(chunk);
	return Buffer.concat(chunks);
}

function md5(body: Uint8Array): string {
	return createHash("md5").update(body).digest("hex");
}

/** S3 lists keys in the order of their UTF-8 bytes. */
function byUtf8(a: string, b: string): number {
	return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function store(bucket: Bucket, key: string, version: ObjectVersion): void {
	bucket.objects.set(key, bucket.isVersioned ? [...(bucket.objects.get(key) ?? []), version] : [version]);
}

/** Lambda of the in-memory cloud. */
export function memoryFunctions(world: World): Answers<FunctionPort> {
	const functionNamed = (nameOrArn: string): MemoryFunction => {
		const found = [...world.functions.values()].find(
			({ name, arn }) => name === nameOrArn || arn === nameOrArn,
		);
		if (found) return found;
		const arn = `arn:aws:lambda:${world.region}:${world.account}:function:${nameOrArn}`;
		throw awsFailure("ResourceNotFoundException", `Function not found: ${arn}`);
	};
	return {
		read: (name) => {
			const found = world.functions.get(name);
			return found && { ...stateOf(found), tags: { ...found.tags } };
		},
		status: (name) => {
			const found = world.functions.get(name);
			return found && stateOf(found);
		},
		updateCode: async (name, code, { signal }) => {
			const found = functionNamed(name);
			// The adapter waits for an update that is in progress, so this side of the port waits too.
			while (found.lastUpdateStatus === "InProgress") await world.clock.sleep(100, signal);
			found.code = "zip" in code ? code.zip.slice() : codeAt(world, code.bucket, code.key);
			found.codeSha256 = sha256(found.code);
			found.lastUpdateStatus = "InProgress";
			const broken = world.brokenFunctions.get(name);
			world.clock.after(world.codeMs, () => {
				found.lastUpdateStatus = broken === undefined ? "Successful" : "Failed";
				if (broken === undefined) delete found.lastUpdateReason;
				else found.lastUpdateReason = broken;
			});
			return { codeSha256: found.codeSha256 };
		},
		configure: async (name, { variables = {}, ...settings }, { signal }) => {
			const found = functionNamed(name);
			while (found.lastUpdateStatus === "InProgress") await world.clock.sleep(100, signal);
			Object.assign(found, settings);
			const kept = { ...found.variables };
			for (const [key, value] of Object.entries(variables)) {
				if (value === null) delete kept[key];
				else kept[key] = value;
			}
			found.variables = kept;
			found.lastUpdateStatus = "InProgress";
			world.clock.after(world.codeMs, () => {
				found.lastUpdateStatus = "Successful";
			});
		},
		tag: (arn, tags) => {
			Object.assign(functionNamed(arn).tags, tags);
		},
		untag: (arn, keys) => {
			const { tags } = functionNamed(arn);
			for (const key of keys) delete tags[key];
		},
		allowPublicUrl: (name) => {
			functionNamed(name).isPublic = true;
		},
		invoke: (name, event) => {
			if (!world.functions.has(name)) return undefined;
			world.invocations.push({ name, event: JSON.parse(resolved(world, event)) });
			const error = world.failingFunctions.get(name);
			return { logs: [`START ${name}`], ...(error !== undefined && { error }) };
		},
		denyPublicUrl: (name) => {
			const found = world.functions.get(name);
			if (found) found.isPublic = false;
		},
	};
}

function codeAt(world: World, bucket: string, key: string): Uint8Array {
	const stored = storedObject(world, bucket, key);
	if (typeof stored !== "string") return stored;
	throw awsFailure(
		"InvalidParameterValueException",
		`Error occurred while GetObject. S3 Error Code: ${stored}`,
	);
}

function stateOf(found: MemoryFunction): Omit<FunctionState, "tags"> {
	const { name, arn, codeSha256, lastUpdateStatus, lastUpdateReason } = found;
	const { handler, memory, timeout, layers } = found;
	const variables = Object.entries(found.variables).map(([key, value]) => [
		key,
		createHash("sha256").update(value).digest("hex"),
	]);
	return {
		name,
		arn,
		codeSha256,
		state: "Active",
		lastUpdateStatus,
		settings: { handler, memory, timeout, layers, variables: Object.fromEntries(variables) },
		...(lastUpdateReason !== undefined && { lastUpdateReason }),
	};
}

/** Secrets Manager of the in-memory cloud. */
export function memorySecrets(world: World): Answers<SecretPort> {
	return {
		currentVersion: (name) => world.secrets.get(name),
		complete: (name, missing) => {
			const known = JSON.parse(world.scripts.secretValues.get(name) ?? "{}");
			const added = missing(known);
			if (Object.keys(added).length === 0) return;
			world.scripts.secretValues.set(name, JSON.stringify({ ...known, ...added }));
			world.secrets.set(name, uuidOf(world.nextId()));
		},
	};
}

/** Systems Manager of the in-memory cloud. */
export function memoryParameters(world: World): Answers<ParameterPort> {
	return {
		describe: (name) => {
			const found = world.parameters.get(name);
			return found && { type: found.type, version: found.version };
		},
		list: (path) => [...world.parameters.keys()].filter((name) => name.startsWith(path)).sort(),
		write: (name, text) => {
			const value = resolved(world, text);
			const kept = world.parameters.get(name);
			if (kept?.value === value) return;
			world.parameters.set(name, { type: "SecureString", version: (kept?.version ?? 0) + 1, value });
		},
		remove: (names) => {
			for (const name of names) world.parameters.delete(name);
		},
	};
}

/** A text with `value of {secret}` in the place of each reference to a secret. */
function resolved(world: World, text: string): string {
	return text.replaceAll(/\{\{resolve:secretsmanager:([^:}]+)[^}]*\}\}/g, (_, name) => {
		if (!world.secrets.has(name)) throw awsFailure("ResourceNotFoundException", `no secret ${name}`);
		return `value of ${name}`;
	});
}

/** EC2 of the in-memory cloud, as far as networks are asked for. */
export function memoryNetworks(world: World): Answers<NetworkPort> {
	return {
		vpc: (id) => world.vpcs.get(id),
		acceptPeering: (id) => {
			const state = world.peerings.get(id);
			if (state === "pending-acceptance") world.peerings.set(id, "active");
			else if (state !== "active") throw awsFailure("PeeringNotAccepted", `${id} is ${state ?? "not there"}`);
		},
	};
}

/** Route 53 and Certificate Manager of the in-memory cloud. */
export function memoryDomains(world: World): Answers<DomainPort> {
	return {
		zoneOf: (domain) =>
			world.zones
				.filter(({ name }) => domain === name || domain.endsWith(`.${name}`))
				.toSorted((one, other) => other.name.length - one.name.length)[0],
		certificateFor: (domain, notOf) => {
			const others = [...world.certificates].filter(([, { stack }]) => stack !== notOf);
			const covering = (name: string) => others.find(([, { names }]) => names.includes(name))?.[0];
			return covering(domain) ?? covering(domain.replace(/^[^.]+/, "*"));
		},
	};
}

/** CloudFront of the in-memory cloud. */
export function memoryDistributions(world: World): Answers<DistributionPort> {
	return {
		invalidate: (id, paths) => {
			world.invalidations.push(id);
			world.invalidatedPaths.push(...paths);
		},
	};
}

/** CloudWatch Logs of the in-memory cloud. */
export function memoryLogs(world: World): Answers<LogPort> {
	return {
		lines: (group, { since, limit, pattern }) => {
			const words = pattern === undefined ? "" : pattern.replaceAll(/^"|"$/g, "").replaceAll('\\"', '"');
			const lines = (world.logs.get(group) ?? []).flatMap(({ at, line }, index) =>
				at >= since && line.includes(words) ? [{ id: `${index}`, at, text: line, stream: "stream" }] : [],
			);
			return limit === 0 ? [] : lines.slice(-limit);
		},
		recent: (group, since, limit) => {
			const lines = (world.logs.get(group) ?? []).filter(({ at }) => at >= since).map(({ line }) => line);
			return limit === 0 ? [] : lines.slice(-limit);
		},
	};
}
