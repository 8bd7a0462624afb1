import { resolve } from "node:path";
import { mapBounded } from "./bounded.ts";
import { packagingFailure, type Work } from "./contents.ts";
import { findIncluded } from "./include-files.ts";
import { modeOf, type ZipEntry } from "./zip.ts";

const readsInFlight = 8;

/** What the config says of files beside the code. */
type Wanted = { readonly includeFiles: readonly string[]; readonly excludeFiles: readonly string[] };

/**
 * The files that `includeFiles` names. One that the artifact has already (`isOwn`) is left out with a warning, as is
 * a glob that matches nothing; one outside the project is a problem.
 */
export async function readIncluded(
	work: Work,
	{ includeFiles, excludeFiles }: Wanted,
	isOwn: (path: string) => boolean,
): Promise<readonly ZipEntry[]> {
	const { host, root, plan, warn } = work;
	const { paths, unmatched, outside } = await findIncluded(host, root, includeFiles, excludeFiles);
	if (outside.length > 0) {
		const code = "include-outside-project";
		const problems = outside.map((pattern) => {
			const message = `includeFiles cannot reach "${pattern}" outside the folder of the config`;
			return { code, severity: "error" as const, message, span: plan.span };
		});
		throw packagingFailure(plan, problems);
	}
	for (const pattern of unmatched) warn(`${plan.job}: no file matches "${pattern}" of includeFiles`);
	for (const path of paths.filter(isOwn)) {
		warn(`${plan.job}: "${path}" of includeFiles is left out, because the artifact has a file of that name`);
	}
	const wanted = paths.filter((path) => !isOwn(path));
	const read = await mapBounded(wanted, readsInFlight, async (path): Promise<readonly ZipEntry[]> => {
		work.signal?.throwIfAborted();
		const bytes = await host.readBytes(resolve(root, path));
		// Removed since it was listed: as if it had never been there.
		return bytes === undefined ? [] : [{ path, bytes, mode: modeOf(path, bytes) }];
	});
	return read.flat();
}
