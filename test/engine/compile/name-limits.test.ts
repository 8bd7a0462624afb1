import assert from "node:assert/strict";
import { nameLimitProblems } from "../../../engine/compile/name-limits.ts";
import { assertProblems } from "../../support/marked.ts";
import { compileText } from "./compile-text.ts";

describe("the limit of a name", () => {
	it("is checked where a config writes one", () => {
		const text = `
resources:
  jobs:
    type: sqs-queue
    overrides:
      JobsQueue:
        QueueName: ${"q".repeat(81)}
#       ^^^^^^^^^ name-too-long: the QueueName of JobsQueue has 81 characters, and AWS takes 80
cloudformationResources:
  Fits:
    Type: AWS::IAM::Role
    Properties: {RoleName: ${"r".repeat(64)}}
  Long:
    Type: AWS::IAM::Role
    Properties: {RoleName: ${"r".repeat(65)}}
#                ^^^^^^^^ name-too-long: the RoleName of Long has 65 characters, and AWS takes 64
  Other:
    Type: Custom::Other
    Properties: {Name: ${"r".repeat(900)}}
`;
		assertProblems(text, compileText(text).problems);
	});

	it("is not known of a name that CloudFormation makes", () => {
		const role = { Type: "AWS::IAM::Role", Properties: { RoleName: { "Fn::Sub": "x".repeat(90) } } };
		const { graph } = compileText("resources: {}");
		const roles = { Role: role, Plain: { Type: "AWS::IAM::Role" } };
		assert.deepEqual(nameLimitProblems(roles, graph, new Map()), []);
	});
});
