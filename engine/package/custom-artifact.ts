import { posix, resolve } from "node:path";
import { mapBounded } from "./bounded.ts";
import { type Contents, largest, packagingFailure, type Work } from "./contents.ts";
import { sizeLimits, sizeProblem } from "./limits.ts";
import type { CustomPackaging } from "./packaging.ts";
import { modeOf, type ZipEntry } from "./zip.ts";
import { readZipDirectory } from "./zip-directory.ts";

/** Files read at a time; more would not be faster on one disk. */
const readsInFlight = 8;

function fail(work: Work, code: string, message: string, hint?: string): never {
	const { plan } = work;
	throw packagingFailure(plan, [
		{ code, severity: "error", message, span: plan.span, ...(hint !== undefined && { hint }) },
	]);
}

function missing(work: Work, packaging: CustomPackaging): never {
	fail(work, "file-not-found", `"${packaging.path}" does not exist`, "build the artifact before you deploy");
}

async function readFolder(
	work: Work,
	packaging: CustomPackaging,
	folder: string,
): Promise<readonly ZipEntry[]> {
	const files = await work.host.list(folder);
	if (files.length === 0) {
		fail(
			work,
			"artifact-empty",
			`the folder "${packaging.path}" is empty`,
			"build the artifact before you deploy",
		);
	}
	// Refused by size before anything is read: a folder may have gigabytes.
	const unzipped = files.reduce((total, { size }) => total + size, 0);
	const weight = { unzipped, largestEntries: largest(files, 10), largestInputs: [] };
	const problem = unzipped > sizeLimits.unzipped ? sizeProblem(weight, work.plan.span) : undefined;
	if (problem !== undefined) throw packagingFailure(work.plan, [problem]);
	return mapBounded(files, readsInFlight, async ({ path }) => {
		work.signal?.throwIfAborted();
		const bytes =
			(await work.host.readBytes(resolve(folder, path))) ??
			missing(work, { ...packaging, path: posix.join(packaging.path, path) });
		return { path, bytes, mode: modeOf(path, bytes) };
	});
}

async function readFile(work: Work, packaging: CustomPackaging, file: string): Promise<Contents["body"]> {
	const bytes = (await work.host.readBytes(file)) ?? missing(work, packaging);
	if (!file.toLowerCase().endsWith(".zip")) {
		const path = posix.basename(packaging.path);
		return { kind: "files", entries: [{ path, bytes, mode: modeOf(path, bytes) }] };
	}
	const directory = readZipDirectory(bytes);
	if ("entries" in directory) return { kind: "zip", bytes, entries: directory.entries };
	return fail(
		work,
		"zip-unreadable",
		`"${packaging.path}" cannot be unpacked: ${directory.unreadable}`,
		"make the zip again",
	);
}

/**
 * Lambda drops the folders of `handler`, as the format does, so the file must lie at the top of the zip. Only
 * said, not refused: a layer or a wrapper may bring the file.
 */
function warnOfHandler(work: Work, packaging: CustomPackaging, paths: readonly string[]): void {
	if (!/^(nodejs|python|ruby)/.test(work.plan.runtime) || packaging.handler === undefined) return;
	const [file = ""] = packaging.handler.split(":");
	const base = posix.parse(posix.basename(file)).name;
	if (paths.some((path) => posix.parse(path.split("/")[0] ?? "").name === base)) return;
	work.warn(
		`${work.plan.job}: the handler "${packaging.handler}" wants a file "${base}" at the top of "${packaging.path}", which has none`,
	);
}

/** The contents of an artifact that the user made: a folder, a ready zip (taken as it is), or a single file. */
export async function readCustomArtifact(work: Work, packaging: CustomPackaging): Promise<Contents> {
	const path = resolve(work.root, packaging.path);
	const kind = (await work.host.kindOf(path)) ?? missing(work, packaging);
	const body: Contents["body"] =
		kind === "directory"
			? { kind: "files", entries: await readFolder(work, packaging, path) }
			: await readFile(work, packaging, path);
	const paths = body.entries.map((entry) => entry.path);
	warnOfHandler(work, packaging, paths);
	const inputs = kind === "directory" ? paths.map((inside) => resolve(path, inside)) : [path];
	return { body, inputs, largestInputs: [], bundleMs: 0 };
}
