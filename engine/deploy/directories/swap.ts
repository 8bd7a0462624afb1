import { isAbsolute, join, sep } from "node:path";
import type { StackState } from "../../cloud/port.ts";
import { deployValues } from "../../compile/after.ts";
import type { Compiled, Directory } from "../../compile/compiled.ts";
import type { Template } from "../../template/template.ts";
import { forgetCached } from "../forget-cached.ts";
import type { Ports } from "../ports.ts";
import { injectValues } from "./inject.ts";
import { mirrorDirectories } from "./mirror.ts";

/** True when one of two references is that of a part of the other, or of the same resource. */
export function isPartOf(one: string, other: string): boolean {
	return one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);
}

/** Where directories are swapped into. */
export type SwapPlace = {
	readonly root: string;
	readonly stage: string;
	readonly stack: StackState;
	/** Version of the last deploy. */
	readonly version: string | undefined;
};

/** Absolute path of the folder that a bucket mirrors. */
export function folderOf(root: string, { directory }: Pick<Directory, "directory">): string {
	return isAbsolute(directory) ? directory : join(root, directory);
}

/** The directories whose buckets are deployed: the others are made by a deploy, which also fills them. */
export function deployedDirectories(
	{ directories }: Pick<Compiled, "directories">,
	{ Resources }: Template,
): readonly Directory[] {
	const buckets = new Set(Object.values(Resources).map(({ Properties }) => Properties?.["BucketName"]));
	return directories.filter(({ bucket }) => buckets.has(bucket));
}

/** The directories that hold one of `paths`. */
export function directoriesWith(
	directories: readonly Directory[],
	root: string,
	paths: ReadonlySet<string>,
): readonly Directory[] {
	return directories.filter((directory) => {
		const folder = `${folderOf(root, directory)}${sep}`;
		return [...paths].some((path) => path.startsWith(folder));
	});
}

/**
 * Brings the files of directories into their buckets without a deploy, with the values of the deployed stack in their
 * pages, and makes CDNs forget what they keep of them. CloudFormation knows nothing of files, so that the next deploy
 * has nothing to take over. Gives the resources whose files have changed.
 */
export async function swapDirectories(
	ports: Ports,
	{ directories, after, aftercare, deploymentBucket, template }: Compiled,
	chosen: readonly Directory[],
	{ root, stage, stack, version }: SwapPlace,
	signal?: AbortSignal,
): Promise<readonly string[]> {
	if (chosen.length === 0) return [];
	const options = signal ? { signal } : {};
	const isOf = (care: string, resources: readonly string[]) => resources.some((one) => isPartOf(one, care));
	const names = chosen.map(({ resource }) => resource);
	const injections = after.injections.filter(({ resource }) => isOf(resource, names));
	await injectValues(ports, injections, deployValues(stack.outputs), { root, stage });
	const others = directories.filter((one) => !chosen.includes(one)).map(({ bucket }) => bucket);
	const place = { root, deploymentBucket, before: version, stack, others };
	const changed = await mirrorDirectories(ports, chosen, place, options);
	if (changed.length > 0) await forgetCached(ports, aftercare, stack, options, { template, changed });
	return changed.map(({ resource }) => resource);
}
