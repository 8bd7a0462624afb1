import { logicalId } from "../../names/logical-id.ts";
import { type PhysicalName, physicalName } from "../../names/physical-name.ts";
import { stackName, type Target } from "../../names/target.ts";
import { functionName } from "../shared/function-name.ts";
import { LOG_GROUP } from "../shared/log-group.ts";

export const JOB_DEFINITION = "AWS::Batch::JobDefinition";
export const STATE_MACHINE = "AWS::StepFunctions::StateMachine";
export const ROLE = "AWS::IAM::Role";

export const jobDefinitionId = (owner: string) => logicalId({ owner, type: JOB_DEFINITION });
export const stateMachineId = (owner: string) =>
	logicalId({ owner, specifier: "JobExecution", type: STATE_MACHINE });
export const roleId = (owner: string) => logicalId({ owner, type: ROLE });
export const logGroupId = (owner: string) => logicalId({ owner, type: LOG_GROUP });

/** Name of the trigger function of a job, as a resource of the format. */
export const triggerName = (owner: string): string => `${owner}TriggerFunction`;

/** Name of the trigger function in AWS, as the room of functions makes it. */
export function triggerFunctionName(owner: string, target: Target): string {
	return functionName(triggerName(owner), target).text;
}

/** Name of the definition of a job. */
export function jobDefinitionName(owner: string, target: Target): PhysicalName {
	return physicalName([stackName(target), owner, "job-definition"], {
		maxLength: 128,
		source: "https://docs.aws.amazon.com/batch/latest/APIReference/API_RegisterJobDefinition.html",
	});
}

/** Name of the state machine that runs a job and tries again. */
export function stateMachineName(owner: string, target: Target): PhysicalName {
	return physicalName([stackName(target), owner, "batch-state-machine"], {
		maxLength: 80,
		source: "https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html",
	});
}

/** Name of the log group of a job. */
export function logGroupName(owner: string, target: Target): PhysicalName {
	return physicalName([`/stp/${stackName(target)}/batch/${owner}/process-logs`], {
		maxLength: 512,
		source: "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html",
	});
}
