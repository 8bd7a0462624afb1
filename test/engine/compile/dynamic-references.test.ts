import assert from "node:assert/strict";
import { analyse } from "../../../engine/analyse.ts";
import { dynamicReferenceProblems } from "../../../engine/compile/dynamic-references.ts";
import { wantKey } from "../../../engine/config/facts.ts";
import { assertProblems } from "../../support/marked.ts";
import { target } from "../../support/placed.ts";

const facts = new Map([
	[wantKey({ kind: "parameter", name: "/prod/key" }), "SecureString:3"],
	[wantKey({ kind: "parameter", name: "/prod/host" }), "String:1"],
]);
const problemsOf = (text: string) => analyse({ path: "stacktape.yml", text }, target, facts).problems;

describe("what CloudFormation reads for a template", () => {
	const cases: Readonly<Record<string, string>> = {
		"parameters where it takes them": `
resources: {}
cloudformationResources:
  Db:
    Type: AWS::RDS::DBInstance
    Properties: {MasterUserPassword: $SsmParam('/prod/key'), MasterUsername: $SsmParam('/prod/host')}
  Users:
    Type: AWS::IAM::User
    Properties: {LoginProfile: {Password: $SsmParam('/prod/key')}}
`,
		"a secure parameter where it cannot stand": `
resources: {}
cloudformationResources:
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      DisplayName: $SsmParam('/prod/key')
      #            ^^^^^^^^^^^^^^^^^^^^^^ secure-parameter-here: "/prod/key" is a secure parameter, which CloudFormation cannot put into DisplayName of Topic
`,
		"a secure parameter in a text, and by an override": `
resources:
  jobs:
# ^^^^ secure-parameter-here: "/prod/key" is a secure parameter, which CloudFormation cannot put into QueueName of JobsQueue
    type: sqs-queue
    overrides:
      JobsQueue:
        QueueName: $SsmParam('/prod/key')
`,
		"a secret for a custom resource": `
resources: {}
cloudformationResources:
  Own:
    Type: Custom::Own
    Properties:
      ServiceToken: arn:aws:lambda:eu-west-1:123456789012:function:own
      Key: $Secret('db.password')
      #    ^^^^^^^^^^^^^^^^^^^^^^ (warning) secret-in-custom-resource: CloudFormation does not give custom resources the values of secrets, but Key of Own asks for "db"
`,
	};
	for (const [why, text] of Object.entries(cases))
		it(`are ${why}`, () => assertProblems(text, problemsOf(text)));

	it("is 60 of them", () => {
		const many = (count: number) => ({
			AWSTemplateFormatVersion: "2010-09-09" as const,
			Description: "",
			Outputs: {},
			Resources: {
				A: { Type: "AWS::SNS::Topic", Properties: { Tags: Array(count).fill("{{resolve:ssm:a}}") } },
			},
		});
		const found = (count: number) => dynamicReferenceProblems(many(count), new Map(), { start: 1, end: 2 });
		assert.deepEqual(found(60), []);
		assert.deepEqual(
			found(61).map(({ code, message }) => [code, message]),
			[
				[
					"too-many-dynamic-references",
					"secrets and parameters are read at 61 places of the template, and CloudFormation reads 60",
				],
			],
		);
	});
});
