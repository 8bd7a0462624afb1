import { getAtt, sub } from "../../template/intrinsics.ts";
import type { Child, Surroundings } from "../kind.ts";
import { queueId, stateMachineRoleId } from "./capacity.ts";
import { jobDefinitionName, STATE_MACHINE, stateMachineId, stateMachineName } from "./names.ts";
import { capacityOf, type Job, retriesOf } from "./properties.ts";

type State = Readonly<Record<string, unknown>>;

/** A run of the job, which ends the execution when it succeeds and goes on to `next` when it fails. */
function attempt(job: Job, index: number, next: string, { target }: Surroundings): State {
	const { timeout } = job.values;
	const definition = jobDefinitionName(job.name, target).text;
	return {
		Type: "Task",
		Resource: "arn:${AWS::Partition}:states:::batch:submitJob.sync",
		Parameters: {
			// Without a number the newest definition is meant.
			JobDefinition: `arn:\${AWS::Partition}:batch:\${AWS::Region}:\${AWS::AccountId}:job-definition/${definition}`,
			"JobName.$": "$.jobName",
			JobQueue: `\${${queueId(capacityOf(job))}}`,
			ContainerOverrides: {
				Environment: [
					{ Name: "STP_TRIGGER_EVENT_DATA", "Value.$": "$.triggerEvent" },
					{ Name: "STP_MAXIMUM_ATTEMPTS", Value: String(retriesOf(job).attempts) },
					{ Name: "STP_CURRENT_ATTEMPT", Value: String(index) },
					{ Name: "AWS_REGION", Value: "${AWS::Region}" },
				],
			},
			...(timeout !== undefined && { Timeout: { AttemptDurationSeconds: timeout } }),
		},
		Next: "succeed",
		Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error-info", Next: next }],
	};
}

/** The states of the machine: the attempts of the job, with a wait between each two of them. */
function statesOf(job: Job, surroundings: Surroundings): Readonly<Record<string, State>> {
	const { attempts, seconds, multiplier } = retriesOf(job);
	const kind = capacityOf(job).isSpot ? "spot" : "onDemand";
	const states: Record<string, State> = { fail: { Type: "Fail" }, succeed: { Type: "Succeed" } };
	for (let index = 1; index <= attempts; index++) {
		const isLast = index === attempts;
		states[`${kind}${index}`] = attempt(job, index, isLast ? "fail" : `wait${index}`, surroundings);
		if (!isLast) {
			const wait = Math.round(seconds * index * multiplier);
			states[`wait${index}`] = { Type: "Wait", Seconds: wait, Next: `${kind}${index + 1}` };
		}
	}
	return states;
}

/** The state machine that runs a job, waits for its end, and tries again as the config says. */
export function stateMachine(job: Job, surroundings: Surroundings): Child {
	const name = stateMachineName(job.name, surroundings.target);
	const kind = capacityOf(job).isSpot ? "spot" : "onDemand";
	const definition = { StartAt: `${kind}1`, States: statesOf(job, surroundings) };
	return {
		id: stateMachineId(job.name),
		name,
		resource: {
			Type: STATE_MACHINE,
			Properties: {
				StateMachineName: name.text,
				StateMachineType: "STANDARD",
				RoleArn: getAtt(stateMachineRoleId, "Arn"),
				DefinitionString: sub(JSON.stringify(definition)),
				Tags: surroundings.tags,
			},
		},
	};
}
