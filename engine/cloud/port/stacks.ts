import type { CallOptions } from "./objects.ts";

/** A stack as CloudFormation describes it. */
export type StackState = {
	readonly name: string;
	/** The stack's ARN: unlike the name it also finds the stack after its deletion. */
	readonly id: string;
	/** A `StackStatus` of CloudFormation, e.g. `UPDATE_COMPLETE`. */
	readonly status: string;
	readonly statusReason?: string;
	readonly description?: string;
	readonly outputs: Readonly<Record<string, string>>;
	readonly tags: Readonly<Record<string, string>>;
	readonly terminationProtection: boolean;
	/** Milliseconds since 1970. */
	readonly createdAt: number;
	readonly updatedAt?: number;
};

/** One output of a deployed stack, with the name under which others import it when it is exported. */
export type StackOutput = { readonly value: string; readonly exportName?: string };

/** One resource of a deployed stack. */
export type StackResource = {
	readonly logicalId: string;
	readonly physicalId?: string;
	readonly type: string;
	readonly status: string;
	readonly statusReason?: string;
};

export type StackEvent = {
	readonly id: string;
	readonly logicalId: string;
	readonly physicalId?: string;
	/** `AWS::CloudFormation::Stack` with the stack's own id as physical id: an event of the stack itself. */
	readonly type: string;
	readonly status: string;
	readonly reason?: string;
	/** Milliseconds since 1970. */
	readonly at: number;
	/** The token that the operation was started with. */
	readonly token?: string;
};

/** A create or an update of a stack. */
export type ApplyRequest = {
	readonly name: string;
	/** Inline (at most 51,200 bytes) or an object of a bucket that CloudFormation can read. */
	readonly template: { readonly body: string } | { readonly url: string };
	readonly tags: Readonly<Record<string, string>>;
	/** Marks the events of this operation and makes a repeated call harmless. */
	readonly token: string;
	/** `delete` is for the first create, where nothing would be left to roll back to. */
	readonly onFailure: "roll-back" | "keep" | "delete";
	readonly roleArn?: string;
	readonly notificationArns?: readonly string[];
	readonly terminationProtection?: boolean;
	/** Topics and rollback alarms of the last update stay; without it they are those of this request. */
	readonly keepsSettings?: boolean;
	readonly rollback?: { readonly monitoringMinutes: number; readonly alarmArns: readonly string[] };
};

/** One change of a change set. */
export type ChangeSetChange = {
	readonly logicalId: string;
	readonly type: string;
	/** CloudFormation's word in lower case; `dynamic`: it cannot say before it does it. */
	readonly action: "add" | "modify" | "remove" | "import" | "dynamic";
	/** Of a `modify`: whether the resource is made anew. */
	readonly replacement?: "true" | "false" | "conditional";
	/** Names of the properties that make it anew, or may. */
	readonly because: readonly string[];
};

/** What CloudFormation says that an update would do. */
export type ChangeSetView =
	| { readonly kind: "changes"; readonly changes: readonly ChangeSetChange[] }
	/** Nothing would change. */
	| { readonly kind: "empty" }
	/** The update would be refused: `reasons` say why, the first being the summary. */
	| { readonly kind: "refused"; readonly reasons: readonly string[] };

export type StackPort = {
	/**
	 * Asks CloudFormation what an update would do: makes a change set, reads it, and deletes it whatever happens. It is
	 * never executed. Fails when it is not ready after some minutes.
	 */
	changeSet(request: ApplyRequest, options: CallOptions): Promise<ChangeSetView>;
	/** The stack as it is now; `undefined` if it has never been created or is deleted. `name` may be a stack id,
	 * which also finds a deleted stack. */
	read(name: string, options: CallOptions): Promise<StackState | undefined>;
	/** The template as it was sent; `undefined` if there is no stack. */
	template(name: string, options: CallOptions): Promise<string | undefined>;
	resources(name: string, options: CallOptions): Promise<readonly StackResource[]>;
	/** The outputs of a stack in any region by name; `undefined` if there is none. */
	outputs(
		name: string,
		region: string,
		options: CallOptions,
	): Promise<Readonly<Record<string, StackOutput>> | undefined>;
	/** Starts a create. Resolves when AWS has accepted it, long before it is done. */
	create(request: ApplyRequest, options: CallOptions): Promise<{ readonly stackId: string }>;
	/** Starts an update. `"unchanged"`: CloudFormation found nothing to update. */
	update(request: ApplyRequest, options: CallOptions): Promise<{ readonly stackId: string } | "unchanged">;
	/**
	 * Events of the operation that was started with `token`, newer than the one with id `after` (all of them,
	 * without it), oldest first. CloudFormation puts the token on every event of an operation, so that reading stops
	 * at the first older one, however long the history of the stack is.
	 */
	events(
		stackId: string,
		operation: { readonly token: string; readonly after?: string },
		options: CallOptions,
	): Promise<readonly StackEvent[]>;
	/**
	 * Events of the newest operation of a stack, whoever has started it, oldest first; those of a rollback that followed
	 * belong to it. None if there is no stack, or if CloudFormation has forgotten them (after 90 days).
	 */
	lastOperation(stackId: string, options: CallOptions): Promise<readonly StackEvent[]>;
	/** Goes on with the rollback of an update that could not be rolled back; `skip` are left as they are. */
	continueRollback(
		name: string,
		request: { readonly token: string; readonly skip: readonly string[] },
		options: CallOptions,
	): Promise<void>;
	/** Puts a stack back that was left half updated, because its update failed and rollback was off. */
	rollBack(name: string, request: { readonly token: string }, options: CallOptions): Promise<void>;
	/** Asks CloudFormation to stop the running update and roll back. */
	cancelUpdate(name: string, options: CallOptions): Promise<void>;
	/** Starts a delete. */
	delete(
		name: string,
		request: { readonly token: string; readonly roleArn?: string; readonly retain?: readonly string[] },
		options: CallOptions,
	): Promise<void>;
	setTerminationProtection(name: string, enabled: boolean, options: CallOptions): Promise<void>;
	setPolicy(name: string, policy: string, options: CallOptions): Promise<void>;
};
