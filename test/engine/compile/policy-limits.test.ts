import assert from "node:assert/strict";
import { analyse } from "../../../engine/analyse.ts";
import { policyLimitProblems } from "../../../engine/compile/policy-limits.ts";
import { target } from "../../support/placed.ts";

const api = (more: string) => `resources:
  api:
    type: function
    properties:
      packaging: {type: custom-artifact, properties: {packagePath: a.zip, handler: a:b}}
      runtime: nodejs24.x
${more}`;

const found = (text: string) => {
	const { problems } = analyse({ path: "stacktape.yml", text }, target);
	return problems.map(
		({ code, span, message }) => `${code} at ${text.slice(span.start, span.end)}: ${message}`,
	);
};

describe("the limit of a policy", () => {
	it("counts the names that a role's statements lead to, and marks the list that they come from", () => {
		const queues = (count: number) => Array.from({ length: count }, (_, index) => `queueNumber${index}`);
		const text = (count: number) =>
			api(
				`      connectTo: [${queues(count).join(", ")}]\n${queues(count)
					.map((name) => `  ${name}: {type: sqs-queue}\n`)
					.join("")}`,
			);
		assert.deepEqual(found(text(20)), []);
		// The variables of so many queues are too much as well, which is another problem.
		const problem = found(text(60)).find((one) => one.startsWith("policy")) ?? "";
		assert.match(
			problem,
			/^policy-too-long at connectTo: the inline policies of a role \(ApiRole\) would have at least 1\d,\d{3} characters, and AWS takes 10,240$/,
		);
	});

	it("does not count white space, and takes what CloudFormation chooses for nothing", () => {
		const statement = { Effect: "Allow", Action: ["s3:GetObject"], Resource: [{ Ref: "Unknown" }] };
		const role = {
			Type: "AWS::IAM::Role",
			Properties: {
				Policies: [{ PolicyName: "a", PolicyDocument: { Statement: [statement], Sid: " ".repeat(20_000) } }],
			},
		};
		const { graph } = analyse({ path: "stacktape.yml", text: "resources: {}\n" }, target);
		const child = {
			owner: undefined,
			raw: true,
			resource: role,
			name: undefined,
			span: { start: 0, end: 1 },
		};
		assert.deepEqual(policyLimitProblems({ Role: role }, graph, new Map([["Role", child]]), "eu-west-1"), []);
	});

	it("is that of its kind", () => {
		const raw = (type: string, properties: string) =>
			found(
				`resources: {}\ncloudformationResources:\n  Own:\n    Type: ${type}\n    Properties: ${properties}\n`,
			);
		const long = (length: number) => `{Statement: [{Sid: ${"x".repeat(length)}}]}`;
		assert.match(
			raw("AWS::IAM::ManagedPolicy", `{PolicyDocument: ${long(6_200)}}`).join(),
			/a managed policy \(Own\) would have at least 6,2\d\d characters, and AWS takes 6,144/,
		);
		assert.match(
			raw("AWS::IAM::Role", `{AssumeRolePolicyDocument: ${long(2_100)}}`).join(),
			/the trust policy of a role \(Own\)/,
		);
		assert.match(
			raw("AWS::S3::BucketPolicy", `{Bucket: b, PolicyDocument: ${long(20_500)}}`).join(),
			/the policy of a bucket/,
		);
		assert.match(
			raw(
				"AWS::IAM::User",
				`{Policies: [{PolicyName: a, PolicyDocument: ${long(1_100)}}, {PolicyName: b, PolicyDocument: ${long(1_100)}}]}`,
			).join(),
			/the inline policies of a user/,
		);
		assert.deepEqual(raw("AWS::IAM::Role", "{Policies: x}"), []);
	});

	it("follows texts that CloudFormation puts together", () => {
		const text = `resources: {}
cloudformationResources:
  Own:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          - Resource:
              - {"Fn::Sub": "arn:\${AWS::Partition}:s3:::${"a".repeat(3_000)}/\${AWS::Region}/\${AWS::AccountId}"}
              - {"Fn::Join": ["", ["${"b".repeat(3_000)}", {"Ref": "AWS::Region"}, {"Fn::Sub": ["\${x}", {"x": "${"c".repeat(100)}"}]}]]}
`;
		assert.match(found(text).join(), /at least 6,\d{3} characters/);
	});
});
