import type { StackResource, StackState } from "../../cloud/port.ts";
import { VERSION_OUTPUT } from "../../compile/outputs.ts";
import { nextVersion, templateKey } from "../../names/artifact-key.ts";
import type { Template } from "../../template/template.ts";
import { parseTemplate } from "../parse-template.ts";
import type { Ports } from "../ports.ts";
import { leavesOf } from "../preview/leaves.ts";
import { type Blocking, nameOf } from "./blocked.ts";

/** A resource that is left as a failed update has made it, while CloudFormation believes that it was put back. */
export type Drift = Blocking & {
	/** What the update was to change of it; empty when that is not known. */
	readonly properties: readonly string[];
};

/** Logical id of the bucket that every stack of the format has. */
const BUCKET = "StpDeploymentBucket";

/** The deployment bucket of a stack, which may be gone. */
export function deploymentBucketOf(resources: readonly StackResource[]): string | undefined {
	const found = resources.find(({ logicalId }) => logicalId === BUCKET);
	return found?.status === "DELETE_COMPLETE" ? undefined : found?.physicalId;
}

async function templateOf({ cloud }: Ports, bucket: string, version: string): Promise<Template | undefined> {
	const bytes = await cloud.objects.read(bucket, templateKey(version), {}).catch(() => undefined);
	try {
		return bytes && parseTemplate(new TextDecoder().decode(bytes));
	} catch {
		// Somebody has written something else there: what changed is not known then.
		return undefined;
	}
}

/** What differs from CloudFormation's belief when blocking resources are skipped: what the failed update changed. */
export async function driftsOf(
	ports: Ports,
	stack: StackState,
	resources: readonly StackResource[],
	blocked: readonly Blocking[],
): Promise<readonly Drift[]> {
	const bucket = deploymentBucketOf(resources);
	const version = stack.outputs[VERSION_OUTPUT];
	const [before, after] = bucket
		? await Promise.all([
				version === undefined ? undefined : templateOf(ports, bucket, version),
				templateOf(ports, bucket, nextVersion(version)),
			])
		: [];
	return blocked.map((one) => {
		const old = before?.Resources[one.logicalId]?.Properties;
		const now = after?.Resources[one.logicalId]?.Properties;
		return { ...one, properties: old && now ? leavesOf(old, now).map(({ path }) => path) : [] };
	});
}

/** What it means that a resource is skipped. */
export function driftInWords(drift: Drift): string {
	const what = drift.properties.length > 0 ? drift.properties.join(", ") : "its properties";
	return `${nameOf(drift)} is left as it is: ${what} may be what the failed update wanted, while CloudFormation takes them for what they were before; compare it by hand, because the next deploy only writes what differs from that`;
}
