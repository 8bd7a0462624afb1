import { readFileSync } from "node:fs";
import { loadCode } from "./load.ts";
import type { BundledCode } from "./request.ts";

/** Runs a script as if Node had been started with its file. */
async function main(file: string): Promise<void> {
	const code = JSON.parse(readFileSync(file, "utf8")) as BundledCode;
	process.argv = [process.argv[0] ?? "node", code.entry];
	process.setSourceMapsEnabled(true);
	await loadCode(code);
}

void main(process.argv[2] ?? "");
