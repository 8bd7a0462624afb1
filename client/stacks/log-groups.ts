import type { ResourceRow } from "./rows.ts";

/** The log groups of a resource that are deployed: their physical ids are their names. */
export function logGroupsOf({ children }: Pick<ResourceRow, "children">): readonly string[] {
	return children.flatMap(({ type, physicalId }) =>
		type === "AWS::Logs::LogGroup" && physicalId !== undefined ? [physicalId] : [],
	);
}
