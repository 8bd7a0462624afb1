import assert from "node:assert/strict";
import fc from "fast-check";
import { Failure } from "../../../../engine/report/failure.ts";
import { networkFailure, type Stage } from "../../../support/deploy.ts";
import { configOf, deployedService, entryOf, isMarked, runningIn } from "./container-stage.ts";

type Step =
	| { readonly kind: "variable"; readonly value: string }
	| { readonly kind: "code"; readonly value: number }
	| { readonly kind: "swap" | "deploy"; readonly breaksAt: number | undefined };

const machine = (seconds: string) => `  flow:
    type: state-machine
    properties:
      definition:
        StartAt: wait
        States:
          wait:
            Type: Wait
            Seconds: ${seconds.length}
            End: true
`;

const textOf = (value: string) => configOf({ MODE: value }, machine(value));

const breaksAt = fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined, freq: 3 });
const steps = fc.array(
	fc.oneof(
		fc.record({ kind: fc.constant("variable" as const), value: fc.constantFrom("a", "bb", "ccc") }),
		fc.record({ kind: fc.constant("code" as const), value: fc.integer({ min: 1, max: 3 }) }),
		fc.record({ kind: fc.constantFrom("swap" as const, "deploy" as const), breaksAt }),
	),
	{ minLength: 2, maxLength: 8 },
);

/** Runs work whose connection breaks at some call; whatever it has done by then stays done. */
async function broken(stage: Stage, at: number | undefined, work: () => Promise<unknown>): Promise<void> {
	let calls = 0;
	stage.before = () => {
		if (at !== undefined && ++calls >= at) throw networkFailure();
	};
	try {
		await work();
	} catch (error) {
		if (!(error instanceof Failure)) throw error;
	} finally {
		stage.before = () => undefined;
	}
	// What CloudFormation has begun goes on without us.
	await stage.clock.sleep(120_000);
}

function definitionIn({ cloud }: Stage): number {
	const [flow = assert.fail("no state machine")] = cloud.world.containers.machines.values();
	assert.ok(!isMarked(flow.tags), "the state machine is still marked");
	return JSON.parse(flow.definition).States.wait.Seconds;
}

async function play(all: readonly Step[]): Promise<void> {
	const stage = await deployedService(textOf("a"));
	let mode = "a";
	for (const step of all) {
		if (step.kind === "variable") {
			mode = step.value;
			stage.writeConfig(textOf(mode));
		} else if (step.kind === "code") stage.host.save("/app/mailer/main.py", `print(${step.value})`);
		else await broken(stage, step.breaksAt, () => (step.kind === "swap" ? stage.hotSwap() : stage.deploy()));
	}
	await stage.deploy();
	const { variables, image, tags } = runningIn(stage);
	assert.deepEqual(variables, { LEVEL: "info", MODE: mode });
	assert.ok(
		stage.stack().body.includes(JSON.stringify(image)),
		"the template names another image than what runs",
	);
	assert.ok(!isMarked(tags), "the service is still marked");
	assert.equal(definitionIn(stage), mode.length);
	assert.deepEqual([entryOf(stage, "mailer"), entryOf(stage, "flow")], [undefined, undefined]);
	assert.deepEqual((await stage.hotSwap()).swaps, []);
}

describe("services and state machines", function () {
	this.timeout(120_000);

	it("are as the config and the template say after any row of edits, swaps, deploys and breaks", async () => {
		await fc.assert(fc.asyncProperty(steps, play), { numRuns: 40 });
	});
});
