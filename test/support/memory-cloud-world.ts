import type {
	BucketNotification,
	CommandOutcome,
	HostedZone,
	ParameterState,
	StackEvent,
	VpcState,
} from "../../engine/cloud/port.ts";
import { Failure } from "../../engine/report/failure.ts";
import type { Clock } from "./fake-clock.ts";
import type { MemoryImages } from "./memory-cloud-images.ts";
import type { ContainerWorld } from "./memory-cloud-services.ts";
import type { Template } from "./memory-cloud-template.ts";

/** One version of an object; without a body it is a delete marker. */
export type ObjectVersion = {
	readonly body?: Uint8Array;
	readonly contentType?: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly tags?: Readonly<Record<string, string>>;
	readonly modifiedAt: number;
};

export type Bucket = {
	readonly name: string;
	/** Whom it calls when an object changes. */
	notifications?: readonly BucketNotification[];
	isVersioned: boolean;
	/** Versions by key, the oldest first. */
	readonly objects: Map<string, ObjectVersion[]>;
};

export type MemoryFunction = {
	readonly name: string;
	readonly arn: string;
	/** Anyone may call it through its URL. */
	isPublic?: boolean;
	code: Uint8Array;
	codeSha256: string;
	handler: string;
	memory: number;
	timeout: number;
	layers: readonly string[];
	variables: Readonly<Record<string, string>>;
	tags: Record<string, string>;
	lastUpdateStatus: "Successful" | "InProgress" | "Failed";
	lastUpdateReason?: string;
};

export type Table = { readonly name: string; readonly items: Map<string, unknown> };

export type MemoryResource = {
	readonly logicalId: string;
	readonly type: string;
	readonly physicalId: string;
	/** Values as they were last sent to the service, intrinsics replaced. */
	readonly properties: Readonly<Record<string, unknown>>;
	readonly attributes: Readonly<Record<string, string>>;
	readonly tags: Readonly<Record<string, string>>;
	readonly deletionPolicy?: string;
	readonly replacePolicy?: string;
	/** Logical ids that must be there as long as this resource is. */
	readonly needs: readonly string[];
	status: string;
	statusReason?: string;
};

export type MemoryStack = {
	readonly id: string;
	readonly name: string;
	readonly createdAt: number;
	readonly createToken: string;
	updateToken?: string;
	updatedAt?: number;
	status: string;
	statusReason?: string;
	body: string;
	template: Template;
	tags: Readonly<Record<string, string>>;
	outputs: Record<string, string>;
	/** Exported values by export name. */
	exports: Map<string, string>;
	/** Export names by the name of their output. */
	exportNames: Map<string, string>;
	terminationProtection: boolean;
	policy?: string;
	resources: Map<string, MemoryResource>;
	readonly events: StackEvent[];
	/** The token on the events of the running operation. */
	token: string;
	/** Ends the steps of the create or update that runs. */
	cancel?: () => void;
	/** Goes on with a rollback that stopped, or begins the one that was not wanted; `skip` are left as they are. */
	resume?: (token: string, skip: readonly string[]) => void;
	/** The create or update that runs, or ran last. */
	running?: Promise<void>;
};

/** Makes a resource fail: which one, at what, and in which words. */
export type FailureRule = {
	/** The stack's name; every stack, without it. */
	readonly stack?: string;
	readonly logicalId: string;
	readonly on?: "create" | "update" | "delete" | "rollback";
	/** AWS's reason, which events show as it is. */
	readonly message: string;
	/** How often; always, without it. */
	readonly times?: number;
};

