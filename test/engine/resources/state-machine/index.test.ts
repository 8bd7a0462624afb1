import assert from "node:assert/strict";
import { analyse } from "../../../../engine/index.ts";
import { stateMachine } from "../../../../engine/resources/state-machine/index.ts";
import { checkTemplate } from "../../../support/aws-schema.ts";
import { accepted, compileRoom, resourcesOf, tags, target } from "../../../support/placed.ts";

const definition = { StartAt: "a", States: { a: { Type: "Succeed" } } };
const machine = accepted(stateMachine, "orders", { definition });

describe("a state machine", () => {
	it("is the definition as it was written, with the role of all machines", () => {
		const Resources = resourcesOf(compileRoom(stateMachine, "orders", { definition }));
		assert.deepEqual(Object.keys(Resources), ["StpGlobalStateMachineRole", "OrdersStateMachine"]);
		assert.deepEqual(Resources["OrdersStateMachine"], {
			Type: "AWS::StepFunctions::StateMachine",
			Properties: {
				StateMachineName: "proj-dev-orders",
				Definition: definition,
				RoleArn: { "Fn::GetAtt": ["StpGlobalStateMachineRole", "Arn"] },
				Tags: tags,
			},
		});
		assert.deepEqual(checkTemplate({ Resources }), []);
	});

	it("has a name of at most 80 characters", () => {
		const long = accepted(stateMachine, "a".repeat(90), { definition });
		assert.deepEqual(
			Object.values(stateMachine.names(long, target)).map(({ text }) => text.length),
			[80],
		);
	});

	it("lets those who connect start and watch executions", () => {
		const [own, executions] = stateMachine.connect?.(machine, target) ?? [];
		assert.deepEqual(own?.Resource, [{ Ref: "OrdersStateMachine" }]);
		assert.deepEqual(executions?.Action, ["states:DescribeExecution", "states:StopExecution"]);
		const parts = ["arn", 1, 2, 3, 4, 5, 6].map((_part, index) => ({
			"Fn::Select": [index, { "Fn::Split": [":", { Ref: "OrdersStateMachine" }] }],
		}));
		assert.deepEqual(executions?.Resource, [
			{ "Fn::Join": [":", [...parts.slice(0, 5), "execution", parts[6], "*"]] },
		]);
	});

	it("can call a function that uses it", () => {
		const text = `
resources:
  machine:
    type: state-machine
    properties:
      definition:
        StartAt: call
        States:
          call:
            Type: Task
            Resource: $ResourceParam('worker', 'arn')
            End: true
  worker:
    type: function
    properties:
      packaging:
        type: stacktape-lambda-buildpack
        properties:
          entryfilePath: worker.ts
      connectTo:
        - machine
`;
		const { problems, compiled } = analyse({ path: "stacktape.yml", text }, target);
		assert.deepEqual(problems, []);
		const worker = JSON.stringify(compiled.template.Resources["WorkerFunction"]);
		assert.ok(worker.includes(":stateMachine:proj-dev-machine"), worker);
		assert.ok(!worker.includes("MachineStateMachine"), worker);
	});

	it("has a name and an ARN, and a page of its executions", () => {
		const params = Object.keys(stateMachine.paramDocs);
		assert.deepEqual(params, ["name", "arn"]);
		assert.ok(JSON.stringify(stateMachine.links?.(machine, target)).includes("${OrdersStateMachine}"));
	});
});
