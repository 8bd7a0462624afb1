import type { StackResource, StackState } from "../cloud/port.ts";
import { INFO_OUTPUT } from "../compile/outputs.ts";
import type { PackedArtifact } from "../package/packed.ts";
import type { UploadReport } from "./upload.ts";

/** A change that a hot swap cannot make, and why. */
export type Blocked = {
	/** What CloudFormation does: change the resource where it is, or make a new one in its place. */
	readonly verdict: "defer" | "replace";
	/** Name of the config resource. */
	readonly resource: string | undefined;
	readonly logicalId: string;
	/** As AWS calls it; absent when the resource as a whole is new or removed. */
	readonly property?: string;
	/** In plain words, e.g. "memory of function api changes (MemorySize)". */
	readonly reason: string;
};

/** A function, a service of containers or a state machine of which something was replaced directly. */
export type Swapped = {
	readonly resource: string;
	/** Which of them it is, and what it is called in AWS. */
	readonly functionName?: string;
	readonly serviceName?: string;
	readonly stateMachineName?: string;
	readonly digest: string;
	/** What was replaced, as AWS calls it: `Code`, `MemorySize`, `Environment.Variables.KEY`. */
	readonly properties: readonly string[];
	/** Milliseconds of the parts. `accepted`: AWS has the code. `live`: new calls run it. */
	readonly timing: {
		readonly bundleMs: number;
		readonly zipMs: number;
		readonly acceptedMs: number;
		readonly liveMs: number;
	};
};

/** How long the phases took, in milliseconds. */
export type PhaseTimes = Readonly<Record<string, number>>;

/** A deploy that ended well. */
export type DeployResult = {
	/** `unchanged`: CloudFormation was not asked. `swapped`: it was gone around. */
	readonly outcome: "created" | "updated" | "unchanged" | "swapped";
	readonly stack: StackState;
	readonly version: string | undefined;
	readonly uploads: UploadReport;
	readonly swaps: readonly Swapped[];
	/** Resources whose files were brought into their buckets by a hot swap; a deploy does so with all of them. */
	readonly mirrored: readonly string[];
	/** Why a wanted hot swap became a full deploy. */
	readonly fellBackBecause: readonly Blocked[];
	readonly links: readonly Link[];
	readonly phases: PhaseTimes;
	readonly artifacts: readonly ArtifactReport[];
	/** What hooks behind the deploy have failed, in words; absent when all of them ended well. */
	readonly hookFailures?: readonly string[];
};

/** What became of an artifact, and why it had to be made. */
export type ArtifactReport = {
	readonly job: string;
	readonly digest: string;
	/** It was made before, and nothing of what decides it has changed since. */
	readonly isReused: boolean;
	/** What has changed, in words. */
	readonly because: readonly string[];
};

/** What is told of artifacts. */
export function reportsOf(packed: readonly PackedArtifact[]): readonly ArtifactReport[] {
	return packed.map(({ plan: { job }, digest, making }) => ({
		job,
		digest,
		isReused: making?.isReused ?? false,
		because: making?.because ?? [],
	}));
}

/** An address that the stack answers at. */
export type Link = { readonly resource: string; readonly name: string; readonly url: string };

/** One resource of the config as it is deployed. */
export type DeployedResource = {
	readonly name: string;
	readonly type: string;
	readonly params: Readonly<Record<string, string>>;
	readonly links: Readonly<Record<string, string>>;
	readonly children: readonly StackResource[];
};

type InfoEntry = {
	readonly resourceType?: string;
	readonly referencableParams?: Readonly<
		Record<string, { readonly value?: unknown; readonly showDuringPrint?: boolean }>
	>;
	readonly links?: Readonly<Record<string, unknown>>;
	readonly outputs?: Readonly<Record<string, unknown>>;
	readonly cloudformationChildResources?: Readonly<Record<string, unknown>>;
	readonly _nestedResources?: Readonly<Record<string, InfoEntry>>;
};

