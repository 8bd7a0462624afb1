import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bug } from "../engine/report/bug.ts";

/**
 * The folder with the sandbox's Python, found from the module that runs: upwards from it to the first folder that
 * has `sandbox/requirements.txt`. The same code then serves from source and from a bundle that lies beside a copy of
 * that folder.
 */
export function sandboxFolder(): string {
	const found = walkUp(moduleFolder(), (folder) => existsSync(join(folder, "sandbox", "requirements.txt")));
	return join(found ?? bug("the sandbox's files are not beside the program"), "sandbox");
}

/** A Node.js 24 among the installed packages (the npm package `node`), if there is one. */
export function packagedNode(): string | undefined {
	const program = join("node_modules", "node", "bin", "node");
	const found = walkUp(moduleFolder(), (folder) => existsSync(join(folder, program)));
	return found && join(found, program);
}

/** A CommonJS bundle has no address of its own module, but the name of its file. */
function moduleFolder(): string {
	return typeof __dirname === "string" ? __dirname : dirname(fileURLToPath(import.meta.url));
}

function walkUp(start: string, isWanted: (folder: string) => boolean): string | undefined {
	for (let folder = start; ; folder = dirname(folder)) {
		if (isWanted(folder)) return folder;
		if (dirname(folder) === folder) return undefined;
	}
}
