import { Failure } from "../../report/failure.ts";
import type { Span } from "../../text/span.ts";
import type { Ports } from "../ports.ts";

/** A bastion that something needs. */
export type Wanted = {
	readonly bastion: string;
	/** Name of its Auto Scaling group; `undefined` while it is not deployed. */
	readonly group: string | undefined;
	/** What needs it, in the words of messages: "the script migrate". */
	readonly by: string;
	readonly origin?: Span;
	readonly signal?: AbortSignal;
};

/** AWS is asked in this interval, in milliseconds. */
const pollMs = 3_000;
/** A new machine starts and tells Systems Manager of itself within about a minute. */
const longestWaitMs = 180_000;

const agent =
	"https://docs.aws.amazon.com/systems-manager/latest/userguide/troubleshooting-managed-instances.html";

function undeployed({ by, bastion, origin }: Wanted): Failure {
	return new Failure({
		code: "script-needs-stack",
		kind: "script",
		message: `${by} uses the bastion ${bastion}, which is not deployed yet`,
		hint: "deploy first",
		...(origin && { origin }),
	});
}

function unreached({ bastion, origin }: Wanted, isRunning: boolean): Failure {
	return new Failure({
		code: isRunning ? "bastion-not-reachable" : "bastion-not-running",
		kind: "script",
		message: isRunning
			? `the machine of the bastion ${bastion} runs, but Systems Manager does not reach it`
			: `no machine of the bastion ${bastion} runs`,
		hint: isRunning
			? `its agent needs a way to the internet, and the role of the bastion: ${agent}`
			: `its Auto Scaling group starts one: see why it does not, or try again in a minute`,
		...(origin && { origin }),
	});
}

/**
 * A machine of a bastion that Systems Manager reaches. One that has only just been started, such as in the deploy
 * before, is waited for.
 */
export async function reachableMachine(
	{ cloud, host, emit }: Pick<Ports, "cloud" | "host" | "emit">,
	wanted: Wanted,
): Promise<string> {
	const { group, bastion, signal } = wanted;
	if (group === undefined) throw undeployed(wanted);
	const began = host.now();
	for (let isFirst = true; ; isFirst = false) {
		const machines = await cloud.scripts.machines(group, signal ? { signal } : {});
		const reached = machines.find(({ isReachable }) => isReachable);
		if (reached) return reached.id;
		if (host.now() - began >= longestWaitMs) throw unreached(wanted, machines.length > 0);
		if (isFirst)
			emit({ kind: "note", level: "note", message: `waiting for the machine of the bastion ${bastion}` });
		await host.sleep(pollMs, signal);
	}
}
