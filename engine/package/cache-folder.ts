import { join } from "node:path";
import type { Host } from "../host/port.ts";

/**
 * The folder for what can be made again, below the user's own: `SPOOL_CACHE_DIR`, else where the system keeps such
 * things; `undefined` where nothing says so, as for a user without a home.
 */
export function cacheFolder(host: Pick<Host, "variable">): string | undefined {
	const chosen = host.variable("SPOOL_CACHE_DIR");
	if (chosen !== undefined) return chosen;
	const home = host.variable("HOME");
	const system =
		host.variable("XDG_CACHE_HOME") ?? host.variable("LOCALAPPDATA") ?? (home && join(home, ".cache"));
	return system && join(system, "spool");
}
