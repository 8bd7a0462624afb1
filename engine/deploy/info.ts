import type { Identity, StackState } from "../cloud/port.ts";
import { VALUES_OUTPUT } from "../compile/after.ts";
import { INFO_OUTPUT, VERSION_OUTPUT } from "../compile/outputs.ts";
import { stackName, type Target } from "../names/target.ts";
import type { Ports } from "./ports.ts";
import { requireIdentity } from "./prepare.ts";
import { type DeployedResource, type Link, linksOf, readOverview } from "./result.ts";

/** A stack as it is deployed. */
export type StackView = {
	readonly identity: Identity;
	readonly name: string;
	readonly region: string;
	/** Absent: there is no such stack. */
	readonly stack: StackState | undefined;
	readonly version: string | undefined;
	readonly resources: readonly DeployedResource[];
	readonly links: readonly Link[];
	/** Without those that Spool reads itself. */
	readonly outputs: Readonly<Record<string, string>>;
};

/** Reads a stack: its state, its resources by the names of the config, its addresses and outputs. */
export async function readStack(
	ports: Pick<Ports, "cloud">,
	target: Target,
	signal?: AbortSignal,
): Promise<StackView> {
	const options = signal ? { signal } : {};
	const name = stackName(target);
	const identity = await requireIdentity(ports, target.account, signal);
	const stack = await ports.cloud.stacks.read(name, options);
	const base = { identity, name, region: target.region };
	if (!stack) return { ...base, stack: undefined, version: undefined, resources: [], links: [], outputs: {} };
	const children = await ports.cloud.stacks.resources(name, options);
	const {
		[VERSION_OUTPUT]: version,
		[INFO_OUTPUT]: _overview,
		[VALUES_OUTPUT]: _values,
		...outputs
	} = stack.outputs;
	return {
		...base,
		stack,
		version,
		resources: readOverview(stack, children),
		links: linksOf(stack),
		outputs,
	};
}
