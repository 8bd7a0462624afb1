import { posix, resolve } from "node:path";
import { type Contents, packagingFailure, type Work } from "../contents.ts";
import { readContext } from "../image/context-files.ts";
import { requireKind } from "../image/dockerfile-image.ts";
import { minifiedEntries } from "../image/minify-python.ts";
import { readIncluded } from "../included.ts";
import { isCompleteMark } from "../kept-folder.ts";
import { listOf } from "../packaging-values.ts";
import { installPackages } from "../python/install.ts";
import { isMachineMade, isTrace, neutral } from "../python/installed-files.ts";
import type { Installation } from "../python/installer.ts";
import { withoutPackages } from "../python/left-out.ts";
import { type DependencyFile, findDependencyFile } from "../python/requirements.ts";
import { unneededByPython } from "../python/unneeded.ts";
import type { ZipEntry } from "../zip.ts";
import { type ProgramPackaging, pathSetting, versionSetting } from "./program.ts";
import { isExcludedBy, mergeEntries, readEntries } from "./source-entries.ts";

/**
 * Minor versions of glibc 2 in Lambda's runtimes: Amazon Linux 2023 from Python 3.12 on, Amazon Linux 2 before it.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html, https://docs.aws.amazon.com/linux/al2023/ug/compare-with-al2.html
 */
const glibcs = { al2023: 34, al2: 26 } as const;
const firstOnAl2023 = 12;

/** Version of Python in the name of a runtime, e.g. `3.13`. */
function runtimeVersion(runtime: string): string | undefined {
	return /^python(\d+\.\d+)$/.exec(runtime)?.[1];
}

function glibcOf(version: string): number {
	return Number(version.split(".")[1]) >= firstOnAl2023 ? glibcs.al2023 : glibcs.al2;
}

/** The version that packages are installed for: the one that is written, else that of the runtime. */
function versionOf({ plan, warn }: Work, packaging: ProgramPackaging): string {
	const runs = runtimeVersion(plan.runtime);
	const written = versionSetting(packaging, "pythonVersion");
	if (written !== undefined && runs !== undefined && written !== runs) {
		warn(
			`${plan.job}: packages are installed for Python ${written}, but the function runs on ${plan.runtime}: those with compiled parts will not load`,
		);
	}
	return written ?? runs ?? "3.13";
}

function installationOf(
	work: Work,
	packaging: ProgramPackaging,
	file: DependencyFile | undefined,
): Installation {
	const { host, root, plan, signal, bundler } = work;
	const version = versionOf(work, packaging);
	return {
		host,
		root,
		job: plan.job,
		span: plan.span,
		file,
		selectors: {
			extras: listOf(packaging.settings, "uvOptionalDependencies"),
			groups: listOf(packaging.settings, "uvWithGroups"),
			withoutGroups: listOf(packaging.settings, "uvWithoutGroups"),
			onlyGroups: listOf(packaging.settings, "uvOnlyGroups"),
		},
		further: [],
		target: {
			version,
			architecture: plan.architecture,
			libc: "glibc",
			glibc: glibcOf(runtimeVersion(plan.runtime) ?? version),
		},
		advice: "take a version of the package that has a ready build, or bring it in a Lambda layer",
		inTurn: bundler.images.inTurn,
		signal,
	};
}

function fail({ plan }: Work, code: string, message: string, hint: string): never {
	throw packagingFailure(plan, [{ code, severity: "error", message, span: plan.span, hint }]);
}

/** The installed packages, the same on every machine. */
async function readPackages(
	work: Work,
	folder: string,
	excluded: readonly string[],
): Promise<readonly ZipEntry[]> {
	const entries = await readContext(
		work,
		folder,
		"packages",
		(path) => isTrace(path) || isCompleteMark(path),
	);
	const read = await readEntries(work, entries);
	const kept = withoutPackages(read, excluded);
	return kept.map((entry) =>
		entry.mode !== "link" && isMachineMade(entry.path)
			? { ...entry, bytes: neutral(entry.path, entry.bytes) }
			: entry,
	);
}

