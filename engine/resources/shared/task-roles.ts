import { logicalId } from "../../names/logical-id.ts";
import { type PhysicalName, physicalName } from "../../names/physical-name.ts";
import { stackName, type Target } from "../../names/target.ts";

/** Logical id of the role by which ECS pulls images and writes logs, one for the stack. */
export const executionRoleId = logicalId({
	owner: undefined,
	specifier: "EcsExecution",
	type: "AWS::IAM::Role",
});

/** Name of the role of the containers of `owner`: with the region, because roles are global in an account. */
export function taskRoleName(owner: string, target: Target): PhysicalName {
	return physicalName([stackName(target), owner, target.region], {
		maxLength: 64,
		source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
	});
}
