import { kebabCase } from "change-case";
import { stackName, type Target } from "../../names/target.ts";
import { ref } from "../../template/intrinsics.ts";
import type { Part, Path } from "../kind.ts";
import { ownCode } from "../shared/own-code.ts";
import { stateMachineId, stateMachineName, triggerName } from "./names.ts";
import type { Job } from "./properties.ts";

/** Key of the trigger function in a batch job: `job.triggerFunction`. */
export const TRIGGER = "triggerFunction";

/**
 * Starts the state machine of a job with the event that it is called with, and says what it has started, in a form
 * that gateways and load balancers take for a response too. Lambda's runtime brings the client of Step Functions.
 *
 * A call that Lambda repeats has the same id, so that the execution is not started twice. Names are cut to what Step
 * Functions (80) and Batch (128) take.
 */
export const triggerCode = `const { SFNClient, StartExecutionCommand } = require("@aws-sdk/client-sfn");

const client = new SFNClient({});

exports.default = async (event, { awsRequestId }) => {
	const { BATCH_JOB_NAME_BASE: base, STATE_MACHINE_ARN, STATE_MACHINE_NAME } = process.env;
	const { executionArn } = await client.send(
		new StartExecutionCommand({
			stateMachineArn: STATE_MACHINE_ARN,
			name: base.slice(0, 40) + "-" + awsRequestId,
			input: JSON.stringify({
				triggerEvent: JSON.stringify(event),
				jobName: base.slice(0, 90) + "-" + awsRequestId,
			}),
		}),
	);
	return {
		statusCode: 200,
		isBase64Encoded: false,
		headers: { "content-type": "application/json" },
		body: JSON.stringify({
			message: "The job has been started.",
			stateMachineName: STATE_MACHINE_NAME,
			stateMachineExecutionArn: executionArn,
		}),
	};
};
`;

/** The function that the events of a job call. It has nothing of the job's own settings but the events. */
export function triggerPart({ name, values }: Job, target: Target): Part {
	const machine = ref(stateMachineId(name));
	return {
		key: TRIGGER,
		type: "function",
		name: triggerName(name),
		properties: {
			...ownCode({ text: triggerCode, roleMark: "TRIGGER" }),
			memory: 128,
			timeout: 10,
			environment: [
				{ name: "STATE_MACHINE_NAME", value: stateMachineName(name, target).text },
				{ name: "STATE_MACHINE_ARN", value: machine },
				{ name: "BATCH_JOB_NAME_BASE", value: kebabCase(`${name}-${stackName(target)}`) },
			],
			iamRoleStatements: [{ Action: ["states:StartExecution"], Resource: [machine] }],
			events: values.events,
		},
		placeOf: (path: Path): Path => (path[0] === "events" ? path : []),
	};
}
