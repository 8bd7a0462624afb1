import { dirname, posix, resolve, sep } from "node:path";
import type { PathState, TreeEntry } from "../host/port.ts";
import { type Contents, largest, packagingFailure, type Work } from "./contents.ts";
import { sizeLimits, sizeProblem } from "./limits.ts";
import type { Evidence } from "./memory/evidence.ts";
import type { CustomPackaging } from "./packaging.ts";
import { withSlashes } from "./packaging-values.ts";
import { type LazyEntry, modeOf, type ZipEntry } from "./zip.ts";
import { readZipDirectory } from "./zip-directory.ts";

function fail(work: Work, code: string, message: string, hint?: string): never {
	const { plan } = work;
	throw packagingFailure(plan, [
		{ code, severity: "error", message, span: plan.span, ...(hint !== undefined && { hint }) },
	]);
}

function missing(work: Work, packaging: CustomPackaging): never {
	fail(work, "file-not-found", `"${packaging.path}" does not exist`, "build the artifact before you deploy");
}

/** What cannot be in an artifact: a link that leads out of the folder, and what has no end. */
function refusal(folder: string, entry: TreeEntry): string | undefined {
	if (entry.kind === "other") return `"${entry.path}" is a device, a socket or a pipe`;
	if (entry.kind === "file") return undefined;
	const target = resolve(folder, dirname(entry.path), entry.target);
	const isInside = target === folder || target.startsWith(folder.endsWith(sep) ? folder : folder + sep);
	return isInside
		? undefined
		: `"${entry.path}" is a link to "${entry.target}", which is outside of the folder`;
}

function requirePlain(
	work: Work,
	packaging: CustomPackaging,
	folder: string,
	tree: readonly TreeEntry[],
): void {
	const refused = tree.flatMap((entry) => refusal(folder, entry) ?? []);
	if (refused.length === 0) return;
	throw packagingFailure(
		work.plan,
		refused.slice(0, 10).map((reason) => ({
			code: "entry-not-packable",
			severity: "error",
			message: `${reason}, so the folder "${packaging.path}" cannot be packaged`,
			span: work.plan.span,
			hint: "replace it by the file itself, or leave it out",
		})),
	);
}

/** Files are read when their turn comes; links inside of the folder stay links. */
async function readFolder(
	work: Work,
	packaging: CustomPackaging,
	folder: string,
): Promise<readonly (ZipEntry | LazyEntry)[]> {
	const tree = await work.host.tree(folder);
	if (tree.length === 0) {
		fail(
			work,
			"artifact-empty",
			`the folder "${packaging.path}" is empty`,
			"build the artifact before you deploy",
		);
	}
	requirePlain(work, packaging, folder, tree);
	const files = tree.filter((entry) => entry.kind === "file");
	// Refused by size before anything is read: a folder may have gigabytes.
	const unzipped = files.reduce((total, { size }) => total + size, 0);
	const weight = { unzipped, largestEntries: largest(files, 10), largestInputs: [] };
	const problem = unzipped > sizeLimits.unzipped ? sizeProblem(weight, work.plan.span) : undefined;
	if (problem !== undefined) throw packagingFailure(work.plan, [problem]);
	return tree.flatMap((entry): readonly (ZipEntry | LazyEntry)[] => {
		const { path } = entry;
		if (entry.kind === "link") return [{ path, bytes: Buffer.from(withSlashes(entry.target)), mode: "link" }];
		return entry.kind === "file" ? [lazily(work, folder, path, entry.size)] : [];
	});
}

function lazily(work: Work, folder: string, path: string, size: number): LazyEntry {
	return {
		path,
		size,
		load: async () => {
			work.signal?.throwIfAborted();
			const bytes = await readWhole(work.host, resolve(folder, path), size);
			return { path, bytes, mode: modeOf(path, bytes) };
		},
	};
}

/** The bytes of a file that has the size with which it was listed. */
async function readWhole(host: Work["host"], path: string, size: number): Promise<Uint8Array> {
	const chunks: Uint8Array[] = [];
	for await (const chunk of host.stream(path, size)) chunks.push(chunk);
	const [only = new Uint8Array()] = chunks;
	return chunks.length > 1 ? Buffer.concat(chunks) : only;
}

/** Refused by size before it is read: nothing so large could be deployed, whatever it is. */
function requireSize(
	work: Work,
	packaging: CustomPackaging,
	[state]: readonly (PathState | undefined)[],
): void {
	const size = state?.size ?? 0;
	if (size <= sizeLimits.unzipped) return;
	const largestEntries = [{ path: posix.basename(packaging.path), size }];
	const problem = sizeProblem({ unzipped: size, largestEntries, largestInputs: [] }, work.plan.span);
	if (problem !== undefined) throw packagingFailure(work.plan, [problem]);
}

async function readFile(work: Work, packaging: CustomPackaging, file: string): Promise<Contents["body"]> {
	requireSize(work, packaging, await work.host.states([file]));
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
	const isFolder = kind === "directory";
	const inputs = isFolder ? paths.map((inside) => resolve(path, inside)) : [path];
	// Links are names with their targets, so that they need no reading.
	const files = body.entries.flatMap((entry) => ("load" in entry ? [resolve(path, entry.path)] : []));
	const evidence: Evidence = isFolder
		? { files, folders: [{ path, role: "whole" }] }
		: { files: [path], folders: [] };
	return { body, inputs, evidence, largestInputs: [], bundleMs: 0 };
}
