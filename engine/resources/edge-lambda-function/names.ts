import { logicalId } from "../../names/logical-id.ts";
import { type PhysicalName, physicalName } from "../../names/physical-name.ts";
import { stackName, type Target } from "../../names/target.ts";
import { LOG_GROUP } from "../shared/log-group.ts";

export const FUNCTION = "AWS::Lambda::Function";
export const ROLE = "AWS::IAM::Role";
export const VERSION = "AWS::Lambda::Version";

export const functionId = (owner: string) => logicalId({ owner, type: FUNCTION });
export const roleId = (owner: string) => logicalId({ owner, type: ROLE });
export const rolePolicyId = (owner: string) => logicalId({ owner, type: "AWS::IAM::RolePolicy" });
export const versionId = (owner: string) => logicalId({ owner, type: VERSION });
export const logGroupId = (owner: string) => logicalId({ owner, type: LOG_GROUP });

/** Name of the function: with the stack's region, since functions of all regions stand in us-east-1; at most 64 characters. */
export function functionName(owner: string, target: Target): PhysicalName {
	return physicalName([stackName(target), target.region, owner], {
		maxLength: 64,
		source: "https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html",
	});
}

/** Name of the role, at most 64 characters. */
export function roleName(owner: string, target: Target): PhysicalName {
	return physicalName([stackName(target), owner, target.region], {
		maxLength: 64,
		source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
	});
}

/** Name of the log group that copies of the function write to, in the region of whoever calls them. */
export function logGroupName(owner: string, target: Target): PhysicalName {
	return physicalName([`/aws/lambda/us-east-1.${functionName(owner, target).text}`], {
		maxLength: 512,
		source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudfront-metrics.html",
	});
}
