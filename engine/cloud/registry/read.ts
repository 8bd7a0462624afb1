import { createHash } from "node:crypto";
import { Failure } from "../../report/failure.ts";
import type { Manifest } from "../port.ts";
import type { RegistrySession } from "./session.ts";
import { drop, type RegistryAnswer, readAll } from "./transport.ts";

/** Descriptions of images that we can read, in the words of OCI and of Docker. */
const manifestTypes = [
	"application/vnd.oci.image.index.v1+json",
	"application/vnd.oci.image.manifest.v1+json",
	"application/vnd.docker.distribution.manifest.list.v2+json",
	"application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/**
 * Registries must take manifests up to 4 MB and need not take larger ones; configurations have no limit of their own.
 * Source: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests
 */
const longestManifest = 4 * 1024 * 1024;

type Options = { readonly signal?: AbortSignal };

/** The digest of `bytes` as registries write it. */
export function digestOf(bytes: Uint8Array): string {
	return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/** The failure for bytes that are not those that a digest is of. */
export function damaged(origin: string, repository: string, digest: string): Failure {
	return new Failure({
		code: "image-damaged",
		kind: "network",
		message: `${new URL(origin).host}/${repository} gives other bytes than those of ${digest}`,
		hint: "try again; if it stays so, the registry or a proxy in front of it is broken",
	});
}

async function readWhole(answer: RegistryAnswer, what: string): Promise<Uint8Array> {
	const bytes = await readAll(answer, longestManifest);
	if (bytes !== undefined) return bytes;
	throw new Failure({
		code: "registry-refused",
		kind: "aws",
		message: `${what} is larger than ${longestManifest / 1024 / 1024} MB`,
	});
}

/** The manifest under a tag or a digest; `undefined` if there is none. */
export function readManifest(
	session: RegistrySession,
	repository: string,
	reference: string,
	options: Options,
): Promise<Manifest | undefined> {
	const ask = {
		method: "GET",
		repository,
		to: `manifests/${reference}`,
		headers: { Accept: manifestTypes },
		expects: [200, 404],
		follows: true,
		...options,
	} as const;
	return session.ask(ask, async (answer) => {
		if (answer.status === 404) {
			await drop(answer);
			return undefined;
		}
		const bytes = await readWhole(answer, `the manifest of ${repository}`);
		const digest = digestOf(bytes);
		if (reference.startsWith("sha256:") && reference !== digest) {
			throw damaged(session.origin, repository, reference);
		}
		const [mediaType = ""] = answer.header("content-type")?.split(";") ?? [];
		return { digest, mediaType, bytes };
	});
}

/** The bytes of a small blob, checked against its digest. */
export function readBlob(
	session: RegistrySession,
	repository: string,
	digest: string,
	options: Options,
): Promise<Uint8Array> {
	const to = `blobs/${digest}`;
	const ask = { method: "GET", repository, to, expects: [200], follows: true, ...options } as const;
	return session.ask(ask, async (answer) => {
		const bytes = await readWhole(answer, digest);
		if (digestOf(bytes) !== digest) throw damaged(session.origin, repository, digest);
		return bytes;
	});
}
