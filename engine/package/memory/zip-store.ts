import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Host } from "../../host/port.ts";

/** Zips that were made, by their digest, in a folder that several processes may use at a time. */
export type ZipStore = {
	/** Path of a zip that is there and whole; `stamp` is what `keep` or an earlier call gave, and saves reading it. */
	find(
		digest: string,
		size: number,
		stamp: string | undefined,
	): Promise<{ readonly path: string; readonly stamp: string | undefined } | "missing" | "damaged">;
	/** Keeps a zip; `undefined` where the disk does not take it. */
	keep(digest: string, pieces: Iterable<Uint8Array>): Promise<string | undefined>;
	/** Removes zips until all have `maxBytes` at most: those first that were not used for longest. */
	trim(maxBytes: number, usedAt: (digest: string) => number): Promise<void>;
};

/** A zip that was just made may be wanted by another process that has found it and not yet sent it. */
const youngMs = 60 * 60_000;

type Disk = Pick<Host, "states" | "stream" | "write" | "remove" | "list" | "now">;

async function isWhole(host: Disk, path: string, size: number, digest: string): Promise<boolean> {
	const hash = createHash("sha256");
	try {
		for await (const bytes of host.stream(path, size)) hash.update(bytes);
	} catch {
		return false;
	}
	return hash.digest("hex") === digest;
}

/** Opens the zips below the folder `cache`. */
export function openZipStore(host: Disk, cache: string): ZipStore {
	const folder = join(cache, "zips");
	const pathOf = (digest: string) => join(folder, `${digest}.zip`);
	return {
		find: async (digest, size, stamp) => {
			const path = pathOf(digest);
			const [state] = await host.states([path]);
			if (state?.kind !== "file") return "missing";
			if (stamp !== undefined && state.stamp === stamp) return { path, stamp };
			if (!(await isWhole(host, path, size, digest))) {
				await host.remove(path).catch(() => undefined);
				return "damaged";
			}
			// What was written a moment ago might be written again without another stamp.
			return { path, stamp: state.changedAt < host.now() - 2_000 ? state.stamp : undefined };
		},
		keep: async (digest, pieces) => {
			try {
				const path = pathOf(digest);
				await host.write(path, pieces);
				return path;
			} catch {
				return undefined;
			}
		},
		trim: async (maxBytes, usedAt) => {
			const files = await host.list(folder).catch(() => []);
			const states = await host.states(files.map(({ path }) => join(folder, path)));
			let total = files.reduce((sum, { size }) => sum + size, 0);
			const oldestFirst = files
				.map(({ path, size }, index) => ({ path, size, changedAt: states[index]?.changedAt ?? 0 }))
				.map((file) => ({ ...file, used: Math.max(file.changedAt, usedAt(file.path.replace(/\.zip$/, ""))) }))
				.filter(({ used }) => used < host.now() - youngMs)
				.sort((left, right) => left.used - right.used);
			for (const { path, size } of oldestFirst) {
				if (total <= maxBytes) return;
				await host.remove(join(folder, path)).catch(() => undefined);
				total -= size;
			}
		},
	};
}
