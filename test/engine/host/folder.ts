import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Gives every test of a suite an empty folder, and removes it afterwards. */
export function emptyFolders(): (...path: string[]) => string {
	const current = { folder: "" };
	beforeEach(async () => {
		current.folder = await mkdtemp(join(await realpath(tmpdir()), "spool-host-"));
	});
	afterEach(async () => {
		await rm(current.folder, { recursive: true });
	});
	return (...path) => join(current.folder, ...path);
}
