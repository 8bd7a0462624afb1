import type { Cloud } from "../cloud/port.ts";
import type { Host } from "../host/port.ts";
import type { Programs } from "../programs/programs.ts";
import type { Emit } from "../progress/event.ts";
import type { Preview } from "./preview/preview.ts";

/** A question that only the user can answer. Nothing that cannot be undone happens without one. */
export type Question =
	/** Delete a stack. The answer is the name that the user typed. */
	| {
			readonly kind: "delete-stack";
			readonly stack: string;
			readonly account: string;
			readonly region: string;
			readonly buckets: readonly string[];
	  }
	/** Go on with a deploy that would do this. The answer is `yes`; nobody to ask means that it goes on. */
	| { readonly kind: "approve-deploy"; readonly stack: string; readonly preview: Preview }
	/** Take away what only this resource has. The answer is its name, as the user typed it. */
	| {
			readonly kind: "lose-data";
			readonly stack: string;
			readonly account: string;
			readonly region: string;
			readonly name: string;
			/** What happens to it, and what is lost. */
			readonly words: string;
	  }
	/** Go on in an account that the stage was not deployed to before. The answer is `yes`. */
	| {
			readonly kind: "other-account";
			readonly stack: string;
			readonly region: string;
			/** Of the credentials. */
			readonly account: string;
			/** That the stage was deployed to. */
			readonly pinned: string;
	  }
	/** Bring a stuck stack back to rest, as the words say. The answer is `yes`. */
	| {
			readonly kind: "confirm-rescue";
			readonly stack: string;
			readonly account: string;
			readonly region: string;
			/** What blocks, what is left behind and what differs then; one sentence each. */
			readonly words: readonly string[];
			readonly question: string;
	  }
	/** The user said stop while CloudFormation works. The answer is `detach` or `roll-back`. */
	| { readonly kind: "stop-following"; readonly stack: string; readonly canRollBack: boolean };

/** Gives the answer in words; `undefined` when there is nobody to ask. */
export type Ask = (question: Question) => Promise<string | undefined>;

/** The world, as whoever started the program hands it in. */
export type Ports = {
	readonly host: Host;
	readonly cloud: Cloud;
	readonly emit: Emit;
	readonly ask: Ask;
	/** Runs the user's code; absent where that must not happen. */
	readonly programs?: Programs;
};
