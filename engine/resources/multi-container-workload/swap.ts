import type { ChildChange, SwapVerdict } from "../kind.ts";
import { taskDefinitionId } from "./names.ts";
import type { Workload } from "./properties.ts";

/** Says that a change of a workload needs a deploy, and what it is that changes. */
export function swapWorkload(change: ChildChange, { name }: Workload): SwapVerdict {
	if (change.changed.length === 0) return { kind: "ignore" };
	const changed = change.changed.map((property) => property.replace(/^<(.*)>$/, "$1")).join(", ");
	const isTask = change.id === taskDefinitionId(name);
	const what = isTask ? `the containers of ${name} change` : `${change.id} of ${name} changes`;
	return { kind: "needs-deploy", reason: `${what} (${changed}), and containers are not swapped` };
}
