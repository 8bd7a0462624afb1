import { dirname, join } from "node:path";
import { parse } from "jsonc-parser";
import type { Host } from "../host/port.ts";
import { foldersUp } from "./tsconfig.ts";

/** Lock files and the command that adds a package, in the format's order. */
const managers = [
	{ lock: "package-lock.json", add: "npm install", install: "npm install" },
	{ lock: "yarn.lock", add: "yarn add", install: "yarn install" },
	{ lock: "pnpm-lock.yaml", add: "pnpm add", install: "pnpm install" },
	{ lock: "bun.lock", add: "bun add", install: "bun install" },
	{ lock: "bun.lockb", add: "bun add", install: "bun install" },
] as const;

type Manifest = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;

type Machine = { readonly host: Pick<Host, "kindOf" | "readText"> };

async function managerOf(work: Machine, folders: readonly string[]): Promise<(typeof managers)[number]> {
	for (const folder of folders) {
		for (const manager of managers) {
			if ((await work.host.kindOf(join(folder, manager.lock))) === "file") return manager;
		}
	}
	return managers[0];
}

async function declaredPackages(work: Machine, folders: readonly string[]): Promise<ReadonlySet<string>> {
	const names = new Set<string>();
	for (const folder of folders) {
		const text = await work.host.readText(join(folder, "package.json"));
		const manifest = (parse(text ?? "") ?? {}) as Manifest;
		const fields = ["dependencies", "devDependencies", "optionalDependencies"] as const;
		for (const field of fields) for (const name of Object.keys(manifest[field] ?? {})) names.add(name);
	}
	return names;
}

/** For each of the packages that are `missing`, what to do in the project that `entry` belongs to. */
export async function findInstalls(
	work: Machine,
	entry: string,
	missing: readonly string[],
): Promise<ReadonlyMap<string, string>> {
	if (missing.length === 0) return new Map();
	const folders = foldersUp(dirname(entry));
	const manager = await managerOf(work, folders);
	const declared = await declaredPackages(work, folders);
	return new Map(
		missing.map((name) => [
			name,
			declared.has(name)
				? `run "${manager.install}": "${name}" is in package.json but not installed`
				: `run "${manager.add} ${name}"`,
		]),
	);
}
