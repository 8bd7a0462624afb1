import { rmSync } from "node:fs";
import { cp, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

export type TempFolder = {
	readonly path: string;
	remove(): void;
};

/** VS Code listens on sockets in such a folder; a socket's path may have 108 characters, 104 on macOS. */
const longestParent = 30;

/** Makes an empty folder with a short path. It goes at `remove`, or when this process exits. */
export async function makeTempFolder(): Promise<TempFolder> {
	const parent = tmpdir().length <= longestParent ? tmpdir() : "/tmp";
	const path = await mkdtemp(join(parent, "spool-vs-"));
	const erase = () => rmSync(path, { recursive: true, force: true, maxRetries: 5 });
	process.once("exit", erase);
	const remove = () => {
		process.off("exit", erase);
		erase();
	};
	return { path, remove };
}

/** Copies a workspace into `folder` under its own name, so that no test writes to a fixture. Gives the copy's path. */
export async function copyWorkspace(workspace: string, folder: string): Promise<string> {
	const copy = join(folder, basename(workspace));
	await cp(workspace, copy, { recursive: true, filter: (file) => basename(file) !== ".git" });
	return copy;
}
