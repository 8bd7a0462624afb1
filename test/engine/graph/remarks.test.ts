import assert from "node:assert/strict";
import { analyse } from "../../../engine/analyse.ts";
import { linkConfig } from "../../../engine/graph/link.ts";
import { remarksOn } from "../../../engine/graph/remarks.ts";
import { kinds, unbuiltTypes } from "../../../engine/resources/index.ts";
import { assertProblems } from "../../support/marked.ts";
import { target } from "../../support/placed.ts";

const worker = `    type: function
    properties:
      packaging:
        type: stacktape-lambda-buildpack
        properties:
          entryfilePath: ./src/worker.ts`;

function check(marked: string): void {
	const { parsed, resolved, remarks } = analyse({ path: "stacktape.yml", text: marked }, target);
	const graph = linkConfig({ built: kinds, unbuilt: unbuiltTypes }, resolved, new Map(), target);
	assert.deepEqual(
		remarks.map(({ code }) => code),
		remarksOn(parsed, graph).map(({ code }) => code),
	);
	assertProblems(marked, remarks);
}

describe("what a config could do without", () => {
	it("is a variable that nothing reads", () => {
		check(`variables:
  size: 512
  other: 3
# ^^^^^ (hint) unused-variable: nothing uses the variable "other"
  base: &base
    a: 1
resources:
  queue:
    type: sqs-queue
    properties:
      visibilityTimeoutSeconds: $Var().size
`);
	});

	for (const all of ["$Var()", "$This().variables", "$This()"]) {
		it(`is no variable where ${all} stands: all of them may be read`, () => {
			check(`variables:\n  size: 512\nstackConfig:\n  outputs:\n    - name: a\n      value: ${all}\n`);
		});
	}

	it("is a variable also where $This() reads something else", () => {
		check(`variables:
  size: 512
# ^^^^ (hint) unused-variable: nothing uses the variable "size"
stackConfig:
  outputs:
    - name: a
      value: $This().resources.queue.type
resources:
  queue:
    type: sqs-queue
`);
	});

	it("is a function that nothing calls", () => {
		check(`resources:
  worker:
# ^^^^^^ (hint) uncalled-function: nothing in this config calls the function "worker"
${worker}
`);
	});

	const callers: readonly (readonly [why: string, text: string])[] = [
		[
			"an event",
			`${worker}\n      events:\n        - type: schedule\n          properties:\n            scheduleRate: rate(1 hour)`,
		],
		["a url", `${worker}\n      url:\n        enabled: true`],
		[
			"a connection",
			`${worker}\n  job:\n    type: function\n    properties:\n      packaging:\n        type: stacktape-lambda-buildpack\n        properties:\n          entryfilePath: ./a.ts\n      url:\n        enabled: true\n      connectTo: [worker]`,
		],
		[
			"a name of one of its children",
			`${worker}\nstackConfig:\n  outputs:\n    - name: a\n      value: $CfResourceParam('WorkerFunction', 'Arn')`,
		],
	];
	for (const [why, text] of callers) {
		it(`is no function with ${why}`, () => {
			check(`resources:\n  worker:\n${text}\n`);
		});
	}

	it("is nothing while the text is broken", () => {
		const { remarks } = analyse({ path: "stacktape.yml", text: "variables:\n  a: 1\nresources: {" }, target);
		assert.deepEqual(remarks, []);
	});
});