function entriesOf(stack: StackState): Readonly<Record<string, InfoEntry>> {
	try {
		const map = JSON.parse(stack.outputs[INFO_OUTPUT] ?? "{}") as {
			readonly resources?: Readonly<Record<string, InfoEntry>>;
		};
		return map.resources ?? {};
	} catch {
		// The overview is a convenience: without it resources are listed as CloudFormation has them.
		return {};
	}
}

/** What the overview says of a resource under `key`, beside its parameters; `undefined` when it does not say it. */
export function overviewOutput(stack: StackState, resource: string, key: string): string | undefined {
	const value = entriesOf(stack)[resource]?.outputs?.[key];
	return typeof value === "string" ? value : undefined;
}

/** What the overview says of the parameters of a resource, also of those that nobody is shown; not of secret ones. */
export function overviewParams(stack: StackState, resource: string): ReadonlyMap<string, string> | undefined {
	const entry = entriesOf(stack)[resource];
	if (!entry) return undefined;
	return new Map(
		Object.entries(entry.referencableParams ?? {}).flatMap(([name, { value }]) =>
			typeof value === "string" || typeof value === "number" ? [[name, String(value)] as const] : [],
		),
	);
}

/** Logical ids of an entry and of the parts that it consists of. */
function idsOf({ cloudformationChildResources = {}, _nestedResources = {} }: InfoEntry): readonly string[] {
	return [...Object.keys(cloudformationChildResources), ...Object.values(_nestedResources).flatMap(idsOf)];
}

/** The config resource of each logical id, as the overview of a deployed stack says it. */
export function ownersOf(stack: StackState): ReadonlyMap<string, string> {
	// The overview has entries for what belongs to no resource, too: those are named like their type.
	const owners = Object.entries(entriesOf(stack)).filter(([name, { resourceType }]) => resourceType !== name);
	return new Map(owners.flatMap(([name, entry]) => idsOf(entry).map((id) => [id, name] as const)));
}

function texts(values: Readonly<Record<string, unknown>> | undefined): Record<string, string> {
	return Object.fromEntries(Object.entries(values ?? {}).map(([key, value]) => [key, String(value)]));
}

/** The stack as the config sees it: each of its resources with what CloudFormation made of it. */
export function readOverview(
	stack: StackState,
	children: readonly StackResource[],
): readonly DeployedResource[] {
	const byId = new Map(children.map((child) => [child.logicalId, child]));
	const owned = new Set<string>();
	const resources = Object.entries(entriesOf(stack)).map(([name, entry]): DeployedResource => {
		const ids = Object.keys(entry.cloudformationChildResources ?? {});
		for (const id of ids) owned.add(id);
		const shown = Object.entries(entry.referencableParams ?? {}).filter(([, param]) => param.showDuringPrint);
		return {
			name,
			type: entry.resourceType ?? name,
			params: texts(Object.fromEntries(shown.map(([param, { value }]) => [param, value]))),
			links: texts(entry.links),
			children: ids.flatMap((id) => byId.get(id) ?? []),
		};
	});
	const rest = children.filter((child) => !owned.has(child.logicalId));
	const other: DeployedResource = {
		name: "CUSTOM_CLOUDFORMATION",
		type: "CUSTOM_CLOUDFORMATION",
		params: {},
		links: {},
		children: rest,
	};
	return [...resources, ...(rest.length > 0 ? [other] : [])].filter(
		(resource) => resource.children.length > 0,
	);
}

/** The addresses that a user would open: every parameter of the overview that is a URL. */
export function linksOf(stack: StackState): readonly Link[] {
	return Object.entries(entriesOf(stack)).flatMap(([resource, entry]) =>
		Object.entries(entry.referencableParams ?? {}).flatMap(([name, { value, showDuringPrint }]) =>
			showDuringPrint &&
			entry.resourceType !== "sqs-queue" &&
			typeof value === "string" &&
			/^https?:\/\//.test(value) &&
			/url$/i.test(name)
				? [{ resource, name, url: value }]
				: [],
		),
	);
}
