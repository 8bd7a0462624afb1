import assert from "node:assert/strict";
import { analyse } from "../../../engine/analyse.ts";
import { danglingProblems } from "../../../engine/compile/dangling.ts";
import { assertProblems } from "../../support/marked.ts";

const target = { project: "shop", stage: "dev", region: "eu-west-1", account: "123456789012" };
const inText = (text: string) =>
	analyse({ path: "stacktape.yml", text }, target)
		.problems.filter(({ code }) => code === "unknown-logical-id")
		.map(({ message, hint }) => [message, hint]);

const raw = (properties: string) =>
	`resources:\n  jobs:\n    type: sqs-queue\ncloudformationResources:\n  Topic:\n    Type: AWS::SNS::Topic\n${properties}`;

describe("references to logical ids", () => {
	it("are right when the template has them, or they are pseudo parameters", () =>
		assert.deepEqual(
			inText(
				raw("    DependsOn: JobsQueue\n    Properties:\n      DisplayName:\n        Ref: AWS::StackName\n"),
			),
			[],
		));

	it("are a problem when the template has none of them, with the nearest one", () =>
		assert.deepEqual(inText(raw("    DependsOn: [JobQueue]\n")), [
			[
				'Topic refers to "JobQueue", but the template has no resource of this logical id',
				'did you mean "JobsQueue"?',
			],
		]));

	it("are looked at in overrides too", () => {
		const text =
			"resources:\n  jobs:\n    type: sqs-queue\n    overrides:\n      JobsQueue:\n        KmsMasterKeyId:\n          Ref: Nowhere\n";
		assert.equal(inText(text).length, 1);
	});

	it("are looked at in outputs too", () => {
		const text =
			"resources:\n  jobs:\n    type: sqs-queue\nstackConfig:\n  outputs:\n    - {name: queue, value: \"$CfFormat('${JobQueue}')\"}\n    - {name: right, value: \"$CfFormat('${JobsQueue} ${AWS::Region}')\"}\n";
		assert.deepEqual(inText(text), [
			[
				'the output queue refers to "JobQueue", but the template has no resource of this logical id',
				'did you mean "JobsQueue"?',
			],
		]);
	});

	it("cannot lead to conditions and mappings, which a config has not", () => {
		for (const [words, name] of [
			["{'Fn::If': [IsProd, a, b]}", "Fn::If uses conditions"],
			["{'Fn::Join': ['', [{'Fn::FindInMap': [a, b, c]}]]}", "Fn::FindInMap uses mappings"],
		] as const) {
			const [intrinsic = "", , section = ""] = name.split(" ");
			const text = raw(`    Properties:\n      DisplayName: ${words}\n`);
			assert.deepEqual(
				analyse({ path: "stacktape.yml", text }, target).problems.map(({ code, message }) => [code, message]),
				[["unknown-condition", `Topic uses ${intrinsic}, but a config has no ${section}`]],
			);
		}
	});

	it("are left alone while a resource is of no type", () =>
		assert.deepEqual(inText(`${raw("    DependsOn: DbDbInstance\n")}`.replace("sqs-queue", "sqs-qeue")), []));

	it("are none in an empty template", () => {
		const { graph, compiled } = analyse({ path: "stacktape.yml", text: "resources: {}\n" }, target);
		assert.deepEqual(danglingProblems(graph, compiled.template, new Map()), []);
	});

	it("are marked at the word, as properties are that AWS does not know", () => {
		const text = `
resources:
  jobs:
    type: sqs-queue
cloudformationResources:
  Topic:
    Type: AWS::SNS::Topic
    DependsOn: [JobsQueue, JobQueue]
#                          ^^^^^^^^ unknown-logical-id: Topic refers to "JobQueue", but the template has no resource of this logical id
    Properties:
      TopicNam: { a: x, b: y }
#     ^^^^^^^^ (warning) unknown-cloudformation-property: Topic (AWS::SNS::Topic) has no property "TopicNam"
      DisplayName: { Ref: Nowhere }
#                         ^^^^^^^ unknown-logical-id: Topic refers to "Nowhere", but the template has no resource of this logical id
  Rule:
    Type: AWS::Events::Rule
    DependsOn: Nothing
#              ^^^^^^^ unknown-logical-id: Rule refers to "Nothing", but the template has no resource of this logical id
    Properties:
      EventPattern: { source: [x], anything: { deep: 1 } }
      Targets:
        - { Arn: { "Fn::GetAtt": [Missing, Arn] }, Id: a }
#                                ^^^^^^^^^^^^^^ unknown-logical-id: Rule refers to "Missing", but the template has no resource of this logical id
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Role: { "Fn::Sub": "arn:\${Absent}" }
#                        ^^^^^^^^^^^^^^^ unknown-logical-id: Function refers to "Absent", but the template has no resource of this logical id
      Code: { ZipFil: x }
#             ^^^^^^ (warning) unknown-cloudformation-property: Code of Function has no property "ZipFil"
  Private:
    Type: Mine::Own::Thing
    Properties: { Whatever: 1 }
`;
		assertProblems(text, analyse({ path: "stacktape.yml", text }, target).problems);
	});
});
