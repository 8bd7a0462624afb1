import type { Bundler } from "../../../../engine/package/bundler.ts";
import { createImageMemory } from "../../../../engine/package/image/image-memory.ts";
import { type ImagePackaging, readImagePackaging } from "../../../../engine/package/image/image-packaging.ts";
import type { ImageWork } from "../../../../engine/package/image/image-work.ts";
import { type MemoryHost, memoryHost, type Program } from "../../../support/memory-host.ts";
import { imagePlan, imageWork, officialBases } from "./project.ts";

export const ended = (stdout = "", exitCode = 0, stderr = "") => ({ exitCode, stdout, stderr });

/** Programs that are not there, do not answer, or do all that they are asked to. */
export const silent: Program = () => ended("", 1, "Cannot connect to the Docker daemon");
export const willing: Program = () => ended("1.2.3\n");

/** Nothing is bundled by what is built by other programs. */
const noBundler = { images: createImageMemory() } as Bundler;

export type Bench = ImageWork & { readonly host: MemoryHost; readonly said: string[] };

/** Work on a packaging in the folder `/project` of a machine in memory. */
export function bench(
	type: string,
	properties: object,
	files: Readonly<Record<string, string>>,
	programs: Readonly<Record<string, Program>> = { docker: willing },
	changes: Partial<ImageWork> = {},
): Bench {
	const placed = Object.fromEntries(Object.entries(files).map(([path, text]) => [`/project/${path}`, text]));
	const host = memoryHost({ files: placed, programs });
	const plan = imagePlan({}, { packaging: { type, properties } });
	const { images } = officialBases();
	return { ...imageWork("/project", plan, noBundler, { images, ...changes, host }), host };
}

/** The packaging of the plan, which must be of one kind. */
export function packagingOf<Kind extends ImagePackaging["kind"]>(
	{ plan }: ImageWork,
	kind: Kind,
): Extract<ImagePackaging, { readonly kind: Kind }> {
	const packaging = readImagePackaging(plan);
	if (packaging.kind !== kind) throw new Error(`it is ${packaging.kind}`);
	return packaging as Extract<ImagePackaging, { readonly kind: Kind }>;
}

/** The programs that were run, a line each. */
export function commandsOf({ host }: Bench): string[] {
	return host.runs.map(({ command, args }) => [command, ...args].join(" "));
}
