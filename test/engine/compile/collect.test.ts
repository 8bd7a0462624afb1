import assert from "node:assert/strict";
import { collectResources } from "../../../engine/compile/collect.ts";
import { surroundingsOf } from "../../../engine/compile/surroundings.ts";
import { target } from "../../support/placed.ts";
import { compileText, functionBlock, problemLines } from "./compile-text.ts";

const raw = (resources: string) =>
	`resources:\n  files: {type: bucket}\ncloudformationResources:\n${resources}`;

describe("the CloudFormation resources of a config", () => {
	it("are the stack's own, those of the resources in their order, and then the user's", () => {
		const { compiled } = compileText(
			`${raw("  Topic: {Type: 'AWS::SNS::Topic'}\n")}`.replace(
				"  files",
				"  jobs: {type: sqs-queue}\n  files",
			),
		);
		assert.deepEqual(Object.keys(compiled.template.Resources), [
			"StpDeploymentBucket",
			"StpDeploymentBucketPolicy",
			"StpContainerRepository",
			"JobsQueue",
			"FilesBucket",
			"Topic",
		]);
	});

	it("of the user are taken over as they are, with their directives resolved", () => {
		const { compiled, problems } = compileText(
			raw(`  Topic:
    Type: AWS::SNS::Topic
    DependsOn: FilesBucket
    DeletionPolicy: Retain
    Properties:
      DisplayName: $ResourceParam('files', 'name')
      TopicName: $Format('{}-topic', $Stage())
      Tags: [{Key: a, Value: {Ref: FilesBucket}}]
`),
		);
		assert.deepEqual(problems, []);
		assert.deepEqual(compiled.template.Resources["Topic"], {
			Type: "AWS::SNS::Topic",
			DependsOn: "FilesBucket",
			DeletionPolicy: "Retain",
			Properties: {
				DisplayName: { Ref: "FilesBucket" },
				TopicName: "dev-topic",
				Tags: [{ Key: "a", Value: { Ref: "FilesBucket" } }],
			},
		});
		assert.equal(compiled.names.find(({ logicalId }) => logicalId === "Topic")?.name, undefined);
	});

	const wrong: readonly (readonly [why: string, text: string, expected: readonly string[]])[] = [
		[
			"an id of the user that a resource makes",
			raw("  FilesBucket: {Type: 'AWS::SNS::Topic'}\n"),
			[
				'duplicate-logical-id "FilesBucket": cloudformationResources and files both make a CloudFormation resource "FilesBucket"',
			],
		],
		[
			"an id of the user that every stack has",
			raw("  StpDeploymentBucket: {Type: 'AWS::SNS::Topic'}\n"),
			[
				'duplicate-logical-id "StpDeploymentBucket": cloudformationResources and the stack itself both make a CloudFormation resource "StpDeploymentBucket"',
			],
		],
		[
			"an id that CloudFormation refuses",
			raw("  my-topic: {Type: 'AWS::SNS::Topic'}\n"),
			['invalid-logical-id "my-topic": "my-topic" is not a valid logical id'],
		],
		[
			"two resources whose names differ in case only",
			"resources:\n  myDb: {type: bucket}\n  MyDb: {type: bucket}\n",
			['duplicate-logical-id "MyDb": MyDb and myDb both make a CloudFormation resource "MyDbBucket"'],
		],
		[
			"overrides of what the resource does not have",
			"resources:\n  files:\n    type: bucket\n    overrides:\n      FilesBuckt: {A: 1, B: 2}\n  jobs:\n    type: sqs-queue\n    overrides:\n      FilesBucket: {A: 1}\n",
			[
				'unknown-child "FilesBuckt": files has no CloudFormation resource "FilesBuckt"',
				'unknown-child "FilesBucket": jobs has no CloudFormation resource "FilesBucket"',
			],
		],
		[
			"two buckets of one name, which knows no capital letters",
			"resources:\n  myfiles: {type: bucket}\n  myFiles: {type: bucket}\n",
			[
				'duplicate-name "myFiles": myFiles and myfiles would both be named proj-dev-myfiles-10f582ee in AWS (AWS::S3::Bucket)',
			],
		],
		[
			"two roles whose names differ in case only, once for all children of the function",
			`resources:\n  myapi:\n    ${functionBlock()}  myApi:\n    ${functionBlock()}`,
			[
				'duplicate-name "myApi": myApi and myapi would both be named proj-dev-myApi-eu-west-1 in AWS (AWS::IAM::Role)',
			],
		],
		[
			"an id that is longer than CloudFormation takes",
			`resources:\n  a${"b".repeat(255)}: {type: sqs-queue}\n`,
			[
				`logical-id-too-long "a${"b".repeat(255)}": this makes a CloudFormation resource whose logical id has 261 characters, and 255 are possible`,
			],
		],
		[
			"overrides of a resource that is wrong itself",
			"resources:\n  files: {type: bucket, properties: {foo: 1}, overrides: {A: {B: 1}}}\n",
			['unknown-property "foo": "foo" is not a property here'],
		],
	];
	for (const [why, text, expected] of wrong) {
		it(`report ${why}`, () => assert.deepEqual(problemLines(compileText(text)), expected));
	}

	it("know the first place of an id, if the config has it", () => {
		const relatedOf = (text: string) => compileText(text).problems[0]?.related;
		assert.equal(relatedOf(raw("  FilesBucket: {Type: 'AWS::SNS::Topic'}\n"))?.length, 1);
		assert.equal(relatedOf(raw("  StpDeploymentBucket: {Type: 'AWS::SNS::Topic'}\n")), undefined);
	});

	it("list what a resource has when an override's id is not near", () => {
		const { problems } = compileText("resources:\n  files: {type: bucket, overrides: {Nope: {A: 1}}}\n");
		assert.equal(problems[0]?.hint, "it has: FilesBucket");
	});
});

describe("what a resource sees around it", () => {
	const { graph } = compileText(`resources:
  jobs: {type: sqs-queue}
  broken: {type: sqs-queue, properties: {foo: 1}}
  one:
    ${functionBlock("connectTo: [jobs]\nevents:\n  - type: sqs\n    properties: {sqsQueueName: jobs}\n")}  two:
    ${functionBlock("foo: 1\nevents:\n  - type: sqs\n    properties: {sqsQueueName: jobs}\n")}`);
	const surroundings = surroundingsOf(graph, target, new Map(), new Map());

	it("is a resource by its name, if it can be relied on", () => {
		assert.equal(surroundings.resource("jobs")?.type, "sqs-queue");
		assert.equal(surroundings.resource("broken"), undefined);
		assert.equal(surroundings.resource("nope"), undefined);
	});

	it("are the uses of its name by properties, of those that can be relied on", () => {
		assert.deepEqual(
			surroundings.usesOf("jobs").map(({ by, path }) => [by.name, path.join(".")]),
			[["one", "events.0.properties.sqsQueueName"]],
		);
		assert.deepEqual(surroundings.usesOf("one"), []);
	});

	it("makes the children, of which the wrong ones are missing", () => {
		const { children } = collectResources(graph, surroundings);
		assert.ok(children.has("OneFunction"));
		assert.ok(!children.has("TwoFunction"));
		assert.equal(children.get("OneFunction")?.owner, "one");
	});
});
