import { dirname, posix, resolve } from "node:path";
import type { Problem } from "../../report/problem.ts";
import { installedPackage } from "../bundle-inputs.ts";
import { packagingFailure, type Work } from "../contents.ts";
import { chainText, placeOf, type Step, type Unbundled } from "../import-chain.ts";
import { modeOf, type ZipEntry } from "../zip.ts";
import { fetchPackages } from "./fetch-packages.ts";
import { collectTree, type Placed, type Wanted } from "./installed-tree.ts";
import { targetOf } from "./own-files.ts";
import { type NativeTarget, nativeKind } from "./platform.ts";
import { isUnusedRuntime, readPrisma } from "./prisma.ts";
import { readPackage } from "./read-package.ts";

const prisma = "@prisma/client";

/** The last import on the way that is not made by the package itself. */
function importOf({ name, chain }: Unbundled): Step | undefined {
	return chain.findLast(({ from }) => {
		const owner = installedPackage(from)?.name;
		return owner !== name && !(name === prisma && owner === ".prisma");
	});
}

function folderOf(work: Work, unbundled: Unbundled): string {
	return dirname(resolve(work.root, importOf(unbundled)?.from ?? "package.json"));
}

async function problemFor(work: Work, unbundled: Unbundled, reason: string, hint: string): Promise<Problem> {
	const { name, chain } = unbundled;
	const elsewhere = await placeOf(work, chain);
	return {
		code: "package-needs-install",
		severity: "error",
		message: `"${name}" ${reason}: ${chainText(chain, name)}`,
		span: work.plan.span,
		hint,
		...(elsewhere !== undefined && { elsewhere }),
	};
}

/** Entries of one package with the native code of the target and no other. */
type Read = {
	readonly placed: Placed;
	readonly entries: readonly ZipEntry[];
	readonly fitting: boolean;
	readonly foreign: boolean;
};

async function readPlaced(work: Work, placed: Placed, target: NativeTarget): Promise<Read> {
	const all = await readPackage(work, placed.folder, placed.at);
	const kinds = all.map(({ bytes }) => nativeKind(bytes, target));
	return {
		placed,
		entries: all.filter((_, index) => kinds[index] !== "foreign"),
		fitting: kinds.includes("fitting"),
		foreign: kinds.includes("foreign"),
	};
}

/** Where nothing that was found of a package runs on the target. */
async function missingNative(
	work: Work,
	unbundled: readonly Unbundled[],
	reads: readonly Read[],
	fetchedFor: ReadonlySet<string>,
	target: NativeTarget,
): Promise<readonly Problem[]> {
	const system = `linux-${target.cpu} (${target.libc})`;
	const problems: Problem[] = [];
	for (const one of unbundled) {
		const read = reads.find(({ placed }) => placed.name === one.name);
		if (read === undefined || read.fitting || one.name === prisma || fetchedFor.has(one.name)) continue;
		const isNative = read.foreign || one.reason === "has a native binary";
		if (
			!isNative ||
			reads.some(
				({ placed, fitting }) => fitting && placed.name in (read.placed.manifest.optionalDependencies ?? {}),
			)
		)
			continue;
		const options = `--os=linux --cpu=${target.cpu} --libc=${target.libc}`;
		const hint = `install it for that system ("npm install ${options} ${one.name}"), or bring it in a Lambda layer, and name it in excludeDependencies and in dependenciesToExcludeFromDeploymentPackage`;
		problems.push(await problemFor(work, one, `has no native binary for ${system}`, hint));
	}
	return problems;
}

async function prismaEntries(
	work: Work,
	unbundled: readonly Unbundled[],
	reads: readonly Read[],
	target: NativeTarget,
): Promise<readonly ZipEntry[]> {
	const wanted = unbundled.find(({ name }) => name === prisma);
	const read = reads.find(({ placed }) => placed.name === prisma);
	if (wanted === undefined || read === undefined) return [];
	const found = await readPrisma(work, read.placed, folderOf(work, wanted), target);
	if ("entries" in found) return found.entries;
	throw packagingFailure(work.plan, [await problemFor(work, wanted, found.missing, found.hint)]);
}

async function fetchedEntries(
	work: Work,
	roots: readonly Wanted[],
	absent: Parameters<typeof fetchPackages>[2],
) {
	const fetched = await fetchPackages(work, roots[0]?.from ?? work.root, absent);
	return fetched.flatMap(({ name, files }) =>
		files.map(({ path, bytes }): ZipEntry => {
			return { path: posix.join("node_modules", name, path), bytes, mode: modeOf(path, bytes) };
		}),
	);
}

/**
 * The packages that a bundle cannot hold, and all that they need, as they lie in `node_modules` of the artifact: the
 * versions that are installed, with native code for the processor and the C library of the target. Parts for the
 * target that this machine does not need are fetched from the registry of the project.
 */
export async function installBeside(
	work: Work,
	unbundled: readonly Unbundled[],
	isProvided: (name: string) => boolean,
): Promise<readonly ZipEntry[]> {
	if (unbundled.length === 0) return [];
	const target = targetOf(work);
	const roots = unbundled.map((one): Wanted => ({ name: one.name, from: folderOf(work, one) }));
	const { packages, absent } = await collectTree(work.host, roots, target, isProvided);
	const reads = await Promise.all(packages.map((placed) => readPlaced(work, placed, target)));
	const problems = await missingNative(work, unbundled, reads, new Set(absent.map(({ of }) => of)), target);
	if (problems.length > 0) throw packagingFailure(work.plan, problems);
	const engines = await prismaEntries(work, unbundled, reads, target);
	const hasEngine = engines.some(({ path }) => path.endsWith(".node"));
	const fetched = await fetchedEntries(work, roots, absent);
	for (const { name, chain, reason } of unbundled) {
		work.tell?.(
			`${work.plan.job}: "${name}" ${reason} and lies beside the bundle for linux-${target.cpu} (${target.libc}): ${chainText(chain, name)}`,
		);
	}
	const installed = reads.flatMap(({ placed, entries }) =>
		placed.name === prisma ? entries.filter(({ path }) => !isUnusedRuntime(path, hasEngine)) : entries,
	);
	const merged = new Map([...installed, ...engines, ...fetched].map((entry) => [entry.path, entry]));
	return [...merged.values()];
}
