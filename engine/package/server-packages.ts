import { dirname, join, resolve, sep } from "node:path";
import type { BuildOptions, Metafile } from "esbuild";
import { parse } from "jsonc-parser";
import type { Host } from "../host/port.ts";
import { Failure } from "../report/failure.ts";
import { inputKeys, installedPackage } from "./bundle-inputs.ts";
import { missingModule, namesPackage, packageOf } from "./bundle-problems.ts";
import type { Bundler } from "./bundler.ts";
import { foldersUp } from "./tsconfig.ts";

/** A package that a server needs: where it is installed, and where it must lie below the folder of the server. */
export type ServerPackage = { readonly from: string; readonly to: string };

export type ServerWork = {
	readonly host: Pick<Host, "kindOf" | "readText">;
	readonly bundler: Bundler;
	/** What the server is called. */
	readonly name: string;
	/** Folder of the server's code, as the build has left it. */
	readonly folder: string;
	/** What the server imports first: files of the folder as `./entry.mjs`, and packages. */
	readonly entries: readonly string[];
	readonly signal: AbortSignal | undefined;
};

/** Packages by the name that a package imports them by; the server itself is the package "". */
type Needs = ReadonlyMap<string, ReadonlyMap<string, string>>;

const SERVER = "";

function optionsFor({ folder, entries }: ServerWork, external: readonly string[]): BuildOptions {
	return {
		stdin: {
			contents: entries.map((entry) => `import ${JSON.stringify(entry)};`).join("\n"),
			resolveDir: folder,
		},
		absWorkingDir: folder,
		bundle: true,
		metafile: true,
		write: false,
		outdir: "out",
		platform: "node",
		format: "esm",
		splitting: true,
		logLevel: "silent",
		tsconfigRaw: "{}",
		// Only what is imported counts here, not what is in it.
		loader: Object.fromEntries(
			[".css", ".html", ".md", ".node", ".svg", ".ttf", ".txt", ".wasm", ".woff", ".woff2"].map((ending) => [
				ending,
				"empty" as const,
			]),
		),
		external: [...external],
	};
}

/** What the server imports. An import that leads nowhere stays one: most are tried, and done without. */
async function readImports(work: ServerWork): Promise<Metafile> {
	let external: readonly string[] = [];
	for (;;) {
		const result = await work.bundler.build(`website:${work.name}`, optionsFor(work, external), work.signal);
		if ("build" in result) return result.build.metafile;
		const missing = result.errors.flatMap((error) => missingModule(error) ?? []);
		const fresh = missing.filter((one) => !external.includes(one));
		if (missing.length < result.errors.length || fresh.length === 0) {
			throw new Failure({
				code: "server-unreadable",
				kind: "package",
				message: `the imports of ${work.name}, as its build has left it, cannot be followed`,
				details: result.errors.slice(0, 10).map(({ text, location }) => {
					const place = location ? `${location.file}:${location.line}: ` : "";
					return `${place}${text}`;
				}),
			});
		}
		external = [...external, ...fresh];
	}
}

/** The folder of the package that a file is of: an installed one, or one of the workspace beside the application. */
async function packageFolder({ host, folder }: ServerWork, key: string): Promise<string> {
	const installed = installedPackage(key);
	if (installed) return resolve(folder, installed.folder);
	const file = resolve(folder, key);
	if (file.startsWith(folder + sep) || key.startsWith("<")) return SERVER;
	for (const up of foldersUp(dirname(file))) {
		if ((await host.kindOf(join(up, "package.json"))) === "file") return up;
	}
	return SERVER;
}

type Import = NonNullable<Metafile["inputs"][string]>["imports"][number];

/** The package that an import leads to, and the name that it has there; `undefined` inside of one package. */
async function packageImported(
	work: ServerWork,
	importer: string,
	{ path, original = path, external }: Import,
): Promise<{ readonly name: string; readonly folder: string } | undefined> {
	const isFile = !external && !/^[<(]/.test(path);
	const folder = isFile ? await packageFolder(work, path) : importer;
	if (folder === importer || folder === SERVER) return undefined;
	const name = namesPackage(original) ? packageOf(original) : installedPackage(path)?.name;
	return name === undefined ? undefined : { name, folder };
}

async function readNeeds(work: ServerWork, metafile: Metafile): Promise<Map<string, Map<string, string>>> {
	const needs = new Map<string, Map<string, string>>();
	for (const from of ["<stdin>", ...inputKeys(metafile)]) {
		const importer = await packageFolder(work, from);
		const own = needs.get(importer) ?? new Map<string, string>();
		needs.set(importer, own);
		for (const one of metafile.inputs[from]?.imports ?? []) {
			const imported = await packageImported(work, importer, one);
			if (imported) own.set(imported.name, imported.folder);
		}
	}
	return needs;
}

/** Packages that others name as optional: what they have for one system, which no import in the code tells. */
async function addOptional({ host }: ServerWork, needs: Map<string, Map<string, string>>): Promise<void> {
	for (const [folder, own] of needs) {
		if (folder === SERVER) continue;
		const manifest = (parse((await host.readText(join(folder, "package.json"))) ?? "") ?? {}) as {
			readonly optionalDependencies?: Readonly<Record<string, unknown>>;
		};
		for (const name of Object.keys(manifest.optionalDependencies ?? {})) {
			const found = await installedFrom(host, folder, name);
			if (found === undefined || own.has(name)) continue;
			own.set(name, found);
			if (!needs.has(found)) needs.set(found, new Map());
		}
	}
}

async function installedFrom(
	host: ServerWork["host"],
	from: string,
	name: string,
): Promise<string | undefined> {
	for (const up of foldersUp(from)) {
		const folder = join(up, "node_modules", name);
		if ((await host.kindOf(folder)) === "directory") return folder;
	}
	return undefined;
}

/**
 * Gives every package a place from which whoever imports it finds it, whatever the layout on this machine: at the top,
 * or below its importer where another version has that place.
 */
function placePackages(needs: Needs): readonly ServerPackage[] {
	const places = new Map<string, string>();
	const seenFrom = (at: string, name: string): string | undefined => {
		const steps = at === "" ? [""] : [at, ...outer(at), ""];
		for (const step of steps) {
			const found = places.get(below(step, name));
			if (found !== undefined) return found;
		}
		return undefined;
	};
	const waiting = [{ at: "", folder: SERVER }];
	for (const { at, folder } of waiting) {
		for (const [name, wanted] of [...(needs.get(folder) ?? [])].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
			const found = seenFrom(at, name);
			if (found === wanted) continue;
			const to = below(found === undefined ? "" : at, name);
			places.set(to, wanted);
			waiting.push({ at: to, folder: wanted });
		}
	}
	return [...places].map(([to, from]) => ({ from, to }));
}

const below = (at: string, name: string) => `${at === "" ? "" : `${at}/`}node_modules/${name}`;

/** The packages that a package lies in: `node_modules/a` of `node_modules/a/node_modules/b`. */
function outer(at: string): readonly string[] {
	const end = at.lastIndexOf("/node_modules/");
	return end < 0 ? [] : [at.slice(0, end), ...outer(at.slice(0, end))];
}

/** The packages that a server imports, and those that they import: what must lie beside its code. */
export async function serverPackages(work: ServerWork): Promise<readonly ServerPackage[]> {
	const needs = await readNeeds(work, await readImports(work));
	await addOptional(work, needs);
	return placePackages(needs);
}
