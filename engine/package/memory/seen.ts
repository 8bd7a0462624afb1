import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Host, PathState } from "../../host/port.ts";
import {
	type Evidence,
	evidenceKey,
	type FolderEvidence,
	isDeep,
	namesBelow,
	namesThatCount,
} from "./evidence.ts";

/** What is remembered of a path: the digest of what counts of it, and the stamp it had, if that can be trusted. */
export type Seen = { readonly stamp: string | undefined; readonly sha256: string };

/** The digest of a path where nothing lies, or nothing that can be read. */
export const NOTHING = "-";

/** Two writes of one file so close to each other may leave it one stamp. */
const settledMs = 2_000;

/** The machine as one run of packaging sees it: what was looked at once is not looked at again. */
export type View = {
	readonly states: Map<string, PathState | undefined>;
	readonly seen: Map<string, Seen>;
};

/** A view in which nothing was looked at yet. */
export function openView(): View {
	return { states: new Map(), seen: new Map() };
}

type Machine = Pick<Host, "states" | "names" | "stream" | "now">;

/** Looks at the paths of `evidence` that were not looked at before, all at a time. */
async function look(machine: Machine, view: View, { files, folders }: Evidence): Promise<void> {
	const paths = [...files, ...folders.map(({ path }) => path)].filter((path) => !view.states.has(path));
	const states = await machine.states([...new Set(paths)]);
	[...new Set(paths)].forEach((path, index) => void view.states.set(path, states[index]));
}

async function digestFile(machine: Machine, path: string, state: PathState | undefined): Promise<string> {
	if (state?.kind !== "file") return NOTHING;
	const hash = createHash("sha256");
	for await (const bytes of machine.stream(path, state.size)) hash.update(bytes);
	return hash.digest("hex");
}

async function digestFolder(machine: Machine, folder: FolderEvidence): Promise<string> {
	return createHash("sha256")
		.update(await namesThatCount(machine, folder))
		.digest("hex");
}

/** What a path is now: what was seen before when its stamp is still the same, else read anew. */
async function seeOne(
	machine: Machine,
	view: View,
	entry: string | FolderEvidence,
	before: Seen | undefined,
): Promise<Seen> {
	const key = evidenceKey(entry);
	const known = view.seen.get(key);
	if (known) return known;
	const isFile = typeof entry === "string";
	const state = view.states.get(isFile ? entry : entry.path);
	// What lies below a folder leaves no trace in its stamp.
	const hasStamp = isFile || !isDeep(entry);
	const isSame = hasStamp && before?.stamp !== undefined && before.stamp === (state?.stamp ?? NOTHING);
	const sha256 = isSame
		? before.sha256
		: await (isFile ? digestFile(machine, entry, state) : digestFolder(machine, entry));
	const isSettled = state === undefined || state.changedAt < machine.now() - settledMs;
	const seen = { stamp: hasStamp && isSettled ? (state?.stamp ?? NOTHING) : undefined, sha256 };
	view.seen.set(key, seen);
	return seen;
}

/** What `evidence` is now, by `evidenceKey`; `before` saves reading what has not changed. */
export async function see(
	machine: Machine,
	view: View,
	evidence: Evidence,
	before: (key: string) => Seen | undefined,
): Promise<ReadonlyMap<string, Seen>> {
	await look(machine, view, evidence);
	const found = new Map<string, Seen>();
	for (const entry of [...evidence.files, ...evidence.folders]) {
		const key = evidenceKey(entry);
		found.set(key, await seeOne(machine, view, entry, before(key)));
	}
	return found;
}

/** Whether nothing of `evidence` was written since a time, in milliseconds since 1970. */
export async function isOlder(machine: Machine, evidence: Evidence, since: number): Promise<boolean> {
	const below: string[] = [];
	for (const folder of evidence.folders.filter(isDeep)) {
		const names = await namesBelow(machine, folder);
		below.push(...names.filter((name) => name.endsWith("/")).map((name) => join(folder.path, name)));
	}
	const view = openView();
	await look(machine, view, { ...evidence, files: [...evidence.files, ...below] });
	// The clock of a file system moves in steps.
	return [...view.states.values()].every((state) => state === undefined || state.changedAt < since - 20);
}
