import { createHash } from "node:crypto";
import { posix, resolve } from "node:path";
import type { Host } from "../../host/port.ts";
import type { ArtifactPlan } from "../../resources/kind.ts";
import { mapBounded } from "../bounded.ts";
import { packagingFailure } from "../contents.ts";

/** A file of a folder that goes into an image or a zip, or a link inside it. */
export type ContextEntry =
	| {
			readonly kind: "file";
			readonly path: string;
			/** Absolute. */
			readonly file: string;
			readonly size: number;
			readonly stamp: string;
	  }
	| { readonly kind: "link"; readonly path: string; readonly target: string };

/** What it takes to read a folder. */
type ContextWork = {
	readonly plan: ArtifactPlan;
	readonly host: Host;
	readonly signal: AbortSignal | undefined;
};

/** Files hashed at a time; each is read in this thread, so that more would not be faster. */
const hashesInFlight = 4;

function fail(work: Pick<ContextWork, "plan">, code: string, message: string, hint: string): never {
	const { plan } = work;
	throw packagingFailure(plan, [{ code, severity: "error", message, span: plan.span, hint }]);
}

/** True for a link that leads to something inside the folder that it lies in. */
function staysInside(path: string, target: string): boolean {
	if (posix.isAbsolute(target) || /^[A-Za-z]:/.test(target)) return false;
	const leadsTo = posix.join(posix.dirname(path), target.replaceAll("\\", "/"));
	return leadsTo !== ".." && !leadsTo.startsWith("../");
}

/**
 * What a folder puts into an artifact, links as links. Fails for what cannot be put there: a link that leads out of
 * the folder would lead nowhere inside the artifact, and a device has no content.
 */
export async function readContext(
	work: Pick<ContextWork, "host" | "plan">,
	folder: string,
	shown: string,
	skips: (path: string) => boolean,
): Promise<readonly ContextEntry[]> {
	const tree = await work.host.tree(folder, skips);
	return tree.map((entry): ContextEntry => {
		const { path } = entry;
		if (entry.kind === "file") return { ...entry, file: resolve(folder, path) };
		if (entry.kind === "other") {
			return fail(
				work,
				"not-a-file",
				`"${posix.join(shown, path)}" is a device, a socket or a pipe, which no artifact can hold`,
				"remove it, or leave it out",
			);
		}
		if (staysInside(path, entry.target)) return { kind: "link", path, target: entry.target };
		return fail(
			work,
			"link-outside",
			`the link "${posix.join(shown, path)}" leads out of "${shown}", to "${entry.target}"`,
			"put a copy in its place: inside the artifact there is nothing where it leads to",
		);
	});
}

async function fileDigest(
	work: Pick<ContextWork, "host" | "signal">,
	file: string,
	size: number,
): Promise<string> {
	work.signal?.throwIfAborted();
	const hash = createHash("sha256");
	for await (const chunk of work.host.stream(file, size)) hash.update(chunk);
	return hash.digest("hex");
}

/** The digest of all that `entries` hold and of how they are called. */
export async function contextDigest(
	work: Pick<ContextWork, "host" | "signal">,
	entries: readonly ContextEntry[],
): Promise<string> {
	const facts = await mapBounded(entries, hashesInFlight, async (entry) =>
		entry.kind === "link"
			? ["link", entry.path, entry.target]
			: ["file", entry.path, await fileDigest(work, entry.file, entry.size)],
	);
	return createHash("sha256").update(JSON.stringify(facts)).digest("hex");
}
