import type { CallOptions } from "./objects.ts";

/** A container as a revision of a task definition has it. */
export type ContainerState = {
	readonly name: string;
	readonly image: string;
	readonly command?: readonly string[];
	readonly entryPoint?: readonly string[];
	/** The environment variables, each with the SHA-256 (hex) of its value. Those that are secrets are none of them. */
	readonly variables: Readonly<Record<string, string>>;
	/** Absent when its output goes nowhere, or elsewhere than to CloudWatch. */
	readonly logGroup?: string;
};

/** What another revision has other than the one it is made of; what is left out stays, and `null` removes. */
export type ContainerChange = {
	readonly image?: string;
	readonly command?: readonly string[] | null;
	readonly entryPoint?: readonly string[] | null;
	readonly variables?: Readonly<Record<string, string | null>>;
};

/** A service of containers as ECS describes it. */
export type ServiceState = {
	readonly arn: string;
	/** ARN of the revision of a task definition that it is to run. */
	readonly revision: string;
	/** The tags of that revision. */
	readonly tags: Readonly<Record<string, string>>;
	readonly containers: readonly ContainerState[];
};

/** How far a service is on its way to the revision that it is to run. */
export type Rollout = {
	/** Another one for each time that the service is told what to run. */
	readonly id: string;
	readonly revision: string;
	/** Tasks of this revision: how many there are to be, how many run, and how many have stopped by themselves. */
	readonly wanted: number;
	readonly running: number;
	readonly failed: number;
	/** `steady`: all of them run and are healthy, those of load balancers too, and no task runs anything else. */
	readonly state: "rolling" | "steady" | "failed";
	readonly reason?: string;
};

/** A task that has stopped, and why, in the words of ECS. */
export type StoppedTask = {
	readonly id: string;
	readonly reason: string;
	/** Why its containers ended: `main ended with exit code 1`. */
	readonly containers: readonly string[];
};

export type ServicePort = {
	/** `undefined` if there is no such service, or it is being deleted. */
	read(service: string, options: CallOptions): Promise<ServiceState | undefined>;
	/**
	 * Makes a revision of another one with some of its containers changed, and gives its ARN. What is not named stays
	 * as it is, and nobody on this side of the port sees it. `tags` are added to those of the other one.
	 */
	revise(
		revision: string,
		changes: Readonly<Record<string, ContainerChange>>,
		tags: Readonly<Record<string, string>>,
		options: CallOptions,
	): Promise<string>;
	/** Tells a service which revision to run. Gives the id of the rollout when ECS has accepted it. */
	roll(service: string, revision: string, options: CallOptions): Promise<string>;
	/** The newest rollout of a service; `undefined` if there is no such service. */
	rollout(service: string, options: CallOptions): Promise<Rollout | undefined>;
	/** The tasks of a rollout that have stopped within the last hour. */
	stopped(service: string, rollout: string, options: CallOptions): Promise<readonly StoppedTask[]>;
	/** Stops the tasks of a service that belong to another rollout than this one. */
	stopOthers(service: string, rollout: string, options: CallOptions): Promise<void>;
	/** Takes revisions out of use; those that tasks still run go on. */
	retire(revisions: readonly string[], options: CallOptions): Promise<void>;
};
