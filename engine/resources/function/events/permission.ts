import { logicalId } from "../../../names/logical-id.ts";
import type { Text } from "../../../template/intrinsics.ts";
import type { Child } from "../../kind.ts";
import { functionArn, PERMISSION } from "../names.ts";

/** Logical id of the permission that the event at `index` of the function named `owner` makes. */
export function eventPermissionId(owner: string, index: number): string {
	return logicalId({ owner, specifier: `Event${index}`, type: PERMISSION });
}

/**
 * Lets `principal` call the function named `owner` for its event at `index`, in the name of `sourceArn` only. An ARN
 * without an account id, such as that of a bucket, needs `sourceAccount` as well: the name may belong to somebody
 * else one day.
 */
export function eventPermission(options: {
	readonly owner: string;
	readonly index: number;
	readonly principal: Text;
	readonly sourceArn: Text | undefined;
	readonly sourceAccount?: Text;
}): Child {
	const { owner, index, principal, sourceArn, sourceAccount } = options;
	return {
		id: eventPermissionId(owner, index),
		origin: ["events", index],
		resource: {
			Type: PERMISSION,
			Properties: {
				FunctionName: functionArn(owner),
				Action: "lambda:InvokeFunction",
				Principal: principal,
				SourceArn: sourceArn,
				SourceAccount: sourceAccount,
			},
		},
	};
}
