import assert from "node:assert/strict";
import { lineMap } from "../../../engine/index.ts";
import { planRows } from "../../../server/features/plan.ts";
import { analysed } from "../../support/analysed.ts";

const text = `resources:
  jobs:
    type: sqs-queue
  more:
    type: sqs-queue
`;

describe("the plan of a config", () => {
	const analysis = analysed(text);
	const lines = lineMap(text);
	const deployed = JSON.parse(JSON.stringify(analysis.compiled.template));

	it("has every resource with its place, and nothing more as long as nobody knows what is deployed", () => {
		assert.deepEqual(
			planRows(analysis, lines, undefined).map(({ resource, range, kind }) => [
				resource,
				range.start.line,
				kind,
			]),
			[
				["jobs", 1, undefined],
				["more", 3, undefined],
			],
		);
	});

	it("says of those that change who makes the change", () => {
		Reflect.deleteProperty(deployed.Resources, "MoreQueue");
		deployed.Resources.JobsQueue.Properties.VisibilityTimeout = 7;
		assert.deepEqual(
			planRows(analysis, lines, deployed).map(({ resource, kind }) => [resource, kind]),
			[
				["jobs", "defer"],
				["more", "new"],
			],
		);
	});

	it("is empty where there are no resources", () => {
		assert.deepEqual(planRows(analysed("- 1"), lineMap("- 1"), undefined), []);
	});
});