/** Everything that exists in the account, and what is to go wrong there. Tests read and change it freely. */
export type World = {
	readonly clock: Clock;
	readonly region: string;
	readonly account: string;
	/** Milliseconds that a resource of a type takes. */
	readonly resourceMs: (type: string, operation: "create" | "update" | "delete") => number;
	/** Milliseconds until code that Lambda accepted is in use. */
	readonly codeMs: number;
	readonly buckets: Map<string, Bucket>;
	readonly functions: Map<string, MemoryFunction>;
	readonly tables: Map<string, Table>;
	/** Digests by the name of their repository. */
	readonly repositories: Map<string, Set<string>>;
	readonly images: MemoryImages;
	/** Services of containers, and state machines. */
	readonly containers: ContainerWorld;
	/** Id of the current version by the name of the secret. */
	readonly secrets: Map<string, string>;
	/** State of each VPC peering connection, by its id. */
	readonly peerings: Map<string, string>;
	/** Parameters of Systems Manager by name. */
	readonly parameters: Map<string, ParameterState & { readonly value?: string }>;
	/** Calls of functions in their order, with the event that each got. */
	readonly invocations: { readonly name: string; readonly event: unknown }[];
	/** Functions whose calls fail, with what they throw. */
	readonly failingFunctions: Map<string, string>;
	/** Public hosted zones of the account. */
	readonly zones: HostedZone[];
	/** Issued certificates of the region, by ARN. */
	readonly certificates: Map<string, { readonly names: readonly string[]; readonly stack?: string }>;
	/** Ids of distributions whose contents were invalidated, in the order of the calls. */
	readonly invalidations: string[];
	/** Paths of these invalidations. */
	readonly invalidatedPaths: string[];
	/** VPCs that are there already, by id. */
	readonly vpcs: Map<string, VpcState>;
	readonly scripts: ScriptWorld;
	readonly logs: Map<string, { readonly at: number; readonly line: string }[]>;
	/** Every stack that ever was, deleted ones included. */
	readonly stacks: MemoryStack[];
	/** Names of buckets that belong to somebody else. */
	readonly takenBuckets: Set<string>;
	/** Functions whose next code does not come into use, with Lambda's reason. */
	readonly brokenFunctions: Map<string, string>;
	readonly failures: (FailureRule & { left: number })[];
	/** Numbers for ids; the same calls give the same ids. */
	nextId(): number;
};

/** What scripts find in an account; a test fills it in. */
export type ScriptWorld = {
	/** Values of secrets, by name; the version does not matter. */
	readonly secretValues: Map<string, string>;
	/** Values of parameters, by name. */
	readonly parameterValues: Map<string, string>;
	/** ARNs of roles that may be assumed. */
	readonly roles: Set<string>;
	/** Running machines by the name of their Auto Scaling group. */
	readonly machines: Map<string, readonly string[]>;
	/** How often a group is asked for its machines before Systems Manager reaches them. */
	readonly startsAfter: Map<string, number>;
	/** Runs commands on a machine; `undefined` for those that do not end by themselves. */
	run: (machine: string, commands: readonly string[], folder: string) => CommandOutcome | undefined;
	/** Commands that were ended. */
	readonly stopped: string[];
	/** Outcomes by the id of the commands. */
	readonly outcomes: Map<string, CommandOutcome>;
};

/** An id in the form of a UUID that is the same in every run. */
export function uuidOf(number: number): string {
	return `00000000-0000-4000-8000-${number.toString(16).padStart(12, "0")}`;
}

/** A failure in AWS's name and words, as the adapters make one. */
export function awsFailure(name: string, message: string): Failure {
	const code = name.replace(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase();
	return new Failure({ code: `aws-${code}`, kind: "aws", message });
}

/** The message of the rule that makes this step fail, if one does; uses up one of its times. */
export function plannedFailure(
	world: World,
	stack: string,
	logicalId: string,
	on: "create" | "update" | "delete" | "rollback",
): string | undefined {
	const rule = world.failures.find(
		(one) =>
			one.left > 0 &&
			one.logicalId === logicalId &&
			(one.stack ?? stack) === stack &&
			(one.on ?? on) === on &&
			(one.on !== undefined || on === "create" || on === "update"),
	);
	if (!rule) return undefined;
	rule.left--;
	return rule.message;
}

/** The stack with this name or id; deleted ones answer to their id only. */
export function findStack(world: World, nameOrId: string): MemoryStack | undefined {
	return world.stacks.findLast(
		(stack) => stack.id === nameOrId || (stack.name === nameOrId && stack.status !== "DELETE_COMPLETE"),
	);
}
