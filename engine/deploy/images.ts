import type { Compiled } from "../compile/compiled.ts";
import { imageTag, readImageTag, SWAP_VERSION, tagsWith } from "../names/artifact-key.ts";
import { imageToPush } from "../package/image/assemble.ts";
import { pushBuilt } from "../package/image/push-built.ts";
import type { ImageOptions } from "../package/package.ts";
import type { PackedImage } from "../package/packed.ts";
import { bug } from "../report/bug.ts";
import type { Ports } from "./ports.ts";

/** An image at its place in the stack's repository, and what has to be done so that it is there. */
export type ImagePlacement = {
	readonly packed: PackedImage;
	readonly tag: string;
	/** Fills the slots of the template. */
	readonly place: { readonly digest: string; readonly image: string };
	readonly step: "present" | "upload";
};

/** Name of the stack's repository with its registry, as ECS and Lambda know it. */
function repositoryUri({ repository, target }: Compiled): string {
	const { account, region } = target;
	const domain = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
	return `${account ?? bug("no account to store images in")}.dkr.ecr.${region}.${domain}/${repository}`;
}

type ImageWork = {
	/** False: only what an image would be is wanted, where a program would have to build it. */
	readonly builds: boolean;
	/** What earlier swaps have stored may be used. */
	readonly isSwap?: true;
	readonly signal?: AbortSignal | undefined;
};

/**
 * How images are made for a stack. Which ones are stored is asked once and when the first image is made; what a hot
 * swap has sent counts for swaps only, because a deploy removes it again.
 */
export function imageOptions(
	{ cloud }: Pick<Ports, "cloud">,
	{ repository }: Compiled,
	{ builds, isSwap, signal }: ImageWork,
): ImageOptions {
	const asked: { tags?: Promise<readonly string[] | undefined> } = {};
	return {
		port: cloud.images,
		builds,
		storedTag: async (job, digest) => {
			asked.tags ??= cloud.images.tags(repository, signal ? { signal } : {});
			const known = tagsWith((await asked.tags) ?? [], job, digest);
			const kept = known.findLast((tag) => readImageTag(tag)?.version !== SWAP_VERSION);
			return kept ?? (isSwap ? known.at(-1) : undefined);
		},
	};
}

/** Decides under which tag an image is named: what is stored keeps its tag, so that CloudFormation sees no change. */
export function placeImage(packed: PackedImage, compiled: Compiled, version: string): ImagePlacement {
	const { content, digest, plan } = packed;
	const isStored = content.kind === "stored";
	const tag = isStored ? content.tag : imageTag(plan.job, version, digest);
	const image = `${repositoryUri(compiled)}:${tag}`;
	return { packed, tag, place: { digest, image }, step: isStored ? "present" : "upload" };
}

/** Bytes of an image that progress is told of, those of its base included. */
export function weightOf({ packed: { content } }: ImagePlacement): number {
	if (content.kind !== "assembled") return 0;
	return content.image.blobs.reduce((total, { size }) => total + size, 0);
}

/** Stores an image; gives the bytes that went over the line, as far as they are known. */
export async function sendImage(
	ports: Ports,
	repository: string,
	{ packed, tag }: ImagePlacement,
	uploaded: (bytes: number) => void,
	signal?: AbortSignal,
): Promise<number> {
	const options = signal ? { signal } : {};
	const { content, plan } = packed;
	switch (content.kind) {
		case "assembled": {
			const image = imageToPush(content.image, tag);
			return (await ports.cloud.images.push(repository, image, { ...options, uploaded })).sent;
		}
		case "built":
			await pushBuilt(ports, content.image, { repository, tag }, options);
			return 0;
		default:
			return bug(`the image of "${plan.job}" was not made`);
	}
}
