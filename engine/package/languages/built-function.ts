import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { Failure } from "../../report/failure.ts";
import { type Contents, packagingFailure, type Work } from "../contents.ts";
import { contextDigest, readContext } from "../image/context-files.ts";
import { requireKind } from "../image/dockerfile-image.ts";
import { engineNames, searchEngine } from "../image/engines.ts";
import { readIncluded } from "../included.ts";
import { isCompleteMark, keptFolder } from "../kept-folder.ts";
import type { ZipEntry } from "../zip.ts";
import { exportBuild } from "./export-build.ts";
import type { ProgramPackaging } from "./program.ts";
import { readSource } from "./source.ts";
import { mergeEntries, readEntries } from "./source-entries.ts";
import type { Build, Local, Toolchain } from "./toolchain.ts";

/** Part of every key: a change of how programs are built makes new ones of the same files. */
const keyVersion = 1;

type Built = { readonly entries: readonly ZipEntry[] } | { readonly unfit: string };

async function readBuilt({ work }: Build, folder: string): Promise<readonly ZipEntry[]> {
	return readEntries(work, await readContext(work, folder, "the build", isCompleteMark));
}

/** All that decides what comes out: the files, the settings, the target and the tools. */
async function keyOf({ work, packaging, source }: Build, how: string): Promise<string> {
	const { runtime, architecture } = work.plan;
	const { language, settings, handler } = packaging;
	const digest = await contextDigest(work, source.entries);
	const facts = [keyVersion, language, settings, handler, source.entry, runtime, architecture, how, digest];
	return createHash("sha256").update(JSON.stringify(facts)).digest("hex").slice(0, 32);
}

/** What `make` writes into a folder of its own, which is gone afterwards. */
async function inTemporary(build: Build, make: (out: string) => Promise<string | undefined>): Promise<Built> {
	const { host } = build.work;
	const out = await host.temporaryDirectory("spool-out-");
	try {
		const unfit = await make(out);
		return unfit === undefined ? { entries: await readBuilt(build, out) } : { unfit };
	} finally {
		await host.remove(out);
	}
}

/** What `make` writes, or wrote for the same key. */
async function inCache(
	build: Build,
	how: string,
	make: (out: string) => Promise<string | undefined>,
): Promise<Built> {
	const { host, bundler } = build.work;
	const kept = { host, sort: "builds", key: await keyOf(build, how), inTurn: bundler.images.inTurn };
	let unfit: string | undefined;
	const filled = async (folder: string) => {
		unfit = await make(folder);
		if (unfit !== undefined)
			throw new Failure({ code: "code-build-failed", kind: "package", message: unfit });
	};
	try {
		return { entries: await readBuilt(build, await keptFolder(kept, filled)) };
	} catch (error) {
		if (unfit !== undefined) return { unfit };
		throw error;
	}
}

async function buildHere(build: Build, local: Local): Promise<Built> {
	if (local.kind === "unfit") return { unfit: local.why };
	if (local.keepsItself) return inTemporary(build, local.build);
	return inCache(build, local.version, local.build);
}

/** Builds in a container, where one can be started; `why` is what this machine cannot do by itself. */
async function buildInContainer(build: Build, toolchain: Toolchain, why: string): Promise<Built> {
	const { work, packaging } = build;
	const { host, plan, root: cwd, signal } = work;
	const { job, span } = plan;
	const search = await searchEngine({ host, cwd, usable: engineNames, signal });
	if (typeof search !== "string") {
		throw new Failure({
			code: "build-tool-missing",
			kind: "package",
			message: `"${packaging.entry}" of "${job}" is written in ${toolchain.name}, and nothing here can build it: ${[why, ...search].join(", ")}`,
			hint: `install ${toolchain.install}, or install and start Docker (https://docs.docker.com/get-docker/) or Podman (https://podman.io)`,
			origin: span,
		});
	}
	const { dockerfile, isNative } = toolchain.container(build);
	return inCache(build, dockerfile, async (out) => {
		await exportBuild(build, search, { dockerfile, isNative }, out);
		return undefined;
	});
}

/** The contents of a function in a language whose programs are built by tools of their own. */
export async function packBuilt(
	work: Work,
	packaging: ProgramPackaging,
	toolchain: Toolchain,
): Promise<Contents> {
	await requireKind(work, packaging.entry, "file");
	const build: Build = { work, packaging, source: await readSource(work, packaging) };
	if (!build.source.files.has(build.source.entry)) {
		const message = `excludeFiles leaves the entry file "${packaging.entry}" out`;
		const { span } = work.plan;
		throw packagingFailure(work.plan, [{ code: "entry-outside", severity: "error", message, span }]);
	}
	const began = work.host.now();
	const here = await buildHere(build, await toolchain.local(build));
	const built = "unfit" in here ? await buildInContainer(build, toolchain, here.unfit) : here;
	const entries = "entries" in built ? built.entries : [];
	const finished = (await toolchain.finish?.(build, entries)) ?? entries;
	const bundleMs = work.host.now() - began;
	const paths = new Set(finished.map(({ path }) => path));
	const included = await readIncluded(work, packaging, (path) => paths.has(path));
	const sources = build.source.entries.flatMap((one) => (one.kind === "file" ? [one.file] : []));
	return {
		body: { kind: "files", entries: mergeEntries(finished, included) },
		inputs: [...new Set([...sources, ...included.map(({ path }) => resolve(work.root, path))])],
		largestInputs: [],
		bundleMs,
	};
}
