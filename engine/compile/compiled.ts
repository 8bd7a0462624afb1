import type { PhysicalName } from "../names/physical-name.ts";
import type { Target } from "../names/target.ts";
import type { Aftercare, ArtifactPlan, DirectoryPlan, SecretPlan } from "../resources/kind.ts";
import type { Template } from "../template/template.ts";
import type { Span } from "../text/span.ts";
import type { After } from "./after.ts";
import type { Build } from "./builds.ts";

import type { ScriptPlans } from "./scripts.ts";

/** Where a child resource comes from: which config resource, and which of its words. */
export type Origin = { readonly resource: string | undefined; readonly span: Span };

/** One row of the name table. */
export type NamedChild = {
	/** Name of the config resource, `undefined` for resources that the stack shares. */
	readonly resource: string | undefined;
	readonly logicalId: string;
	readonly type: string;
	/** Absent when AWS makes the name up. */
	readonly name: PhysicalName | undefined;
};

/** A config as a CloudFormation template, before its artifacts exist. */
export type Compiled = {
	readonly target: Target;
	/** Holds `ArtifactSlot`s where an upload's key will stand, and the version's slot in its outputs. */
	readonly template: Template;
	/** The part of the template that the first deploy of a stage creates before it can upload anything. */
	readonly initialTemplate: Template;
	/**
	 * What must stand in us-east-1 while the stack itself is elsewhere: a stack of its own there, deployed before this
	 * one, whose outputs fill the `CompanionSlot`s of `template`.
	 */
	readonly companion?: { readonly region: string; readonly template: Template };
	readonly artifacts: readonly ArtifactPlan[];
	/** What is built before anything is packaged, in the order of the config. */
	readonly builds: readonly Build[];
	/** Directories that are mirrored into buckets after every deploy. */
	readonly directories: readonly Directory[];
	/** Secrets that the engine makes, where they are not there, before CloudFormation begins. */
	readonly secrets: readonly SecretPlan[];
	/** What the engine does after a deploy. */
	readonly aftercare: readonly Aftercare[];
	/** What it does after that, with values of the deployed stack. */
	readonly after: After;
	readonly names: readonly NamedChild[];
	/** By logical id. */
	readonly origins: ReadonlyMap<string, Origin>;
	readonly deploymentBucket: string;
	readonly repository: string;
	/** Stack tags, also the user's own. */
	readonly tags: Readonly<Record<string, string>>;
	readonly options: DeployOptions;
} & ScriptPlans;

/** A directory beside the config, and the name of the bucket that mirrors it. */
export type Directory = Omit<DirectoryPlan, "bucketId" | "wantsAcceleration"> & {
	/** Name of the config resource. */
	readonly resource: string;
	readonly bucket: string;
	/** The bucket has transfer acceleration, and the config does not speak against it. */
	readonly accelerated: boolean;
};

/** An alarm of the config. */
export type OwnAlarm = { readonly logicalId: string; readonly arn: string };

/** `deploymentConfig` and `stackConfig` as a deploy needs them. */
export type DeployOptions = {
	readonly terminationProtection: boolean;
	readonly roleArn?: string;
	readonly disableAutoRollback: boolean;
	readonly monitoringMinutes: number;
	readonly rollbackAlarmArns: readonly string[];
	/** Alarms of the config itself; CloudFormation can watch them only once they are deployed. */
	readonly ownRollbackAlarms: readonly OwnAlarm[];
	readonly notificationArns: readonly string[];
	/** Upload by transfer acceleration where the bucket has it and it is faster. */
	readonly acceleratedUploads: boolean;
	/** How many earlier versions of an artifact are kept beside the deployed one. */
	readonly previousVersionsToKeep: number;
	/** Folder for the stack info file, relative to the config; absent when it is not to be written. */
	readonly stackInfoDirectory?: string;
};

/**
 * Where a resource of the deployed stack comes from. The logical id of a version ends in ten digits that only a deploy
 * knows, and which the compiled template does not have.
 */
export function originOf({ origins }: Compiled, logicalId: string): Origin | undefined {
	return origins.get(logicalId) ?? origins.get(logicalId.replace(/[0-9a-f]{10}$/, ""));
}
