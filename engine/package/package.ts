import type { ImagePort } from "../cloud/port.ts";
import type { Host } from "../host/port.ts";
import type { Emit, Outcome, SpanId } from "../progress/event.ts";
import { bug } from "../report/bug.ts";
import { Failure, isAbort } from "../report/failure.ts";
import type { Problem } from "../report/problem.ts";
import type { ArtifactPlan } from "../resources/kind.ts";
import { mapBounded } from "./bounded.ts";
import { type Bundler, createBundler } from "./bundler.ts";
import { type Contents, notes, type Work, warnings } from "./contents.ts";
import { readCustomArtifact } from "./custom-artifact.ts";
import { imageSummary, packImage } from "./image/pack-image.ts";
import { packProgram } from "./languages/pack-program.ts";
import { sizeText } from "./limits.ts";
import { inTurns } from "./memory/in-turns.ts";
import type { PackageMemory } from "./memory/package-memory.ts";
import { settingsOf } from "./memory/settings.ts";
import { packZip, type ZipWork } from "./pack-zip.ts";
import { readPackaging } from "./packaging.ts";
import type { Making, PackedArtifact, PackedImage, PackedOf } from "./packed.ts";
import { packScript } from "./script.ts";

export type PackOptions = {
	/** Folder of the config, absolute: paths of the config are relative to it. */
	readonly root: string;
	/** Progress span that this work belongs to. */
	readonly parent?: SpanId;
	readonly signal?: AbortSignal;
	/** Kept by a caller that will pack again, who also closes it. */
	readonly bundler?: Bundler;
	/** Where artifacts are looked for that were made before; without it all are made. */
	readonly memory?: PackageMemory | undefined;
	/** What images need; a config without any does without. */
	readonly images?: ImageOptions;
};

export type ImageOptions = {
	readonly port: ImagePort;
	/** Tag of the job's image of this digest, if one is stored: then it is neither built nor sent. */
	readonly storedTag: (job: string, digest: string) => Promise<string | undefined>;
	/** False where only digests are wanted: nothing is built that takes a program. */
	readonly builds: boolean;
};

type Ports = { readonly host: Host; readonly emit: Emit };

type Result =
	| { readonly plan: ArtifactPlan; readonly packed: PackedArtifact }
	| { readonly plan: ArtifactPlan; readonly error: unknown };

/** esbuild works on all processors for each bundle, so more at once would only hold more memory. */
const artifactsInFlight = 4;

async function makeContents(work: Work): Promise<Contents> {
	const packaging = readPackaging(work.plan);
	switch (packaging.kind) {
		case "script":
			return packScript(work, packaging);
		case "program":
			return packProgram(work, packaging);
		case "custom":
			return readCustomArtifact(work, packaging);
	}
}

/** What one artifact became, and its size in words. */
async function packPlan(
	ports: Ports,
	plan: ArtifactPlan,
	options: PackOptions,
	shared: Pick<ZipWork, "bundler" | "warn" | "tell" | "heavily">,
): Promise<{ readonly packed: PackedArtifact; readonly summary: string }> {
	const { host } = ports;
	const { root, signal } = options;
	if (plan.kind === "zip") {
		const { memory } = options;
		const packed = await packZip({ plan, host, root, signal, memory, contents: makeContents, ...shared });
		const size = `${sizeText(packed.source.size)} zipped`;
		return { packed, summary: packed.making.isReused ? `${size}, as before` : size };
	}
	const { port, storedTag, builds } =
		options.images ?? bug(`"${plan.job}" is an image, but no registry is given`);
	const stored = (digest: string) => storedTag(plan.job, digest);
	const packed = await packImage({
		plan,
		host,
		root,
		signal,
		...shared,
		images: port,
		storedTag: stored,
		builds,
	});
	const making = await explainImage(host, packed, options.memory, shared.bundler);
	return { packed: { ...packed, ...(making && { making }) }, summary: imageSummary(packed) };
}

/** Why an image is not the one that is stored. */
async function explainImage(
	host: Host,
	{ plan, digest, inputs, content }: PackedImage,
	memory: PackageMemory | undefined,
	bundler: Bundler,
): Promise<Making | undefined> {
	if (!memory) return undefined;
	const settings = await settingsOf(host, plan, bundler);
	const changes = await memory.explain(plan.job, { settings, digest, inputs });
	if (content.kind === "stored") return { isReused: true, because: [] };
	return { isReused: false, because: changes.length > 0 ? changes : ["the repository has no such image"] };
}

