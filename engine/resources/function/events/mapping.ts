import { logicalId } from "../../../names/logical-id.ts";
import type { Text } from "../../../template/intrinsics.ts";
import type { Child, Statement } from "../../kind.ts";
import { functionArn } from "../names.ts";

const MAPPING = "AWS::Lambda::EventSourceMapping";

/** What fetches records or messages and hands them to the function named `owner`, for its event at `index`. */
export function eventSourceMapping(
	owner: string,
	index: number,
	source: Readonly<Record<string, unknown>>,
	event: { readonly batchSize?: number; readonly maxBatchWindowSeconds?: number },
): Child {
	return {
		id: logicalId({ owner, specifier: `Event${index}`, type: MAPPING }),
		origin: ["events", index],
		resource: {
			Type: MAPPING,
			Properties: {
				...source,
				FunctionName: functionArn(owner),
				Enabled: true,
				BatchSize: event.batchSize,
				MaximumBatchingWindowInSeconds: event.maxBatchWindowSeconds,
			},
		},
	};
}

/** A statement that allows `actions` on each of `arns` once; none when there is no ARN. */
export function allowOn(
	actions: readonly string[],
	arns: readonly (Text | undefined)[],
): readonly Statement[] {
	const distinct = new Map<string, Text>();
	for (const arn of arns) if (arn !== undefined) distinct.set(JSON.stringify(arn), arn);
	if (distinct.size === 0) return [];
	return [{ Effect: "Allow", Action: actions, Resource: [...distinct.values()] }];
}
