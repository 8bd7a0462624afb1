import { logicalId } from "../../names/logical-id.ts";
import { type NameLimit, type PhysicalName, physicalName } from "../../names/physical-name.ts";
import { stackName, type Target } from "../../names/target.ts";
import { getAtt, type Intrinsic } from "../../template/intrinsics.ts";
import { functionName } from "../shared/function-name.ts";
import { LOG_GROUP } from "../shared/log-group.ts";
import { ownCodeOf } from "../shared/own-code.ts";

export const FUNCTION = "AWS::Lambda::Function";
export const ROLE = "AWS::IAM::Role";
export const PERMISSION = "AWS::Lambda::Permission";
export const URL_TYPE = "AWS::Lambda::Url";

const roleLimit: NameLimit = {
	maxLength: 64,
	source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
};
const logGroupLimit: NameLimit = {
	maxLength: 512,
	source: "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html",
};

export const functionId = (owner: string) => logicalId({ owner, type: FUNCTION });
export const roleId = (owner: string) => logicalId({ owner, type: ROLE });
export const logGroupId = (owner: string) => logicalId({ owner, type: LOG_GROUP });
export const urlId = (owner: string) => logicalId({ owner, type: URL_TYPE });

/** ARN of the function: what events, permissions and integrations point at. */
export function functionArn(owner: string): Intrinsic {
	return getAtt(functionId(owner), "Arn");
}

/**
 * Name of the role: with the region, because roles are global in an account; at most 64 characters. A function that
 * runs code of Spool itself has a mark in it.
 */
export function roleName(
	{ name, values }: { readonly name: string; readonly values: unknown },
	target: Target,
): PhysicalName {
	const mark = ownCodeOf(values)?.roleMark;
	return physicalName([stackName(target), name, ...(mark ? [mark] : []), target.region], roleLimit);
}

/** Name of the log group that Lambda writes to by itself: it follows from the name of the function. */
export function logGroupName(owner: string, target: Target): PhysicalName {
	return physicalName([`/aws/lambda/${functionName(owner, target).text}`], logGroupLimit);
}
