import { pathToFileURL } from "node:url";
import type { BuildContext, BuildFailure, BuildOptions, Message, Metafile } from "esbuild";
import { Failure } from "../report/failure.ts";
import { createImageMemory, type ImageMemory } from "./image/image-memory.ts";
import { type CompressedCache, createCompressedCache } from "./zip.ts";

/** A finished build: every output in memory, and esbuild's account of what went in. */
export type Build = {
	readonly outputs: readonly { readonly path: string; readonly contents: Uint8Array }[];
	readonly metafile: Metafile;
	readonly warnings: readonly Message[];
};

/** Either a build or esbuild's errors in the user's code. */
export type BuildResult = { readonly build: Build } | { readonly errors: readonly Message[] };

/** An import in an installed package that leads nowhere, and what esbuild said of it. */
export type OptionalImport = { readonly specifier: string; readonly from: string; readonly message: Message };

/** What a build must do differently for the packages that are installed. */
export type Detours = {
	/** Imports that stay as they are. */
	readonly missing: readonly OptionalImport[];
	/** By package: the absolute path of the file to take for it. */
	readonly aliases: Readonly<Record<string, string>>;
};

/**
 * What stays warm between two runs of packaging: parsed files, compressed zip entries and what is known about
 * installed packages. One for as long as files are watched; `close` gives its memory back.
 */
export type Bundler = {
	/**
	 * Builds `options`, which belong to `name`: a second call with the same options parses only what has changed.
	 * Fails with `bundler-missing` or `bundler-stopped`; errors in the user's code are a result.
	 */
	build(name: string, options: BuildOptions, signal: AbortSignal | undefined): Promise<BuildResult>;
	/** The version of esbuild, without starting it. */
	version(): Promise<string>;
	readonly compressed: CompressedCache;
	/** By absolute folder of an installed package: whether it needs files that a bundle cannot hold. */
	readonly nativePackages: Map<string, boolean>;
	/** By the name of a build: what its last run learned, so that the next one need not fail first. */
	readonly detours: Map<string, Detours>;
	/** Base images and layers of images. */
	readonly images: ImageMemory;
	close(): Promise<void>;
};

type Esbuild = typeof import("esbuild");

/** A warm context and the end of its last build: two builds of one context never run at once. */
type Slot = {
	readonly key: string;
	readonly context: Promise<BuildContext>;
	idle: Promise<unknown>;
	opened: boolean;
};

async function loadEsbuild(path: string | undefined): Promise<Esbuild> {
	try {
		// Two imports, because the build of Spool replaces the one that names the package.
		const loaded = path === undefined ? await import("esbuild") : await import(pathToFileURL(path).href);
		// Seen from an ES module, a CommonJS module may show its exports below `default` only.
		return (loaded.context === undefined ? loaded.default : loaded) as Esbuild;
	} catch (cause) {
		throw missingBundler(cause);
	}
}

function missingBundler(cause: unknown): Failure {
	return new Failure({
		code: "bundler-missing",
		kind: "package",
		message: "esbuild, which bundles the code, cannot be started",
		hint: "install Spool again, for this system and processor",
		...(cause instanceof Error && {
			details: cause.message.split("\n").filter((line) => line.trim() !== ""),
		}),
		cause,
	});
}

function isBuildFailure(error: unknown): error is BuildFailure {
	return error instanceof Error && Array.isArray((error as Partial<BuildFailure>).errors);
}

async function rebuild(slot: Slot, signal: AbortSignal | undefined): Promise<BuildResult> {
	const context = await slot.context;
	signal?.throwIfAborted();
	const cancel = () => void context.cancel();
	signal?.addEventListener("abort", cancel, { once: true });
	try {
		const { outputFiles, metafile, warnings } = await context.rebuild();
		signal?.throwIfAborted();
		return {
			build: { outputs: outputFiles ?? [], metafile: metafile ?? { inputs: {}, outputs: {} }, warnings },
		};
	} finally {
		signal?.removeEventListener("abort", cancel);
	}
}

/** A build that gave no result: errors in the user's code are one, everything else is a failure. */
function explain(error: unknown, opened: boolean): BuildResult {
	if (isBuildFailure(error)) return { errors: error.errors };
	if (!opened) throw error instanceof Failure ? error : missingBundler(error);
	throw new Failure({
		code: "bundler-stopped",
		kind: "package",
		message: "esbuild, which bundles the code, has stopped",
		hint: "try again",
		cause: error,
	});
}

/**
 * A bundler that loads esbuild at its first build: from the file `esbuildModule`, or as the package `esbuild`.
 *
 * esbuild finds its program in the package for the platform beside it, or by ESBUILD_BINARY_PATH, which it reads
 * while it is loaded; whoever starts Spool may set that before the first build. A copy must keep the name
 * `lib/main.js`, or esbuild takes itself for bundled and refuses to work without that variable.
 */
export function createBundler(options: { readonly esbuildModule?: string } = {}): Bundler {
	const slots = new Map<string, Slot>();
	const compressed = createCompressedCache();
	let loading: Promise<Esbuild> | undefined;

	const dispose = async (slot: Slot): Promise<void> => {
		await slot.idle;
		await slot.context.then((context) => context.dispose()).catch(() => undefined);
	};
	const slotFor = (name: string, build: BuildOptions): Slot => {
		const key = JSON.stringify(build);
		const known = slots.get(name);
		if (known?.key === key) return known;
		if (known !== undefined) void dispose(known);
		const slot: Slot = {
			key,
			context: load().then((esbuild) => esbuild.context(build)),
			idle: Promise.resolve(),
			opened: false,
		};
		slots.set(name, slot);
		slot.context.then(
			() => (slot.opened = true),
			() => (loading = undefined),
		);
		return slot;
	};
	/** A context that did not open is of no use to the next build; if esbuild's program is gone, none is. */
	const forget = async (name: string, slot: Slot, error: unknown): Promise<void> => {
		if (!slot.opened) slots.delete(name);
		if (!slot.opened || isBuildFailure(error)) return;
		slots.clear();
		// Without this, esbuild goes on talking to the program that has ended instead of starting another one.
		await (await loading)?.stop();
	};
	const load = (): Promise<Esbuild> => {
		loading ??= loadEsbuild(options.esbuildModule);
		loading.catch(() => (loading = undefined));
		return loading;
	};
	return {
		compressed,
		version: async () => (await load()).version,
		nativePackages: new Map(),
		detours: new Map(),
		images: createImageMemory(),
		build: async (name, build, signal) => {
			const slot = slotFor(name, build);
			const result = slot.idle.then(() => rebuild(slot, signal));
			slot.idle = result.catch(() => undefined);
			try {
				return await result;
			} catch (error) {
				signal?.throwIfAborted();
				if (slots.get(name) === slot) await forget(name, slot, error);
				return explain(error, slot.opened);
			}
		},
		close: async () => {
			const open = [...slots.values()];
			slots.clear();
			await Promise.all(open.map(dispose));
		},
	};
}