/** Packs one artifact inside its own progress span; what went wrong is a result, so that the others go on. */
async function packOne(
	ports: Ports,
	plan: ArtifactPlan,
	phase: SpanId,
	options: PackOptions,
	tools: Pick<ZipWork, "bundler" | "heavily">,
) {
	const { host, emit } = ports;
	const { signal } = options;
	const id = `${phase}/${plan.job}`;
	const began = host.now();
	emit({ kind: "begin", id, parent: phase, label: plan.job, weight: 1 });
	const end = { kind: "end", id } as const;
	try {
		signal?.throwIfAborted();
		const shared = { ...tools, warn: warnings(emit, id), tell: notes(emit, id) };
		const { packed, summary } = await packPlan(ports, plan, options, shared);
		emit({ ...end, outcome: "done", summary, elapsedMs: host.now() - began });
		return { plan, packed };
	} catch (error) {
		const outcome = isStop(error, signal) ? "cancelled" : "failed";
		emit({ ...end, outcome, elapsedMs: host.now() - began });
		return { plan, error };
	}
}

function isStop(error: unknown, signal: AbortSignal | undefined): boolean {
	return isAbort(error) || (signal?.aborted === true && error === signal.reason);
}

function problemsOf(plan: ArtifactPlan, failure: Failure): readonly Problem[] {
	if (failure.problems.length > 0) return failure.problems;
	const { code, message, hint } = failure;
	return [{ code, severity: "error", message, span: plan.span, ...(hint !== undefined && { hint }) }];
}

/** What to throw for all that went wrong: a stop before everything, then a defect, then the failures as one. */
function combine(results: readonly Result[], signal: AbortSignal | undefined): unknown {
	const bad = results.flatMap((result) => ("error" in result ? [result] : []));
	const stop =
		bad.find(({ error }) => isStop(error, signal)) ?? bad.find(({ error }) => !(error instanceof Failure));
	if (stop !== undefined) return stop.error;
	if (bad.length === 1) return bad[0]?.error;
	const jobs = bad.map(({ plan }) => plan.job);
	return new Failure({
		code: "packaging-failed",
		kind: "package",
		message: `${bad.length} of ${results.length} artifacts cannot be packaged: ${jobs.join(", ")}`,
		problems: bad.flatMap(({ plan, error }) => (error instanceof Failure ? problemsOf(plan, error) : [])),
		cause: bad[0]?.error,
	});
}

/**
 * Makes the zips and images of `plans`, in their order. Nothing is written to disk, except source maps that a config sends
 * elsewhere.
 *
 * Fails with a `Failure` of kind `package` that carries every problem of every artifact, after all of them are
 * done: who has three broken functions wants to see three problems.
 */
export async function packArtifacts<Plan extends ArtifactPlan>(
	ports: Ports,
	plans: readonly Plan[],
	options: PackOptions,
): Promise<PackedOf<Plan>[]> {
	const { parent, signal } = options;
	const bundler = options.bundler ?? createBundler();
	const heavily = inTurns();
	const pack = async (span: SpanId): Promise<PackedArtifact[]> => {
		const results = await mapBounded<ArtifactPlan, Result>(plans, artifactsInFlight, (plan) =>
			packOne(ports, plan, span, options, { bundler, heavily }),
		);
		const packed = results.flatMap((result) => ("packed" in result ? [result.packed] : []));
		if (packed.length < plans.length)
			throw combine(results, signal) ?? bug("Packaging failed without an error");
		return packed;
	};
	try {
		const packed = await (parent === undefined ? inOwnSpan(ports, plans, pack) : pack(parent));
		// Each is what its plan asked for, in the order of the plans.
		return packed as PackedOf<Plan>[];
	} finally {
		await options.memory?.save();
		if (options.bundler === undefined) await bundler.close();
	}
}

/** Packaging that is no part of other work is a phase of its own. */
async function inOwnSpan(
	{ host, emit }: Ports,
	plans: readonly ArtifactPlan[],
	pack: (span: SpanId) => Promise<PackedArtifact[]>,
): Promise<PackedArtifact[]> {
	const id = "package";
	const began = host.now();
	const end = (outcome: Outcome) => emit({ kind: "end", id, outcome, elapsedMs: host.now() - began });
	emit({ kind: "begin", id, phase: "package", label: "Package", weight: 1 });
	try {
		const packed = await pack(id);
		end(plans.length === 0 ? "skipped" : "done");
		return packed;
	} catch (error) {
		end(isAbort(error) ? "cancelled" : "failed");
		throw error;
	}
}
