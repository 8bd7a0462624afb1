import { ArtifactSlot, CompanionSlot, SnapshotSlot, VersionSlot } from "./slot.ts";
import type { Template } from "./template.ts";

/** What stands for the version of a deploy in a template that is only shown. */
const versionPreview = "v000000";

/** What stands for the registry of a container image: AWS takes only what has the form of one of its own. */
const registryPreview = "000000000000.dkr.ecr.region.amazonaws.com";

function preview(_key: string, value: unknown): unknown {
	if (value instanceof ArtifactSlot) {
		if (value.part === "key") return `${value.job}/packaged-at-deploy.zip`;
		if (value.part === "image") return `${registryPreview}/${value.job}:packaged-at-deploy`;
		return value.part === "digest" ? "packaged-at-deploy" : "deployment-bucket";
	}
	if (value instanceof CompanionSlot) return `known-when-us-east-1-is-deployed:${value.output}`;
	if (value instanceof SnapshotSlot) return "packaged-at-deploy";
	return value instanceof VersionSlot ? versionPreview : value;
}

/**
 * The template as indented JSON, for people and for tools that read a template before it is deployed. What only
 * packaging knows (keys and digests of artifacts, the version) stands there as a readable placeholder.
 */
export function printTemplate(template: Template, deploymentBucket: string): string {
	const text = JSON.stringify(
		template,
		(key, value) =>
			value instanceof ArtifactSlot && value.part === "bucket" ? deploymentBucket : preview(key, value),
		2,
	);
	return `${text}\n`;
}
