import { join, posix } from "node:path";
import { mapBounded } from "../bounded.ts";
import type { Work } from "../contents.ts";
import { modeOf, type ZipEntry } from "../zip.ts";

const readsInFlight = 8;

/** What a build of native code leaves behind, and programs do not load. */
const leftovers = /^(node_modules|\.bin|build\/Release\/(\.deps|obj(\.target)?))\//;

/** The files of an installed package at their place in the artifact, without the packages that are installed in it. */
export async function readPackage(
	{ host, signal }: Pick<Work, "host" | "signal">,
	folder: string,
	at: string,
): Promise<readonly ZipEntry[]> {
	const files = (await host.list(folder)).filter(({ path }) => !leftovers.test(path));
	const read = await mapBounded(files, readsInFlight, async ({ path }): Promise<readonly ZipEntry[]> => {
		signal?.throwIfAborted();
		const bytes = await host.readBytes(join(folder, path));
		return bytes === undefined ? [] : [{ path: posix.join(at, path), bytes, mode: modeOf(path, bytes) }];
	});
	return read.flat();
}
