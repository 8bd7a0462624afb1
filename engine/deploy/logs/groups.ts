import type { StackResource, StackState } from "../../cloud/port.ts";
import { ownersOf } from "../result.ts";

/** The log groups of a resource of the config: its functions', its containers', its API's. */
export function logGroupsOf(
	stack: StackState,
	children: readonly StackResource[],
	resource: string,
): readonly string[] {
	const owners = ownersOf(stack);
	return children.flatMap(({ logicalId, type, physicalId, status }) =>
		type === "AWS::Logs::LogGroup" &&
		owners.get(logicalId) === resource &&
		physicalId !== undefined &&
		status !== "DELETE_COMPLETE"
			? [physicalId]
			: [],
	);
}
