import assert from "node:assert/strict";
import { StackStatus } from "@aws-sdk/client-cloudformation";
import { observe } from "./observe.ts";
import { commands, stackStates, states } from "./stack-states.ts";

describe("the table of stack states", () => {
	it("has every state that CloudFormation has", () => {
		assert.deepEqual(
			states.filter((state) => state !== "no stack").toSorted(),
			Object.values(StackStatus).toSorted(),
		);
	});

	for (const state of states) {
		describe(state, () => {
			for (const command of commands) {
				const cell = stackStates[state][command];
				it(`${command}: ${cell}`, async () => assert.equal(await observe(state, command), cell));
			}
		});
	}
});
