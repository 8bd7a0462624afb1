import type { ImageAddress, ImageToPush, Manifest } from "../port.ts";
import { accessTo, originOf } from "./address.ts";
import { pushImage } from "./push.ts";
import { readBlob, readManifest } from "./read.ts";
import { openRegistrySession, type RegistryAccess, type RegistrySession } from "./session.ts";
import { openTransport } from "./transport.ts";

type Options = { readonly signal?: AbortSignal };

export type RegistrySettings = {
	/** The registry of the account, where images are pushed to; looked up when it is first needed. */
	readonly own: () => Promise<RegistryAccess>;
	/** Address that stands in for every other registry: their repositories lie below its path. */
	readonly mirror?: URL;
};

/** Every registry that a deploy reads from or pushes to, each spoken to through one session. */
export type Registries = {
	/** Scheme and host of the account's own registry, which no mirror stands in for from then on. */
	own(): Promise<string>;
	manifest(address: ImageAddress, options: Options): Promise<Manifest | undefined>;
	blob(address: ImageAddress, digest: string, options: Options): Promise<Uint8Array>;
	push(
		repository: string,
		image: ImageToPush,
		options: Options & { readonly uploaded?: (bytes: number) => void },
	): Promise<{ readonly sent: number }>;
};

/** Opens registries. Costs nothing until one of them is asked. */
export function openRegistries({ own, mirror }: RegistrySettings): Registries {
	const transport = openTransport();
	const sessions = new Map<string, RegistrySession>();
	/** Known as soon as somebody asked for the own registry: a mirror does not stand in for it. */
	const ownOrigin: { known?: string } = {};
	const openOwn = async (): Promise<RegistrySession> => {
		const access = await own();
		ownOrigin.known = new URL(access.origin).origin;
		return open(access);
	};
	/** By repository of the own registry, the blobs that it is known to have. */
	const known = new Map<string, Set<string>>();
	const open = (access: RegistryAccess): RegistrySession => {
		const found = sessions.get(access.origin) ?? openRegistrySession(access, transport);
		sessions.set(access.origin, found);
		return found;
	};
	const at = (registry: string, repository: string) => {
		if (mirror === undefined || originOf(registry) === ownOrigin.known)
			return { session: open({ origin: originOf(registry) }), repository };
		const prefix = mirror.pathname.replaceAll(/^\/+|\/+$/g, "");
		return {
			session: open(accessTo(mirror)),
			repository: prefix === "" ? repository : `${prefix}/${repository}`,
		};
	};
	return {
		own: async () => (await openOwn()).origin,
		manifest: async ({ registry, repository, reference }, options) => {
			const place = at(registry, repository);
			return readManifest(place.session, place.repository, reference, options);
		},
		blob: async ({ registry, repository }, digest, options) => {
			const place = at(registry, repository);
			return readBlob(place.session, place.repository, digest, options);
		},
		push: async (repository, image, options) => {
			const session = await openOwn();
			const digests = known.get(repository) ?? new Set();
			known.set(repository, digests);
			return pushImage({ session, repository, known: digests, sessionFor: at }, image, options);
		},
	};
}