/** What Lambda loads in place of an entry file that lies in a folder, because it looks at the top only. */
function starterOf(entry: string, handler: string): string {
	const folder = posix.dirname(entry);
	const module = entry.replace(/\.py$/, "").replaceAll("/", ".");
	return [
		"import importlib, os, sys",
		"_here = os.path.dirname(os.path.abspath(__file__))",
		`sys.path.insert(0, os.path.join(_here, ${JSON.stringify(folder)}))`,
		`${handler} = getattr(importlib.import_module(${JSON.stringify(module)}), ${JSON.stringify(handler)})`,
		"",
	].join("\n");
}

function withStarter(
	work: Work,
	packaging: ProgramPackaging,
	entry: string,
	files: readonly ZipEntry[],
): readonly ZipEntry[] {
	if (!entry.includes("/")) return files;
	const name = posix.basename(entry, ".py");
	const taken = files.find(({ path }) => path === `${name}.py` || path === `${name}/__init__.py`);
	if (taken !== undefined) {
		return fail(
			work,
			"handler-hidden",
			`Lambda looks for "${name}" at the top of the artifact and would find "${taken.path}", not "${packaging.entry}"`,
			"give one of the two files another name, or put the list of packages beside the entry file",
		);
	}
	const bytes = Buffer.from(starterOf(entry, packaging.handler ?? "handler"));
	return [...files, { path: `${name}.py`, bytes, mode: "file" }];
}

function requireList(work: Work, file: DependencyFile | undefined): void {
	if (file === undefined || !/(^|\/)(uv|poetry)\.lock$/.test(file.path)) return;
	const message = `"${file.path}" is a lock file, which packages cannot be installed from alone`;
	fail(work, "wrong-kind-of-file", message, "name the pyproject.toml beside it");
}

/** The contents of a function in Python: its folder, and its packages for the processor and the Python of Lambda. */
export async function packPython(work: Work, packaging: ProgramPackaging): Promise<Contents> {
	const { host, root } = work;
	await requireKind(work, packaging.entry, "file");
	const named = pathSetting(packaging, "packageManagerFile");
	const file = await findDependencyFile(host, root, packaging.entry, named);
	requireList(work, file);
	if (file !== undefined) await requireKind(work, file.path, "file");
	const context = posix.dirname(file?.path ?? packaging.entry);
	const entry = posix.relative(context, packaging.entry);
	if (entry.startsWith("../")) {
		const message = `"${packaging.entry}" does not lie in the folder of "${file?.path}", which the artifact is made of`;
		fail(work, "entry-outside", message, "put the list of packages into a folder above the entry file");
	}
	const skips = (path: string) =>
		unneededByPython(path) || isExcludedBy(packaging.excludeFiles, posix.join(context, path));
	const sources = await readContext(work, resolve(root, context), context, skips);
	const began = host.now();
	const folder = await installPackages(installationOf(work, packaging, file));
	const packages = folder === undefined ? [] : await readPackages(work, folder, packaging.excluded);
	const bundleMs = host.now() - began;
	const code = await readEntries(work, sources);
	const own = packaging.settings["minify"] === true ? await minifiedEntries(work, code) : code;
	const started = withStarter(work, packaging, entry, own);
	const paths = new Set(started.map(({ path }) => path));
	const included = await readIncluded(work, packaging, (path) => paths.has(path));
	const lists = file === undefined ? [] : [file.path, ...(file.lock === undefined ? [] : [file.lock])];
	return {
		body: { kind: "files", entries: mergeEntries(started, included, packages) },
		inputs: [
			...new Set([
				...sources.flatMap((one) => (one.kind === "file" ? [one.file] : [])),
				...lists.map((path) => resolve(root, path)),
				...included.map(({ path }) => resolve(root, path)),
			]),
		],
		largestInputs: [],
		bundleMs,
	};
}
