import { createHash } from "node:crypto";
import type { ImageAddress, ImagePort } from "../../cloud/port.ts";
import type { Host } from "../../host/port.ts";
import type { LayerPlan } from "./assemble.ts";
import { type BaseImage, readBaseImage } from "./base-image.ts";
import { imageName } from "./image-name.ts";
import { type Layer, makeLayer } from "./layer.ts";
import type { Architecture } from "./oci.ts";
import type { LayerEntry } from "./tar.ts";

/** What stays known between two images that are put together in one program. */
export type ImageMemory = {
	/** A base image, read once. */
	base(
		images: ImagePort,
		address: ImageAddress,
		architecture: Architecture,
		signal: AbortSignal | undefined,
	): Promise<BaseImage>;
	/** Runs `make` after whatever runs under the same key: two at a time would be in each other's way. */
	inTurn<T>(key: string, make: () => Promise<T>): Promise<T>;
	/** The layer of these files; the one that was made before, if none of them has changed. */
	layer(host: Host, plan: LayerPlan, signal: AbortSignal | undefined): Promise<Layer>;
};

/** Compressed bytes of one layer that stay in memory; those of a larger one are made again for its upload. */
const keptOfLayer = 8 * 1024 * 1024;
/** Layers that are remembered, of which each may keep that much. */
const mostLayers = 12;

function identityOf(entry: LayerEntry): readonly string[] {
	if (entry.kind === "link") return ["link", entry.path, entry.target];
	const { content } = entry;
	if ("bytes" in content)
		return ["bytes", entry.path, createHash("sha256").update(content.bytes).digest("hex")];
	return ["file", entry.path, content.file, content.stamp];
}

/** What a layer is made of: bytes by their digest, files of the disk by what changes with every write to them. */
function keyOf({ comment, entries }: LayerPlan): string {
	const hash = createHash("sha256").update(comment);
	const sorted = entries.toSorted((a, b) => (a.path < b.path ? -1 : 1));
	for (const entry of sorted) hash.update(`\0${identityOf(entry).join("\0")}`);
	return hash.digest("hex");
}

/** A memory for as long as its owner keeps it. */
export function createImageMemory(): ImageMemory {
	const bases = new Map<string, Promise<BaseImage>>();
	const layers = new Map<string, Promise<Layer>>();
	const running = new Map<string, Promise<unknown>>();
	const remembered = <T>(kept: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> => {
		const known = kept.get(key) ?? make();
		// Put to the end, so that the first is the one that was not used for longest.
		kept.delete(key);
		kept.set(key, known);
		known.catch(() => kept.delete(key));
		return known;
	};
	return {
		base: (images, address, architecture, signal) =>
			remembered(bases, `${architecture} ${imageName(address)}`, () =>
				readBaseImage(images, address, architecture, signal),
			),
		inTurn: <T>(key: string, make: () => Promise<T>): Promise<T> => {
			const made = (running.get(key) ?? Promise.resolve()).then(make, make);
			running.set(key, made);
			return made;
		},
		layer: (host, plan, signal) => {
			const compression = plan.comment === "dependencies" ? "fast" : "small";
			const options = { compression, keepBytes: keptOfLayer, ...(signal && { signal }) } as const;
			const layer = remembered(layers, keyOf(plan), () => makeLayer(host, plan.entries, options));
			for (const oldest of layers.keys()) {
				if (layers.size <= mostLayers) break;
				layers.delete(oldest);
			}
			return layer;
		},
	};
}
