import type { Bundler } from "../../../../engine/package/bundler.ts";
import { createImageMemory } from "../../../../engine/package/image/image-memory.ts";
import { packBuilt } from "../../../../engine/package/languages/built-function.ts";
import type { ProgramPackaging } from "../../../../engine/package/languages/program.ts";
import { readSource } from "../../../../engine/package/languages/source.ts";
import type { Build, Toolchain } from "../../../../engine/package/languages/toolchain.ts";
import { readPackaging } from "../../../../engine/package/packaging.ts";
import { bug } from "../../../../engine/report/bug.ts";
import type { ZipPlan } from "../../../../engine/resources/kind.ts";
import { type MemoryHost, memoryHost, type Program } from "../../../support/memory-host.ts";
import { workOn } from "../project.ts";
import { programPlan } from "./toolchain-tests.ts";

export const ended = (stdout = "", exitCode = 0, stderr = "") => ({ exitCode, stdout, stderr });

/** A folder `/project` on a machine in memory with the programs that it has. */
export type Bench = {
	readonly host: MemoryHost;
	readonly plan: ZipPlan;
	readonly packaging: ProgramPackaging;
	readonly said: readonly string[];
	readonly build: () => Promise<Build>;
	readonly pack: () => Promise<Readonly<Record<string, string>>>;
	/** Programs that were run, a line each, without the questions for a version. */
	readonly lines: () => readonly string[];
};

/** What stands in for tools that are not installed here. */
export function bench(
	toolchain: Toolchain,
	runtime: string,
	properties: object,
	files: Readonly<Record<string, string>>,
	programs: (host: () => MemoryHost) => Readonly<Record<string, Program>> = () => ({}),
	changes: Partial<ZipPlan> = {},
): Bench {
	const placed = Object.fromEntries(Object.entries(files).map(([path, text]) => [`/project/${path}`, text]));
	const host: MemoryHost = memoryHost({ files: placed, programs: programs(() => host) });
	host.variables.set("SPOOL_CACHE_DIR", "/cache");
	const plan = programPlan(runtime, properties, changes);
	const packaging = readPackaging(plan);
	if (packaging.kind !== "program") return bug("it is no program");
	const bundler = { images: createImageMemory() } as Bundler;
	const work = { ...workOn("/project", plan, bundler), host };
	return {
		host,
		plan,
		packaging,
		said: work.said,
		build: async () => ({ work, packaging, source: await readSource(work, packaging) }),
		pack: async () => {
			const { body } = await packBuilt(work, packaging, toolchain);
			if (body.kind !== "files") return bug("it is a zip");
			const files = await Promise.all(body.entries.map((entry) => ("load" in entry ? entry.load() : entry)));
			return Object.fromEntries(
				files.map(({ path, bytes }) => [path, Buffer.from(bytes).toString("latin1")]),
			);
		},
		lines: () =>
			host.runs
				.map(({ command, args }) => [command, ...args].join(" "))
				.filter((line) => !/ --?version\b|-vV|--print sysroot|^ruby -e|^\w+ info| version\b/.test(line)),
	};
}

/** An engine that writes `files` where the output of a build is wanted, and keeps the Dockerfile. */
export function engine(
	host: () => MemoryHost,
	files: Readonly<Record<string, string>>,
	seen: { dockerfile?: string } = {},
): Program {
	return (args) => {
		if (args[0] !== "build") return ended("27.0");
		const file = args[args.indexOf("--file") + 1] ?? "";
		seen.dockerfile = Buffer.from(host().files.get(file) ?? new Uint8Array()).toString();
		const out = (args[args.indexOf("--output") + 1] ?? "").replace("type=local,dest=", "");
		for (const [path, text] of Object.entries(files))
			host().files.set(`${out}/${path}`, Buffer.from(text, "latin1"));
		return ended();
	};
}
