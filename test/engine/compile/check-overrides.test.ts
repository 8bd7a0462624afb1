import assert from "node:assert/strict";
import { overridePathProblems } from "../../../engine/compile/check-overrides.ts";
import { assertProblems } from "../../support/marked.ts";
import { compileText } from "./compile-text.ts";

const queue = (overrides: string) => `
resources:
  jobs:
    type: sqs-queue
    overrides:
      JobsQueue:
${overrides}`;

const cases: Readonly<Record<string, string>> = {
	"what AWS knows": queue(`        VisibilityTimeout: 5
        RedriveAllowPolicy: {redrivePermission: denyAll}
        Tags[0].Value: x
        Tags.1: {Key: c, Value: d}
`),
	"a misspelled property": queue(`        VisibilityTimout: 5
#       ^^^^^^^^^^^^^^^^ unknown-override-path: JobsQueue (AWS::SQS::Queue) has no property "VisibilityTimout"
`),
	"a path that begins too early": queue(`        Properties.VisibilityTimeout: 5
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unknown-override-path: JobsQueue (AWS::SQS::Queue) has no property "Properties"
`),
	"what stands beside the properties": queue(`        DeletionPolicy: Retain
#       ^^^^^^^^^^^^^^ unknown-override-path: JobsQueue (AWS::SQS::Queue) has no property "DeletionPolicy"
`),
	"a part of a text": queue(`        QueueName.Suffix: x
#       ^^^^^^^^^^^^^^^^ unknown-override-path: QueueName of JobsQueue has no property "Suffix"
`),
	"a key in a value": queue(`        Tags: [{Key: a, Value: b}]
        Tags[0]: {Name: a}
#       ^^^^^^^ unknown-override-path: Tags.0 of JobsQueue has no property "Name"
`),
	"an item behind the end of a list": queue(`        Tags[9].Value: x
#       ^^^^^^^^^^^^^ override-behind-list: there is no item 9 to set: the list has 4 items
`),
	"an empty path": queue(`        "": 5
#       ^^ unknown-override-path: "" is no path of a property
`),
	"a child that is not there, once": `
resources:
  jobs:
    type: sqs-queue
    overrides:
      JobQueue:
#     ^^^^^^^^ unknown-child: jobs has no CloudFormation resource "JobQueue"
        Nonsense: 5
`,
};

describe("the path of an override", () => {
	for (const [why, text] of Object.entries(cases)) {
		it(`is checked: ${why}`, () => assertProblems(text, compileText(text).problems));
	}

	it("has a hint and a fix where one property is meant", () => {
		const [problem] = compileText(queue("        VisibilityTimout: 5\n")).problems;
		assert.equal(problem?.hint, 'did you mean "VisibilityTimeout"?');
		assert.equal(problem?.fixes?.[0]?.text, "VisibilityTimeout");
		const hints = ["Properties.A", "DeletionPolicy", "QueueName.A", "Nonsense"].map(
			(path) => compileText(queue(`        ${path}: 5\n`)).problems[0]?.hint ?? "",
		);
		assert.match(hints[0] ?? "", /^paths begin below Properties/);
		assert.match(hints[1] ?? "", /below Properties only$/);
		assert.match(hints[2] ?? "", /^there is nothing below it/);
		assert.match(hints[3] ?? "", /^possible here: .* and \d+ more$/);
	});

	it("is not known for a type that Spool does not make", () => {
		const { graph } = compileText(queue("        Anything: 5\n"));
		const child = {
			owner: "jobs",
			raw: false,
			resource: { Type: "Custom::Queue" },
			name: undefined,
			span: { start: 0, end: 0 },
		};
		assert.deepEqual(overridePathProblems(graph, new Map([["JobsQueue", child]])), []);
	});
});
