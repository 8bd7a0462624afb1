import assert from "node:assert/strict";
import { runInNewContext } from "node:vm";
import { TRIGGER, triggerCode, triggerPart } from "../../../../engine/resources/batch-job/trigger.ts";
import { target } from "../../../support/placed.ts";
import { job } from "./example.ts";

type Call = Readonly<Record<string, string>>;
type Handler = (
	event: unknown,
	context: object,
) => Promise<{ readonly statusCode: number; readonly body: string }>;

/** Runs the code as Lambda does, with a client that tells what it was asked. */
async function call(event: unknown, base: string) {
	const calls: Call[] = [];
	const exports: { default?: Handler } = {};
	class SFNClient {
		send({ input }: { readonly input: Call }) {
			calls.push(input);
			return Promise.resolve({ executionArn: "arn:execution" });
		}
	}
	class StartExecutionCommand {
		readonly input: Call;
		constructor(input: Call) {
			this.input = input;
		}
	}
	const env = { BATCH_JOB_NAME_BASE: base, STATE_MACHINE_ARN: "arn:machine", STATE_MACHINE_NAME: "machine" };
	const require = (name: string) =>
		name === "@aws-sdk/client-sfn" ? { SFNClient, StartExecutionCommand } : undefined;
	runInNewContext(triggerCode, { exports, require, process: { env } });
	const answer = await exports.default?.(event, { awsRequestId: "11111111-2222-3333-4444-555555555555" });
	return { calls, answer };
}

describe("the trigger function of a batch job", () => {
	it("starts the state machine with the event, and says what it has started", async () => {
		const { calls, answer } = await call({ a: "€" }, "job-proj-dev");
		const id = "11111111-2222-3333-4444-555555555555";
		assert.deepEqual(
			calls.map(({ input = "", ...rest }) => ({ ...rest, input: JSON.parse(input) })),
			[
				{
					stateMachineArn: "arn:machine",
					name: `job-proj-dev-${id}`,
					input: { triggerEvent: '{"a":"€"}', jobName: `job-proj-dev-${id}` },
				},
			],
		);
		assert.equal(answer?.statusCode, 200);
		assert.deepEqual(JSON.parse(answer?.body ?? ""), {
			message: "The job has been started.",
			stateMachineName: "machine",
			stateMachineExecutionArn: "arn:execution",
		});
	});

	it("keeps names within the limits of Step Functions and Batch", async () => {
		const { calls } = await call({}, "j".repeat(200));
		const [{ name = "", input = "" } = {}] = calls;
		assert.ok(name.length <= 80, name);
		assert.ok(JSON.parse(input).jobName.length <= 128);
	});

	it("is a part of the job, with its events and the right to start it", () => {
		const events = [{ type: "schedule", properties: { scheduleRate: "rate(1 day)" } }] as const;
		const part = triggerPart(job({ events }, "nightlyJob"), target);
		assert.deepEqual([part.key, part.name], [TRIGGER, "nightlyJobTriggerFunction"]);
		const { environment, iamRoleStatements, timeout } = part.properties;
		assert.equal(part.properties["events"], events);
		assert.equal(timeout, 10);
		assert.deepEqual(environment, [
			{ name: "STATE_MACHINE_NAME", value: "proj-dev-nightlyJob-batch-state-machine" },
			{ name: "STATE_MACHINE_ARN", value: { Ref: "NightlyJobJobExecutionStateMachine" } },
			{ name: "BATCH_JOB_NAME_BASE", value: "nightly-job-proj-dev" },
		]);
		assert.deepEqual(iamRoleStatements, [
			{ Action: ["states:StartExecution"], Resource: [{ Ref: "NightlyJobJobExecutionStateMachine" }] },
		]);
		assert.deepEqual(part.placeOf?.(["events", 0]), ["events", 0]);
		assert.deepEqual(part.placeOf?.(["packaging"]), []);
	});
});
