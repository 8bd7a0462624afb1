import type { Analysis } from "../analyse.ts";
import type { Bundler } from "../package/bundler.ts";
import { openPackageMemory } from "../package/memory/package-memory.ts";
import { packArtifacts } from "../package/package.ts";
import { isZip } from "../package/packed.ts";
import type { Ports } from "./ports.ts";
import { type ArtifactReport, reportsOf } from "./result.ts";

/** What is to be packaged. */
export type PackageRequest = {
	/** Folder of the config, absolute. */
	readonly root: string;
	readonly bundler: Bundler;
	/** Make every artifact anew. */
	readonly noCache: boolean;
	readonly signal: AbortSignal;
};

/** An artifact that was packaged, and how large it is: bytes of the zip, none for an image. */
export type PackageReport = ArtifactReport & { readonly size: number | undefined };

/**
 * Makes the artifacts of a config as a deploy would, and sends nothing. Nothing of AWS is asked, so that every image
 * is made, whether it is stored or not.
 */
export async function packageOnly(
	{ host, emit, cloud }: Pick<Ports, "host" | "emit" | "cloud">,
	{ compiled }: Analysis,
	{ root, bundler, noCache, signal }: PackageRequest,
): Promise<readonly PackageReport[]> {
	const packed = await packArtifacts({ host, emit }, compiled.artifacts, {
		root,
		bundler,
		signal,
		memory: noCache ? undefined : openPackageMemory(host, root),
		images: { port: cloud.images, builds: true, storedTag: async () => undefined },
	});
	return reportsOf(packed).map((report, index) => {
		const one = packed[index];
		return { ...report, size: one && isZip(one) ? one.source.size : undefined };
	});
}
