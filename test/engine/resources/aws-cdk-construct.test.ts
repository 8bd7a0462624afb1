import assert from "node:assert/strict";
import { NOT_ALLOWED, type Want } from "../../../engine/config/facts.ts";
import { type CodeAnswer, writeAnswer } from "../../../engine/config/program/answer.ts";
import { awsCdkConstruct } from "../../../engine/resources/aws-cdk-construct.ts";
import { analysed, answerOf, assertMarked, idsIn } from "../../support/analysed.ts";

const answering = (answer: CodeAnswer) => (want: Want) =>
	want.kind === "code" ? writeAnswer(answer) : answerOf(want);

const config = `resources:
  topic:
    type: aws-cdk-construct
    properties: {entryfilePath: cdk/topic.ts}
`;

describe("a construct of the CDK", () => {
	it("is asked for with its name as an id, and what it is given", () => {
		const { wants } = analysed(
			"resources:\n  topic:\n    type: aws-cdk-construct\n    properties: {entryfilePath: a.ts, exportName: T, constructProperties: {a: [1]}}\n",
		);
		assert.deepEqual(
			wants.filter(({ kind }) => kind === "code"),
			[
				{
					kind: "code",
					use: "construct",
					called: "the construct topic",
					file: "a.ts",
					args: [{ exportName: "T", id: "Topic", properties: { a: [1] } }],
				},
			],
		);
		assert.equal(awsCdkConstruct.type, "aws-cdk-construct");
	});

	it("gives its resources under the ids of the CDK, and its outputs", () => {
		const analysis = analysed(config);
		assert.deepEqual(analysis.problems, []);
		assert.deepEqual(idsIn(analysis), ["TopicT1485CAA5"]);
		assert.deepEqual(analysis.compiled.template.Outputs["TopicArn"], {
			Value: { Ref: "TopicT1485CAA5" },
			Description: "Its ARN",
			Export: { Name: "ProjDevTopicArn" },
		});
	});

	it("is nothing as long as its code was not run", () => {
		const analysis = analysed(config, {
			answer: (want) => (want.kind === "code" ? undefined : answerOf(want)),
		});
		assert.deepEqual(analysis.problems, []);
		assert.deepEqual(idsIn(analysis), []);
	});

	it("says that it is not run where the workspace is not trusted", () => {
		assertMarked(
			`
resources:
  topic:
    type: aws-cdk-construct
    properties: {entryfilePath: cdk/topic.ts}
    #                           ^^^^^^^^^^^^ (hint) code-not-trusted: the construct topic is code, which is not run where the workspace is not trusted, so what it makes is not known
`,
			(want) => (want.kind === "code" ? NOT_ALLOWED : answerOf(want)),
		);
	});

	it("shares what the CDK gives several of them alike", () => {
		const shared = { Type: "AWS::SNS::Topic", Properties: {} };
		const value = { Resources: { Shared12345678: shared }, Outputs: { Both: { Value: "x" } } };
		const analysis = analysed(
			`${config}  other: {type: aws-cdk-construct, properties: {entryfilePath: cdk/topic.ts}}\n`,
			{
				answer: answering({ ok: true, value }),
			},
		);
		assert.deepEqual(analysis.problems, []);
		assert.deepEqual(idsIn(analysis), ["Shared12345678"]);
	});

	it("is wrong where its code, its file or its properties are", () => {
		assertMarked(`
resources:
  one:
    type: aws-cdk-construct
    properties: {entryfilePath: cdk/missing.ts}
    #                           ^^^^^^^^^^^^^^ file-not-found: there is no file "cdk/missing.ts"
  two:
    type: aws-cdk-construct
    properties: {entryfilePath: cdk/topic.py}
    #                           ^^^^^^^^^^^^ text-not-matching: "cdk/topic.py" is not a valid entryfilePath
`);
	});

	/** A construct that writes what it is given into a topic and an output, as the CDK does it. */
	const given = (properties: string) => `resources:
  topic:
    type: aws-cdk-construct
    properties:
      entryfilePath: cdk/topic.ts
      constructProperties: ${properties}
  jobs: {type: sqs-queue}
`;
	const handingOn = (want: Want) => {
		if (want.kind !== "code") return answerOf(want);
		const [task] = want.args as readonly { readonly properties: { readonly list: readonly unknown[] } }[];
		const [, second] = task?.properties.list ?? [];
		const DisplayName = { "Fn::Join": ["", ["queue ", second]] };
		const Topic12345678 = { Type: "AWS::SNS::Topic", Properties: { DisplayName } };
		return writeAnswer({
			ok: true,
			value: { Resources: { Topic12345678 }, Outputs: { Queue: { Value: second } } },
		});
	};

	it("carries on what only the deploy knows", () => {
		const text = given(`{list: [x, "$ResourceParam('jobs', 'arn')", "$CfFormat('{}', 'y')"]}`);
		const analysis = analysed(text, { answer: handingOn });
		assert.deepEqual(analysis.problems, []);
		const arn = { "Fn::GetAtt": ["JobsQueue", "Arn"] };
		const { Resources, Outputs } = analysis.compiled.template;
		assert.deepEqual(Resources["Topic12345678"]?.Properties, {
			DisplayName: { "Fn::Join": ["", ["queue ", arn]] },
		});
		assert.deepEqual(Outputs["Queue"], { Value: arn });
		const code = analysis.wants.find(({ kind }) => kind === "code");
		assert.deepEqual(code?.kind === "code" && code.args, [
			{
				exportName: "default",
				id: "Topic",
				properties: {
					list: ["x", { "Fn::ImportValue": "spool-value-0" }, { "Fn::ImportValue": "spool-value-1" }],
				},
			},
		]);
	});

	it("is wrong where it is given what there is not, or shows a secret", () => {
		assertMarked(
			`
resources:
  topic:
    type: aws-cdk-construct
    properties:
      entryfilePath: cdk/topic.ts
      constructProperties: {list: [x, "$ResourceParam('jbos', 'arn')"]}
#                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unknown-resource: there is no resource "jbos"
`,
			handingOn,
		);
		assertMarked(
			`
resources:
  topic:
    type: aws-cdk-construct
    properties:
      entryfilePath: cdk/topic.ts
      constructProperties: {list: [x, "$Secret('db.password')"]}
#                                     ^^^^^^^^^^^^^^^^^^^^^^^^ secret-in-output: $Secret('db.password') cannot be an output, because CloudFormation shows outputs to everyone who may see the stack
`,
			handingOn,
		);
	});

	it("says what went wrong, at the word that it is about", () => {
		const missing: CodeAnswer = {
			ok: false,
			faults: [{ code: "export-not-found", message: 'the file exports no "T"', hint: "name another" }],
		};
		assertMarked(
			`
resources:
  topic:
    type: aws-cdk-construct
    properties: {entryfilePath: cdk/topic.ts, exportName: T}
    #                                                     ^ export-not-found: the file exports no "T"
`,
			answering(missing),
		);
		const place = { file: "/app/cdk/topic.ts", line: 3, character: 2 };
		const { problems } = analysed(config, {
			answer: answering({ ok: false, faults: [{ code: "code-threw", message: "it threw", place }] }),
		});
		assert.deepEqual(problems[0]?.elsewhere, {
			file: "/app/cdk/topic.ts",
			range: { start: { line: 3, character: 2 }, end: { line: 3, character: 2 } },
		});
	});

	it("cannot bring an output that is another one", () => {
		const value = { Resources: {}, Outputs: { Mine: { Value: "x" } } };
		assertMarked(
			`
stackConfig: {outputs: [{name: Mine, value: y}]}
resources:
  topic: {type: aws-cdk-construct, properties: {entryfilePath: cdk/topic.ts}}
# ^^^^^ duplicate-output: there is already an output "Mine"
`,
			answering({ ok: true, value }),
		);
	});
});
