import type { ImageAddress } from "../../cloud/port.ts";

const hub = "docker.io";
const digest = /^sha256:[0-9a-f]{64}$/;
const repository = /^[a-z0-9]+(?:(?:[._]|__|-+|\/)[a-z0-9]+)*$/;
const tag = /^\w[\w.-]{0,127}$/;

/**
 * Where an image lies by its name, read as Docker does: `node:24` is on Docker Hub below `library`, and what stands
 * before the first slash is a host if it looks like one. `undefined` for what is no name of an image.
 */
export function readImageName(name: string): ImageAddress | undefined {
	const [path = "", pinned] = name.split("@");
	const colon = path.lastIndexOf(":");
	const hasTag = colon > path.lastIndexOf("/");
	const bare = hasTag ? path.slice(0, colon) : path;
	const reference = pinned ?? (hasTag ? path.slice(colon + 1) : "latest");
	const isReference = pinned === undefined ? tag.test(reference) : digest.test(reference);
	const [first = "", ...rest] = bare.split("/");
	const isHost = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
	const below = isHost ? rest.join("/") : rest.length > 0 ? bare : `library/${bare}`;
	if (!isReference || !repository.test(below)) return undefined;
	return { registry: isHost ? first : hub, repository: below, reference };
}

/** The name of an image as people write it. */
export function imageName({ registry, repository, reference }: ImageAddress): string {
	return `${registry}/${repository}${digest.test(reference) ? "@" : ":"}${reference}`;
}
