import { join } from "node:path";
import { parse } from "jsonc-parser";
import type { Host } from "../../host/port.ts";
import { foldersUp } from "../tsconfig.ts";
import { fits, isForMachines, type Machines, mayBeFor, type NativeTarget } from "./platform.ts";

type Names = Readonly<Record<string, string>>;

export type Manifest = Machines & {
	readonly name?: string;
	readonly version?: string;
	readonly dependencies?: Names;
	readonly optionalDependencies?: Names;
	readonly peerDependencies?: Names;
	readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
};

/** A package that is wanted, and the folder of whoever imports it. */
export type Wanted = { readonly name: string; readonly from: string };

/** A package of the disk, and its place in the artifact. */
export type Placed = {
	readonly name: string;
	/** Below the artifact, e.g. `node_modules/sharp`. */
	readonly at: string;
	/** Real folder on the disk. */
	readonly folder: string;
	readonly manifest: Manifest;
};

/** A package for the target that this machine does not need, and so has not installed. */
export type Absent = { readonly name: string; readonly range: string; readonly of: string };

export type Tree = { readonly packages: readonly Placed[]; readonly absent: readonly Absent[] };

/** The folder in which Node finds a package, links followed; `undefined` where it finds none. */
export async function findInstalled(host: Host, { name, from }: Wanted): Promise<string | undefined> {
	for (const folder of foldersUp(from)) {
		const found = await host.realPath(join(folder, "node_modules", name));
		if (found !== undefined) return found;
	}
	return undefined;
}

/** The package.json of a folder. */
export async function readManifest(host: Host, folder: string): Promise<Manifest> {
	const read: unknown = parse((await host.readText(join(folder, "package.json"))) ?? "{}");
	return typeof read === "object" && read !== null ? (read as Manifest) : {};
}

function wantedPeers({ peerDependencies = {}, peerDependenciesMeta = {} }: Manifest): readonly string[] {
	return Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true);
}

/** A package on the way, who asked for it, and where that one lies in the artifact. */
type Asked = Wanted & {
	readonly below: string;
	/** The versions that may be taken, when the one who asked can do without. */
	readonly optional?: string;
	/** The package of the user's import, for whose sake it is there. */
	readonly of: string;
};

/** What a placed package asks for itself. */
function askedBy({ at, folder, manifest }: Placed, of: string): readonly Asked[] {
	const { dependencies = {}, optionalDependencies = {} } = manifest;
	const next = { from: folder, below: at, of };
	const needed = [...Object.keys(dependencies), ...wantedPeers(manifest)];
	return [
		...needed.filter((name) => !(name in optionalDependencies)).map((name) => ({ ...next, name })),
		...Object.entries(optionalDependencies).map(([name, optional]) => ({ ...next, name, optional })),
	];
}

/** Where a package goes; `undefined` when it is there already. */
function placeFor(placed: ReadonlyMap<string, Placed>, { name, below }: Asked, folder: string) {
	const top = `node_modules/${name}`;
	const other = placed.get(top);
	if (other === undefined) return top;
	if (other.folder === folder || below === "") return undefined;
	const nested = `${below}/${top}`;
	return placed.has(nested) ? undefined : nested;
}

/** An installed package, unless it is for another machine than the target. */
async function findFitting(host: Host, wanted: Wanted, target: NativeTarget) {
	const folder = await findInstalled(host, wanted);
	if (folder === undefined) return undefined;
	const manifest = await readManifest(host, folder);
	return fits(manifest, target) ? { folder, manifest } : undefined;
}

/** The packages that `roots` need, in the versions that are installed, laid out as Node finds them. */
export async function collectTree(
	host: Host,
	roots: readonly Wanted[],
	target: NativeTarget,
	isProvided: (name: string) => boolean,
): Promise<Tree> {
	const placed = new Map<string, Placed>();
	const absent = new Map<string, Absent>();
	const queue: Asked[] = roots.map((root) => ({ ...root, below: "", of: root.name }));
	for (const asked of queue) {
		const { name, optional, of } = asked;
		if (isProvided(name)) continue;
		const installed = await findFitting(host, asked, target);
		if (installed === undefined) {
			if (optional !== undefined && mayBeFor(name, target)) absent.set(name, { name, range: optional, of });
			continue;
		}
		const at = placeFor(placed, asked, installed.folder);
		if (at === undefined) continue;
		const found: Placed = { name, at, ...installed };
		placed.set(at, found);
		queue.push(...askedBy(found, isForMachines(found.manifest) ? of : name));
	}
	return { packages: [...placed.values()], absent: [...absent.values()] };
}
