import { spawnSync } from "node:child_process";
import type { Context } from "mocha";
import type { Host } from "../../../../engine/host/port.ts";
import type { Bundler } from "../../../../engine/package/bundler.ts";
import type { ZipPlan } from "../../../../engine/resources/kind.ts";
import {
	diskHost,
	type Files,
	makeProject,
	packOne,
	readZips,
	scriptPlan,
	temporaryFolder,
} from "../project.ts";

/** Skips a test, with the reason, where a program is missing or does not work. */
export function requireTool(test: Context, program: string, args: readonly string[] = ["--version"]): void {
	const { status } = spawnSync(program, args, { encoding: "utf8" });
	if (status === 0) return;
	if (test.test) test.test.title += ` (${program} is not installed here)`;
	test.skip();
}

/** This machine, with a cache folder of its own. */
export function ownCache(cache = temporaryFolder(), replaced: Partial<Host> = {}): Host {
	const host = diskHost();
	return {
		...host,
		variable: (name) => (name === "SPOOL_CACHE_DIR" ? cache : host.variable(name)),
		...replaced,
	};
}

/** The plan of a function in another language. */
export function programPlan(runtime: string, properties: object, changes: Partial<ZipPlan> = {}): ZipPlan {
	return scriptPlan(properties, { runtime, ...changes });
}

/** Packs a project and gives its entries by path, and what was said. */
export async function packProject(
	files: Files,
	plan: ZipPlan,
	bundler: Bundler,
	{ host = ownCache(), root = makeProject(files) }: { readonly host?: Host; readonly root?: string } = {},
) {
	const packed = await packOne(root, plan, bundler, host);
	const [entries = []] = readZips([packed.bytes]);
	const texts = Object.fromEntries(entries.map(({ path, text }) => [path, text]));
	return { packed, entries, texts, paths: entries.map(({ path }) => path), root };
}
