import assert from "node:assert/strict";
import { hasDefinition, redefine } from "../../../../engine/deploy/swap/machines.ts";
import { configOf, deployedStage, failureOf, type Stage } from "../../../support/deploy.ts";
import { entryOf } from "./container-stage.ts";

const config = (seconds: number, more = "") => `${configOf({ api: {} })}
  flow:
    type: state-machine
    properties:
      definition:
        StartAt: wait
        States:
          wait:
            Type: Wait
            Seconds: ${seconds}
            Next: call
          call:
            Type: Task
            Resource: $ResourceParam('api', 'arn')
            End: true
${more}`;

function machineIn({ cloud }: Stage) {
	const [machine = assert.fail("no state machine")] = cloud.world.containers.machines.values();
	return { tags: machine.tags, definition: JSON.parse(machine.definition) };
}

describe("the hot swap of a state machine", () => {
	it("gives it the definition with its references replaced, marks it and writes it down", async () => {
		const stage = await deployedStage({ config: config(1) });
		const arn = machineIn(stage).definition.States.call.Resource;
		stage.writeConfig(config(2));
		const { swaps, blocked } = await stage.hotSwap();
		assert.deepEqual(
			[blocked, swaps.map(({ resource, properties }) => [resource, properties])],
			[[], [["flow", ["Definition"]]]],
		);
		const { definition, tags } = machineIn(stage);
		assert.deepEqual([definition.States.wait.Seconds, definition.States.call.Resource], [2, arn]);
		assert.equal(tags["stp:hotswap-deploy"], "true");
		assert.deepEqual(entryOf(stage, "flow")?.["properties"], ["Definition"]);
		assert.deepEqual((await stage.hotSwap()).swaps, []);
	});

	it("is taken over by the next deploy, also when it was taken back meanwhile", async () => {
		for (const seconds of [2, 1]) {
			const stage = await deployedStage({ config: config(1) });
			stage.writeConfig(config(2));
			await stage.hotSwap();
			stage.writeConfig(config(seconds));
			await stage.deploy();
			const { definition, tags } = machineIn(stage);
			assert.equal(definition.States.wait.Seconds, seconds);
			assert.equal(tags["stp:hotswap-deploy"], undefined);
			assert.equal(entryOf(stage, "flow"), undefined);
		}
	});

	it("fails when somebody else has written another one behind it", async () => {
		const stage = await deployedStage({ config: config(1) });
		const [[arn, machine] = assert.fail("no state machine")] = stage.cloud.world.containers.machines;
		stage.after = (method) => {
			if (method === "stateMachines.update") machine.definition = '{"States": {"theirs": {}}}';
		};
		const failure = await failureOf(redefine(stage.ports, arn, '{"States": {}}', () => {}));
		assert.equal(failure.code, "swap-not-live");
	});

	it("that Step Functions refuses changes nothing", async () => {
		const stage = await deployedStage({ config: config(1) });
		stage.writeConfig(config(2));
		stage.cloud.trouble.denied.add("stateMachines.update");
		assert.equal((await failureOf(stage.hotSwap())).code, "access-denied");
		assert.equal(machineIn(stage).definition.States.wait.Seconds, 1);
	});
});

describe("the definition of a state machine", () => {
	const state = (definition: string) => ({ arn: "arn", definition, tags: {} });

	it("is the same however it is written", () => {
		assert.ok(hasDefinition(state('{"a": 1, "b": 2}'), '{"b":2,"a":1}'));
		assert.ok(!hasDefinition(state('{"a": 1}'), '{"a":2}'));
		assert.ok(!hasDefinition(state("no JSON"), '{"a":2}'));
	});
});
