import { join } from "node:path";
import type { Host } from "../host/port.ts";
import { cacheFolder } from "./cache-folder.ts";

/** What is made once and used again, in a folder of its own below the cache folder. */
export type Kept = {
	readonly host: Host;
	/** Name of the folder for all of this sort. */
	readonly sort: string;
	/** Stands for all that decides what the folder will hold. */
	readonly key: string;
	/** Runs one after the other what has the same key. */
	readonly inTurn: <T>(key: string, make: () => Promise<T>) => Promise<T>;
};

/** Folders of one sort that are kept; each may have some hundred megabytes. */
const keptFolders = 10;

/** Name of the file that says that a folder is whole. */
const completeMark = ".complete";

/** Moves a folder to the front of those that are kept, and removes the one that was not used for longest. */
async function keepNewest(host: Host, cache: string, key: string): Promise<void> {
	const list = join(cache, "used.json");
	const known: unknown = JSON.parse((await host.readText(list).catch(() => undefined)) || "[]");
	const others = (Array.isArray(known) ? known : []).filter((one) => typeof one === "string" && one !== key);
	for (const old of others.slice(keptFolders - 1)) await host.remove(join(cache, old));
	await host.write(list, JSON.stringify([key, ...others.slice(0, keptFolders - 1)]));
}

/**
 * The folder of `key`, absolute: as it was filled before, else filled by `fill`. It stays after the program has
 * ended; of one sort the ten that were used last.
 */
export async function keptFolder(kept: Kept, fill: (folder: string) => Promise<void>): Promise<string> {
	const { host, sort, key, inTurn } = kept;
	const cache = join(cacheFolder(host) ?? (await host.temporaryDirectory("spool-cache-")), sort);
	const folder = join(cache, key);
	return inTurn(folder, async () => {
		if ((await host.kindOf(join(folder, completeMark))) !== "file") {
			// Left over from one that broke off.
			await host.remove(folder);
			await fill(folder);
			await host.write(join(folder, completeMark), "");
		}
		await keepNewest(host, cache, key);
		return folder;
	});
}

/** True for the mark that a folder is whole. */
export function isCompleteMark(path: string): boolean {
	return path === completeMark;
}
