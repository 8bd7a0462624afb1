import { logicalId } from "../../names/logical-id.ts";
import type { PhysicalName } from "../../names/physical-name.ts";
import type { Child, Path } from "../kind.ts";

export const LOG_GROUP = "AWS::Logs::LogGroup";

/**
 * A log group with a name and a retention in days. It is made by the stack and not by whoever writes into it, so
 * that the retention holds from the first line and the group goes away with the stack.
 */
export function logGroup(options: {
	/** Name of the config resource. */
	readonly owner: string;
	/** Distinguishes several log groups of one resource. */
	readonly specifier?: string;
	readonly name: PhysicalName;
	readonly retentionDays: number;
	readonly origin?: Path;
}): Child {
	const { owner, specifier, name, retentionDays, origin } = options;
	return {
		id: logicalId({ owner, type: LOG_GROUP, ...(specifier !== undefined && { specifier }) }),
		resource: { Type: LOG_GROUP, Properties: { LogGroupName: name.text, RetentionInDays: retentionDays } },
		name,
		...(origin && { origin }),
	};
}
