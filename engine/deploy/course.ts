import type { StackState } from "../cloud/port.ts";
import type { Bundler } from "../package/bundler.ts";
import type { Phase } from "../progress/event.ts";
import type { Action } from "./gate.ts";
import type { Ports } from "./ports.ts";
import type { Prepared, Request } from "./prepare.ts";
import { runSpan, type Work } from "./spans.ts";

export type DeployRequest = Request & {
	readonly bundler?: Bundler;
	/** Go around CloudFormation when only code has changed. */
	readonly hotSwap?: boolean;
	/** Of a swap: old tasks of a service are stopped at once, and nobody answers until the new ones run. */
	readonly isFast?: boolean;
	/** Names of config resources whose data the deploy may take away without being asked again. */
	readonly mayLose?: readonly string[];
	/** Leave what was done when CloudFormation fails, to be looked at and mended by the next deploy. */
	readonly noRollback?: boolean;
	/** Make every artifact anew, whatever was made before. */
	readonly noCache?: boolean;
};

/** What a deploy has found out before it builds anything. */
export type Course = {
	readonly request: DeployRequest;
	readonly prepared: Prepared;
	readonly action: Action;
	readonly stack: StackState | undefined;
	/** Milliseconds by phase, filled as they end. */
	readonly phases: Record<string, number>;
};

/** Shares of the phases in a usual deploy, of 100. */
const weights: Readonly<Record<string, number>> = {
	resolve: 5,
	package: 15,
	bootstrap: 15,
	upload: 15,
	deploy: 50,
};

/** Runs one phase as a piece of work, and measures it. */
export async function runPhase<T>(
	ports: Ports,
	phases: Record<string, number>,
	{ name, label }: { readonly name: Phase; readonly label: string },
	body: (work: Work) => Promise<T>,
): Promise<T> {
	const startedAt = ports.host.now();
	try {
		return await runSpan(ports, { id: name, label, phase: name, weight: weights[name] ?? 1 }, body);
	} finally {
		phases[name] = ports.host.now() - startedAt;
	}
}
