import { join } from "node:path";
import type { Host } from "../host/port.ts";

/**
 * The folder for what Spool remembers of a user, for all programs of that user: `SPOOL_STATE_DIR`, else where the
 * system keeps such things; `undefined` where nothing says so, as for a user without a home.
 */
export function stateFolder(host: Pick<Host, "variable">): string | undefined {
	const chosen = host.variable("SPOOL_STATE_DIR");
	if (chosen !== undefined) return chosen;
	const home = host.variable("HOME");
	const system =
		host.variable("XDG_STATE_HOME") ??
		host.variable("LOCALAPPDATA") ??
		(home && join(home, ".local", "state"));
	return system && join(system, "spool");
}
