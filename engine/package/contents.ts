import type { Host } from "../host/port.ts";
import type { Emit, SpanId } from "../progress/event.ts";
import { bug } from "../report/bug.ts";
import { Failure } from "../report/failure.ts";
import type { Problem } from "../report/problem.ts";
import type { ArtifactPlan, ZipPlan } from "../resources/kind.ts";
import type { Bundler } from "./bundler.ts";
import type { Evidence } from "./memory/evidence.ts";
import type { EntrySize } from "./packed.ts";
import type { LazyEntry, ZipEntry } from "./zip.ts";

/** What an artifact will hold, before it is a zip. */
export type Contents = {
	/** Files to zip, or a zip that is taken as it is. */
	readonly body:
		| { readonly kind: "files"; readonly entries: readonly (ZipEntry | LazyEntry)[] }
		| { readonly kind: "zip"; readonly bytes: Uint8Array; readonly entries: readonly EntrySize[] };
	/** Absolute paths of every file that had part in it. */
	readonly inputs: readonly string[];
	/** All that decided what the artifact holds; absent where that cannot be told, so that it is always made. */
	readonly evidence?: Evidence | undefined;
	/** What makes the bundle large: sizes inside it by package or file, largest first; empty without a bundle. */
	readonly largestInputs: readonly EntrySize[];
	readonly bundleMs: number;
};

/** What it takes to make one artifact. */
export type Work = {
	readonly plan: ZipPlan;
	readonly host: Host;
	readonly bundler: Bundler;
	/** Folder of the config, absolute. */
	readonly root: string;
	/** Tells the user something that does not stop the work. */
	readonly warn: (message: string) => void;
	/** Tells the user something that is as it should be. */
	readonly tell?: (message: string) => void;
	/** The C library of the system that runs the code; that of Lambda, glibc, when left out. */
	readonly libc?: "glibc" | "musl";
	readonly signal: AbortSignal | undefined;
};

/** Hands warnings about one artifact to `emit`, under its progress span. */
export function warnings(emit: Emit, id: SpanId): (message: string) => void {
	return (message) => emit({ kind: "note", id, level: "warning", message });
}

/** Hands what is as it should be to `emit`, as `warnings` does with the rest. */
export function notes(emit: Emit, id: SpanId): (message: string) => void {
	return (message) => emit({ kind: "note", id, level: "note", message });
}

/**
 * The failure of one artifact that cannot be made. With a single problem it speaks that problem's words, so that
 * a watcher who shows nothing but the failure says what is wrong.
 */
export function packagingFailure(plan: ArtifactPlan, problems: readonly Problem[]): Failure {
	const first = problems[0] ?? bug(`Packaging of "${plan.job}" failed without a problem`);
	return new Failure({
		code: problems.length === 1 ? first.code : "packaging-failed",
		kind: "package",
		message:
			problems.length === 1
				? `"${plan.job}" cannot be packaged: ${first.message}`
				: `"${plan.job}" cannot be packaged: ${first.message} (and ${problems.length - 1} more)`,
		...(first.hint !== undefined && { hint: first.hint }),
		origin: plan.span,
		problems,
	});
}

/** The `count` largest of `sizes`, largest first and by path among equals. */
export function largest(sizes: Iterable<EntrySize>, count: number): readonly EntrySize[] {
	return [...sizes].sort((a, b) => b.size - a.size || (a.path < b.path ? -1 : 1)).slice(0, count);
}
