import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { homedir, platform } from "node:os";
import { join } from "node:path";

const stamp = "READY";

/** A build that takes longer than this was left by a process that died. In milliseconds. */
const longestBuildMs = 60 * 60 * 1000;

/** Where Spool keeps what it can make again: `$SPOOL_CACHE_DIR`, else the cache folder of the user. */
export function cacheFolder(): string {
	const { SPOOL_CACHE_DIR, XDG_CACHE_HOME } = process.env;
	if (SPOOL_CACHE_DIR) return SPOOL_CACHE_DIR;
	if (platform() === "darwin") return join(homedir(), "Library", "Caches", "spool");
	return join(XDG_CACHE_HOME || join(homedir(), ".cache"), "spool");
}

/**
 * The folder `{name}-{key}` of the cache, made by `build` if it is not there.
 *
 * It is built aside and renamed, so nobody ever sees half of one. Two processes may build at once; the one that is
 * second throws its own away.
 */
export async function buildOnce(
	name: string,
	key: string,
	build: (folder: string) => Promise<void>,
): Promise<string> {
	const cache = cacheFolder();
	const folder = join(cache, `${name}-${key}`);
	if (existsSync(join(folder, stamp))) return folder;

	await mkdir(cache, { recursive: true });
	await removeAbandoned(cache);
	const aside = join(cache, `.building-${name}-${randomBytes(6).toString("hex")}`);
	await mkdir(aside);
	try {
		await build(aside);
		await writeFile(join(aside, stamp), "");
		await rename(aside, folder).catch((error: unknown) => {
			if (!existsSync(join(folder, stamp))) throw error;
		});
	} finally {
		await rm(aside, { recursive: true, force: true });
	}
	return folder;
}

async function removeAbandoned(cache: string): Promise<void> {
	for (const entry of await readdir(cache)) {
		if (!entry.startsWith(".building-")) continue;
		const folder = join(cache, entry);
		const changed = await stat(folder).catch(() => undefined);
		if (changed && Date.now() - changed.mtimeMs > longestBuildMs) {
			await rm(folder, { recursive: true, force: true });
		}
	}
}
