import assert from "node:assert/strict";
import { openStateMachines } from "../../../../engine/cloud/aws/state-machines.ts";
import { json, jsonError, withAnswers } from "./answers.ts";

const arn = "arn:aws:states:eu-west-1:111111111111:stateMachine:flow";

describe("a state machine", () => {
	it("is read with its tags, and given another definition", () =>
		withAnswers(
			({ headers }) =>
				String(headers["x-amz-target"]).includes("ListTags")
					? json({ tags: [{ key: "a", value: "1" }] })
					: json({ definition: "{}", status: "ACTIVE" }),
			async (server) => {
				const machines = openStateMachines(server.session());
				assert.deepEqual(await machines.read(arn, {}), { arn, definition: "{}", tags: { a: "1" } });
				await machines.update(arn, '{"a":1}', {});
				await machines.tag(arn, { b: "2" }, {});
				await machines.untag(arn, ["b"], {});
				const sent = server.asked.slice(-3).map(({ body }) => JSON.parse(String(body)));
				assert.deepEqual(sent, [
					{ stateMachineArn: arn, definition: '{"a":1}' },
					{ resourceArn: arn, tags: [{ key: "b", value: "2" }] },
					{ resourceArn: arn, tagKeys: ["b"] },
				]);
			},
		));

	it("is nothing when there is none", () =>
		withAnswers(
			() => jsonError("StateMachineDoesNotExist", "State Machine Does Not Exist"),
			async (server) => assert.equal(await openStateMachines(server.session()).read(arn, {}), undefined),
		));
});
