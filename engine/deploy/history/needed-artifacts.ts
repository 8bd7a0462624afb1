import type { StackResource } from "../../cloud/port.ts";
import { Failure } from "../../report/failure.ts";
import type { Template } from "../../template/template.ts";
import type { Ports } from "../ports.ts";

const REPOSITORY = "StpContainerRepository";

type Needed = { readonly keys: Set<string>; readonly strings: Set<string> };

function collect(value: unknown, needed: Needed): Needed {
	if (typeof value === "string") needed.strings.add(value);
	if (typeof value !== "object" || value === null) return needed;
	const { S3Key, Bucket, Key } = value as Readonly<Record<string, unknown>>;
	if (typeof S3Key === "string") needed.keys.add(S3Key);
	if (Bucket !== undefined && typeof Key === "string") needed.keys.add(Key);
	for (const member of Object.values(value)) collect(member, needed);
	return needed;
}

/** Keys that a template names, of objects that lie in no other bucket than the deployment bucket. */
function neededKeys(template: Template, folders: ReadonlySet<string>): readonly string[] {
	const { keys } = collect(template.Resources, { keys: new Set(), strings: new Set() });
	return [...keys].filter(
		(key) => folders.has(key.split("/")[0] ?? "") || /\/v\d+-[0-9a-f]+\.zip$/.test(key),
	);
}

/** Tags of images in the stack's repository that a template names. */
function neededTags(template: Template, repository: string): readonly string[] {
	const { strings } = collect(template.Resources, { keys: new Set(), strings: new Set() });
	return [...strings].flatMap((text) => {
		const at = text.lastIndexOf(`/${repository}:`);
		return at < 0 ? [] : [text.slice(at + repository.length + 2)];
	});
}

/** Stops when a template names code or images that are not kept any more. */
export async function requireArtifacts(
	{ cloud }: Ports,
	template: Template,
	version: string,
	found: {
		readonly keys: readonly string[];
		readonly resources: readonly StackResource[];
		readonly signal?: AbortSignal | undefined;
	},
): Promise<void> {
	const { keys, resources, signal } = found;
	const folders = new Set(keys.map((key) => key.split("/")[0] ?? ""));
	const stored = new Set(keys);
	const missing = neededKeys(template, folders).filter((key) => !stored.has(key));
	const repository = resources.find(({ logicalId }) => logicalId === REPOSITORY)?.physicalId;
	const tags = repository === undefined ? [] : neededTags(template, repository);
	const kept =
		repository !== undefined && tags.length > 0
			? await cloud.images.tags(repository, signal ? { signal } : {})
			: [];
	const gone = [...missing, ...tags.filter((tag) => !kept?.includes(tag))];
	if (gone.length === 0) return;
	throw new Failure({
		code: "rollback-incomplete",
		kind: "stack",
		message: `${version} cannot be deployed again: ${gone.join(", ")} ${gone.length === 1 ? "is" : "are"} not kept any more`,
		hint: "deploy the commit of that version; deploymentConfig.previousVersionsToKeep says how much is kept",
	});
}
