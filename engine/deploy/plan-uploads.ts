import type { StoredObject } from "../cloud/port.ts";
import { nextVersion } from "../names/artifact-key.ts";
import { isImage, isZip, type PackedArtifact } from "../package/packed.ts";
import { Failure } from "../report/failure.ts";
import { diffTemplates } from "../template/diff.ts";
import { type Placement, placeArtifact } from "./artifacts.ts";
import { bind, type Deployable, type Place } from "./bind.ts";
import type { Course } from "./course.ts";
import { type Deployed, sameTags } from "./deployed.ts";
import { type ImagePlacement, placeImage } from "./images.ts";
import type { Ports } from "./ports.ts";

/** The artifacts at their places, and the template that names them. */
export type Planned = {
	readonly placements: readonly Placement[];
	readonly images: readonly ImagePlacement[];
	/** What was in the bucket before. */
	readonly stored: readonly StoredObject[];
	readonly deployable: Deployable;
	readonly deployed: Deployed | undefined;
	/** The stack is already what the config says: CloudFormation need not be asked. */
	readonly isUnchanged: boolean;
};

/** What is in the deployment bucket; fails when that is gone. */
export async function listArtifacts(
	ports: Ports,
	bucket: string,
	signal?: AbortSignal,
): Promise<readonly StoredObject[]> {
	const stored = await ports.cloud.objects.list(bucket, "", signal ? { signal } : {});
	if (stored) return stored;
	throw new Failure({
		code: "deployment-bucket-missing",
		kind: "stack",
		message: `the stack's deployment bucket ${bucket} is gone`,
		hint: "create a bucket of this name in the same region and account, then deploy again",
	});
}

/** False for a stack that looks as it did and is not, because its last update failed and was left so. */
function isAtRest({ stack, action }: Course): boolean {
	return action === "update" && stack?.status !== "UPDATE_FAILED";
}

/**
 * Decides where every artifact lies and whether anything has to be done. One listing answers what is there: `listed`,
 * where somebody has asked for it already.
 */
export async function planUploads(
	ports: Ports,
	course: Course,
	packed: readonly PackedArtifact[],
	deployed: Deployed | undefined,
	companion: Readonly<Record<string, string>> = {},
	listed?: readonly StoredObject[],
): Promise<Planned> {
	const { prepared, request } = course;
	const { compiled } = prepared.analysis;
	const bucket = compiled.deploymentBucket;
	const stored = listed ?? (await listArtifacts(ports, bucket, request.signal));
	const version = nextVersion(prepared.version);
	const functions = [...(deployed?.functions.values() ?? [])];
	const deployedKeys = new Map(functions.flatMap(({ job, key }) => (key ? [[job, key] as const] : [])));
	const swapped = new Set(functions.filter((one) => one.swapped).map((one) => one.job));
	const placements = packed
		.filter(isZip)
		.map((one) => placeArtifact(one, { bucket, stored, version, deployedKeys, swapped }));
	const images = packed.filter(isImage).map((one) => placeImage(one, compiled, version));
	const places = new Map<string, Place>(
		[...placements, ...images].map(({ packed: { plan }, place }) => [plan.job, place]),
	);
	// Compared under the deployed version, because the version alone is no change.
	const same = bind(compiled.template, places, prepared.version ?? "", companion);
	const isSame = deployed !== undefined && diffTemplates(deployed.template, same.template).length === 0;
	const isUnchanged = isSame && isAtRest(course) && sameTags(compiled.tags, course.stack?.tags ?? {});
	return {
		placements,
		images,
		stored,
		deployed,
		isUnchanged,
		deployable: isUnchanged ? same : bind(compiled.template, places, version, companion),
	};
}
