import assert from "node:assert/strict";
import { stateMachine } from "../../../../engine/resources/batch-job/state-machine.ts";
import { resourcesOf, surroundings } from "../../../support/placed.ts";
import { job } from "./example.ts";

type State = Readonly<Record<string, unknown>>;

function definitionOf(values: Parameters<typeof job>[0] = {}) {
	const one = job(values);
	const { JobJobExecutionStateMachine } = resourcesOf([stateMachine(one, surroundings([one], []))]);
	const { DefinitionString } = JobJobExecutionStateMachine?.Properties ?? {};
	const text = (DefinitionString as { readonly "Fn::Sub": string })["Fn::Sub"];
	return JSON.parse(text) as { readonly StartAt: string; readonly States: Readonly<Record<string, State>> };
}

describe("the state machine of a batch job", () => {
	it("runs the job once, with the event that it was started by", () =>
		assert.deepEqual(definitionOf({ timeout: 600 }), {
			StartAt: "onDemand1",
			States: {
				fail: { Type: "Fail" },
				succeed: { Type: "Succeed" },
				onDemand1: {
					Type: "Task",
					Resource: "arn:${AWS::Partition}:states:::batch:submitJob.sync",
					Parameters: {
						JobDefinition:
							"arn:${AWS::Partition}:batch:${AWS::Region}:${AWS::AccountId}:job-definition/proj-dev-job-job-definition",
						"JobName.$": "$.jobName",
						JobQueue: "${StpBatchOnDemandJobQueue}",
						ContainerOverrides: {
							Environment: [
								{ Name: "STP_TRIGGER_EVENT_DATA", "Value.$": "$.triggerEvent" },
								{ Name: "STP_MAXIMUM_ATTEMPTS", Value: "1" },
								{ Name: "STP_CURRENT_ATTEMPT", Value: "1" },
								{ Name: "AWS_REGION", Value: "${AWS::Region}" },
							],
						},
						Timeout: { AttemptDurationSeconds: 600 },
					},
					Next: "succeed",
					Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error-info", Next: "fail" }],
				},
			},
		}));

	it("tries again as often as the config says, and waits longer each time", () => {
		const { StartAt, States } = definitionOf({
			useSpotInstances: true,
			retryConfig: { attempts: 3, retryIntervalSeconds: 10, retryIntervalMultiplier: 1.5 },
		});
		assert.equal(StartAt, "spot1");
		assert.deepEqual(Object.keys(States), ["fail", "succeed", "spot1", "wait1", "spot2", "wait2", "spot3"]);
		assert.deepEqual(
			[States["wait1"], States["wait2"]],
			[
				{ Type: "Wait", Seconds: 15, Next: "spot2" },
				{ Type: "Wait", Seconds: 30, Next: "spot3" },
			],
		);
		assert.match(JSON.stringify(States["spot1"]), /"Next":"wait1"\}\]/);
		assert.match(JSON.stringify(States["spot3"]), /"Next":"fail"\}\]/);
	});

	it("uses the queue of the capacity that the job asks for", () => {
		const text = JSON.stringify(definitionOf({ resources: { cpu: 1, memory: 1800, gpu: 2 } }));
		assert.match(text, /\$\{StpBatchOnDemandGpuJobQueue\}/);
	});
});
