import type { CallOptions } from "./objects.ts";

/** A state machine as Step Functions describes it. */
export type StateMachineState = {
	readonly arn: string;
	/** JSON. */
	readonly definition: string;
	readonly tags: Readonly<Record<string, string>>;
};

export type StateMachinePort = {
	/** `undefined` if there is no such state machine. */
	read(arn: string, options: CallOptions): Promise<StateMachineState | undefined>;
	/**
	 * Gives it another definition (JSON). Executions that run go on with the one that they began with; those that are
	 * started within the next seconds may still get it.
	 *
	 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachine.html
	 */
	update(arn: string, definition: string, options: CallOptions): Promise<void>;
	tag(arn: string, tags: Readonly<Record<string, string>>, options: CallOptions): Promise<void>;
	untag(arn: string, keys: readonly string[], options: CallOptions): Promise<void>;
};
