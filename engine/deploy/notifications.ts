import type { CallOptions, Cloud } from "../cloud/port.ts";
import type { Aftercare } from "../resources/kind.ts";
import type { Template } from "../template/template.ts";

type Place = { readonly region: string; readonly account: string; readonly partition: string };

/** Names of buckets that are not of the stack and may call functions of it. */
export function foreignBuckets({ Resources }: Template): readonly string[] {
	const names = Object.values(Resources).flatMap(({ Type, Properties = {} }) => {
		if (Type !== "AWS::Lambda::Permission" || Properties["Principal"] !== "s3.amazonaws.com") return [];
		const arn = Properties["SourceArn"];
		return typeof arn === "string" ? [arn.slice(arn.lastIndexOf(":") + 1)] : [];
	});
	return [...new Set(names)];
}

function functionNames({ Resources }: Template): readonly string[] {
	return Object.values(Resources).flatMap(({ Type, Properties = {} }) =>
		Type === "AWS::Lambda::Function" && typeof Properties["FunctionName"] === "string"
			? [Properties["FunctionName"]]
			: [],
	);
}

/** Where the functions of a stack are, from the ARN of the caller. */
export function placeOf(
	region: string,
	{ account, arn }: { readonly account: string; readonly arn: string },
): Place {
	return { region, account, partition: arn.split(":")[1] ?? "aws" };
}

/**
 * Tells the buckets outside of the stack which of its functions they call, and those that call none any more that they
 * do not. `templates` are what was deployed and what is; without aftercare every bucket forgets the stack.
 */
export async function notifyBuckets(
	{ objects }: Pick<Cloud, "objects">,
	templates: readonly Template[],
	aftercare: readonly Aftercare[],
	{ region, account, partition }: Place,
	options: CallOptions,
): Promise<void> {
	const arnOf = (name: string) => `arn:${partition}:lambda:${region}:${account}:function:${name}`;
	const owned = [...new Set(templates.flatMap(functionNames))].map(arnOf);
	for (const bucket of new Set(templates.flatMap(foreignBuckets))) {
		const wanted = aftercare.flatMap((care) => {
			if (care.kind !== "bucket-notification" || care.bucket !== bucket) return [];
			const { functionName, event, prefix, suffix } = care;
			return [
				{
					functionArn: arnOf(functionName),
					event,
					...(prefix !== undefined && { prefix }),
					...(suffix !== undefined && { suffix }),
				},
			];
		});
		await objects.notify(bucket, owned, wanted, options);
	}
}
