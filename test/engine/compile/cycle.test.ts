import assert from "node:assert/strict";
import { cycleProblem } from "../../../engine/compile/cycle.ts";
import { compileText, functionBlock, problemLines } from "./compile-text.ts";

const circle = (names: string) =>
	`${names} wait for each other, so that CloudFormation can create none of them first`;

describe("resources that wait for each other", () => {
	const cases: readonly (readonly [why: string, text: string, expected: readonly string[]])[] = [
		[
			"two queues that are each other's dead-letter queue",
			"resources:\n  one: {type: sqs-queue, properties: {redrivePolicy: {targetSqsQueueName: two, maxReceiveCount: 1}}}\n  two: {type: sqs-queue, properties: {redrivePolicy: {targetSqsQueueName: one, maxReceiveCount: 1}}}\n",
			[`circular-reference "two": ${circle("one → two → one")}`],
		],
		[
			"three functions",
			`resources:\n  one:\n    ${functionBlock("connectTo: [two]\n")}  two:\n    ${functionBlock("connectTo: [three]\n")}  three:\n    ${functionBlock("connectTo: [one]\n")}`,
			[`circular-reference "two": ${circle("one → two → three → one")}`],
		],
		[
			"a function that needs itself",
			`resources:\n  one:\n    ${functionBlock("connectTo: [one]\n")}`,
			[`circular-reference "one": ${circle("one → one")}`],
		],
		[
			"functions that know each other by directives, at the first of these",
			`resources:\n  one:\n    ${functionBlock("environment:\n  - name: OTHER\n    value: $ResourceParam('two', 'arn')\n")}  two:\n    ${functionBlock("environment:\n  - name: OTHER\n    value: $CfFormat('{}', $ResourceParam('one', 'arn'))\n")}`,
			[`circular-reference "$ResourceParam('two', 'arn')": ${circle("one → two → one")}`],
		],
		[
			"CloudFormation's own resources, at the first of them",
			"resources: {}\ncloudformationResources:\n  One: {Type: 'AWS::SNS::Topic', DependsOn: Two}\n  Two: {Type: 'AWS::SNS::Topic', DependsOn: [One]}\n",
			[`circular-reference "One": ${circle("One → Two → One")}`],
		],
		[
			"a queue that is its own dead-letter queue, which its room says better",
			"resources:\n  one: {type: sqs-queue, properties: {redrivePolicy: {targetSqsQueueName: one, maxReceiveCount: 1}}}\n",
			['redrive-to-itself "one": "one" cannot be its own dead-letter queue'],
		],
	];
	for (const [why, text, expected] of cases) {
		it(`are reported once: ${why}`, () => assert.deepEqual(problemLines(compileText(text)), expected));
	}

	it("are none where roles go by names: a function that writes to the queue that calls it", () => {
		const events = "connectTo: [jobs]\nevents:\n  - type: sqs\n    properties: {sqsQueueName: jobs}\n";
		const analysis = compileText(
			`resources:\n  jobs: {type: sqs-queue}\n  one:\n    ${functionBlock(events)}`,
		);
		assert.deepEqual(problemLines(analysis), []);
		assert.equal(cycleProblem(analysis.graph, analysis.compiled.template, new Map()), undefined);
	});
});
