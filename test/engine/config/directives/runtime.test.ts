import assert from "node:assert/strict";
import { awsAccountId } from "../../../../engine/config/directives/aws-account-id.ts";
import { cfFormat } from "../../../../engine/config/directives/cf-format.ts";
import { cfResourceParam } from "../../../../engine/config/directives/cf-resource-param.ts";
import type { RuntimeContext, RuntimeDirective } from "../../../../engine/config/directives/kind.ts";
import { resourceParam } from "../../../../engine/config/directives/resource-param.ts";
import { secret } from "../../../../engine/config/directives/secret.ts";
import { ssmParam } from "../../../../engine/config/directives/ssm-param.ts";
import { cfStackOutput } from "../../../../engine/config/directives/stack-output.ts";
import { target } from "../../../support/placed.ts";

const types: Readonly<Record<string, string>> = {
	JobsQueue: "AWS::SQS::Queue",
	Logs: "AWS::Logs::LogGroup",
	Nested: "AWS::CloudFormation::Stack",
	Own: "Custom::Thing",
	Broken: "faulty",
};

function context(facts: Readonly<Record<string, string>> = {}) {
	const outputs = new Map<string, unknown>();
	const all: RuntimeContext = {
		target,
		facts: new Map(Object.entries(facts)),
		paramsOf: (name) => (name === "jobs" ? { arn: { Ref: "JobsQueue" }, url: "https://jobs" } : undefined),
		resourceNames: ["jobs", "files"],
		typeOf: (id) => types[id],
		logicalIds: Object.keys(types),
		addOutput: (name, value) => {
			const known = outputs.get(name);
			outputs.set(name, known ?? value);
			return known === undefined || JSON.stringify(known) === JSON.stringify(value);
		},
	};
	return { outputs, all };
}

function render(
	directive: RuntimeDirective,
	args: readonly unknown[],
	facts?: Readonly<Record<string, string>>,
) {
	const { all, outputs } = context(facts);
	const result = directive.render(args, all);
	if (result.kind === "wrong") return `${result.code}: ${result.message} (${result.hint})`;
	assert.ok(result.kind === "value");
	return { value: result.value, outputs: Object.fromEntries(outputs) };
}

const renderedValue = (rendered: ReturnType<typeof render>) =>
	typeof rendered === "string" ? rendered : rendered.value;

describe("a directive whose value CloudFormation knows", () => {
	it("$AwsAccountId is the account of the deploy, also when nobody knows it yet", () =>
		assert.deepEqual(renderedValue(render(awsAccountId, [])), { Ref: "AWS::AccountId" }));

	describe("$CfFormat", () => {
		const cases: readonly (readonly [why: string, args: readonly unknown[], expected: unknown])[] = [
			[
				"puts values into a map of their own",
				["{}-x", { "Fn::GetAtt": ["Db", "Host"] }],
				{ "Fn::Sub": ["${sub0}-x", { sub0: { "Fn::GetAtt": ["Db", "Host"] } }] },
			],
			["counts them", ["{}{}", "a", 2], { "Fn::Sub": ["${sub0}${sub1}", { sub0: "a", sub1: "2" }] }],
			["is a plain Fn::Sub without values", ["x"], { "Fn::Sub": "x" }],
			["leaves a ${…} of the text to CloudFormation", ["${AWS::Region}"], { "Fn::Sub": "${AWS::Region}" }],
		];
		for (const [why, args, expected] of cases) {
			it(why, () => assert.deepEqual(renderedValue(render(cfFormat, args)), expected));
		}
		it("wants one value for each {}", () =>
			assert.equal(
				render(cfFormat, ["{}"]),
				"format-count-mismatch: the text has 1 placeholder {}, but 0 values are given (give one value for each {})",
			));
		it("takes no map for a text", () =>
			assert.match(
				String(render(cfFormat, ["{}", { a: 1 }])),
				/^wrong-argument: value 1 of \$CfFormat is a map/,
			));
	});

	describe("$ResourceParam", () => {
		it("gives the parameter of a resource", () => {
			assert.deepEqual(renderedValue(render(resourceParam, ["jobs", "arn"])), { Ref: "JobsQueue" });
			assert.equal(renderedValue(render(resourceParam, ["jobs", "url"])), "https://jobs");
		});

		const wrong: readonly (readonly [args: readonly string[], expected: string])[] = [
			[["job", "arn"], `unknown-resource: there is no resource "job" (did you mean 'jobs'?)`],
			[["other", "arn"], `unknown-resource: there is no resource "other" (the resources are: jobs, files)`],
			[["jobs", "arm"], `unknown-param: resource "jobs" has no parameter "arm" (did you mean 'arn'?)`],
			[["jobs", "name"], `unknown-param: resource "jobs" has no parameter "name" (it has: arn, url)`],
			[["jobs", "toString"], `unknown-param: resource "jobs" has no parameter "toString" (it has: arn, url)`],
		];
		for (const [args, expected] of wrong)
			it(expected, () => assert.equal(render(resourceParam, args), expected));
	});

	describe("$Secret", () => {
		it("asks for the current version of the secret, whichever key of it is meant", () => {
			assert.deepEqual(secret.want?.(["db"], target), { kind: "secret", name: "db" });
			assert.deepEqual(secret.want?.(["db.password"], target), { kind: "secret", name: "db" });
		});

		// config-language.md 5, naming.md 8.
		const cases: readonly (readonly [reference: string, name: string, reads: string, output: string])[] = [
			["db.password", "db", "db:SecretString:password", "DbCurrentSecretVersionId"],
			["my-secret", "my-secret", "my-secret:SecretString:", "MySecretCurrentSecretVersionId"],
			[
				"team/1password",
				"team/1password",
				"team/1password:SecretString:",
				"Team1passwordCurrentSecretVersionId",
			],
			["a.b.c", "a", "a:SecretString:b.c", "ACurrentSecretVersionId"],
		];
		for (const [reference, name, reads, output] of cases) {
			it(`('${reference}') is pinned to the version, which an output records`, () =>
				assert.deepEqual(render(secret, [reference], { [`secret:${name}`]: "v1id" }), {
					value: `{{resolve:secretsmanager:${reads}::v1id}}`,
					outputs: { [output]: "v1id" },
				}));
		}

		it("stands for the current version, without an output, while nobody has asked", () =>
			assert.deepEqual(render(secret, ["db.password"]), {
				value: "{{resolve:secretsmanager:db:SecretString:password::}}",
				outputs: {},
			}));

		it("that does not exist is a problem with the command that makes it", () =>
			assert.equal(
				render(secret, ["db.password"], { "secret:db": "missing" }),
				'unknown-secret: there is no secret "db" in this account and region (create it: aws secretsmanager create-secret --name db --secret-string file://secret.txt)',
			));

		it("may be used twice", () => {
			const { all } = context({ "secret:db": "v1" });
			assert.equal(secret.render(["db.user"], all).kind, "value");
			assert.equal(secret.render(["db.password"], all).kind, "value");
		});

		it("is a problem beside another one that would be recorded under the same name", () => {
			const { all } = context({ "secret:my-db": "v1", "secret:my/db": "v2" });
			assert.equal(secret.render(["my-db"], all).kind, "value");
			const second = secret.render(["my/db"], all);
			assert.equal(second.kind === "wrong" && second.code, "duplicate-output");
		});
	});

	describe("$CfResourceParam", () => {
		const cases: readonly (readonly [id: string, attribute: string, expected: unknown])[] = [
			["JobsQueue", "Arn", { value: { "Fn::GetAtt": ["JobsQueue", "Arn"] }, outputs: ["JobsQueueArn"] }],
			[
				"JobsQueue",
				"QueueUrl",
				{ value: { "Fn::GetAtt": ["JobsQueue", "QueueUrl"] }, outputs: ["JobsQueueQueueUrl"] },
			],
			["Logs", "LogGroupName", { value: { Ref: "Logs" }, outputs: ["LogsLogGroupName"] }],
			[
				"Nested",
				"Outputs.Url",
				{ value: { "Fn::GetAtt": ["Nested", "Outputs.Url"] }, outputs: ["NestedOutputsUrl"] },
			],
			["Own", "Answer", { value: { "Fn::GetAtt": ["Own", "Answer"] }, outputs: ["OwnAnswer"] }],
		];
		for (const [id, attribute, expected] of cases) {
			it(`reads ${attribute} of ${id}, which becomes an output`, () => {
				const rendered = render(cfResourceParam, [id, attribute]);
				assert.ok(typeof rendered === "object", String(rendered));
				assert.deepEqual({ value: rendered.value, outputs: Object.keys(rendered.outputs) }, expected);
			});
		}

		const wrong: readonly (readonly [args: readonly string[], expected: string])[] = [
			[
				["JobsQeue", "Arn"],
				`unknown-logical-id: there is no CloudFormation resource "JobsQeue" (did you mean 'JobsQueue'?)`,
			],
			[
				["Other", "Arn"],
				'unknown-logical-id: there is no CloudFormation resource "Other" (`spool names` lists the logical ids)',
			],
			[
				["jobs", "Arn"],
				'unknown-logical-id: there is no CloudFormation resource "jobs" (for a resource of the config use $ResourceParam)',
			],
			[
				["JobsQueue", "Size"],
				'unknown-attribute: "JobsQueue" (AWS::SQS::Queue) has no attribute "Size" (it has: Arn, QueueName, QueueUrl)',
			],
			[
				["JobsQueue", "QueueUri"],
				`unknown-attribute: "JobsQueue" (AWS::SQS::Queue) has no attribute "QueueUri" (did you mean 'QueueUrl'?)`,
			],
		];
		for (const [args, expected] of wrong)
			it(expected, () => assert.equal(render(cfResourceParam, args), expected));

		it("says nothing of a resource that another problem keeps out of the template", () =>
			assert.deepEqual(render(cfResourceParam, ["Broken", "Arn"]), {
				value: "$CfResourceParam('Broken', 'Arn')",
				outputs: {},
			}));
	});

	describe("$SsmParam", () => {
		const cases: readonly (readonly [
			name: string,
			answer: string | undefined,
			value: string,
			outputs: object,
		])[] = [
			["/prod/key", "String:3", "{{resolve:ssm:/prod/key:3}}", { ProdKeyCurrentSsmParamVersion: "3" }],
			[
				"/prod/db/host",
				"StringList:1",
				"{{resolve:ssm:/prod/db/host:1}}",
				{ ProdDbHostCurrentSsmParamVersion: "1" },
			],
			["key", "SecureString:12", "{{resolve:ssm-secure:key:12}}", { KeyCurrentSsmParamVersion: "12" }],
			["/prod/key", undefined, "{{resolve:ssm:/prod/key}}", {}],
		];
		for (const [name, answer, value, outputs] of cases) {
			it(`('${name}') that is ${answer ?? "not asked for"} is ${value}`, () =>
				assert.deepEqual(render(ssmParam, [name], answer ? { [`parameter:${name}`]: answer } : {}), {
					value,
					outputs,
				}));
		}

		it("that does not exist is a problem with the command that makes it", () =>
			assert.equal(
				render(ssmParam, ["/prod/key"], { "parameter:/prod/key": "missing" }),
				'unknown-parameter: there is no parameter "/prod/key" in this account and region (create it: aws ssm put-parameter --name /prod/key --type String --value VALUE)',
			));

		it("is a problem beside another one that would be recorded under the same name", () => {
			const { all } = context({ "parameter:/a/b": "String:1", "parameter:a-b": "String:2" });
			assert.equal(ssmParam.render(["/a/b"], all).kind, "value");
			const second = ssmParam.render(["a-b"], all);
			assert.equal(second.kind === "wrong" && second.code, "duplicate-output");
		});
	});

	describe("$CfStackOutput", () => {
		const key = "outputs:eu-west-1:shop-dev";
		const outputs = JSON.stringify({
			apiUrl: { value: "https://api", exportName: "shop-dev-url" },
			other: { value: "x" },
		});

		it("imports under the name that the other stack gives it", () =>
			assert.deepEqual(renderedValue(render(cfStackOutput, ["shop-dev", "apiUrl"], { [key]: outputs })), {
				"Fn::ImportValue": "shop-dev-url",
			}));

		it("imports under the name of the format while nobody has looked", () =>
			assert.deepEqual(renderedValue(render(cfStackOutput, ["shop-dev", "apiUrl"])), {
				"Fn::ImportValue": "ShopDevApiUrl",
			}));

		const wrong: readonly (readonly [args: readonly string[], answer: string, expected: RegExp])[] = [
			[["shop-dev", "apiUrl"], "missing", /^unknown-stack: there is no stack "shop-dev" in eu-west-1/],
			[["shop-dev", "url"], outputs, /^unknown-output: .*\(did you mean 'apiUrl'\?\)$/],
			[["shop-dev", "other"], outputs, /^output-not-exported: /],
			[["shop-dev", "apiUrl", "us-east-1"], outputs, /^import-across-regions: .* us-east-1 is not eu-west-1/],
		];
		for (const [args, answer, expected] of wrong) {
			it(`${args.join(", ")} is wrong: ${expected}`, () =>
				assert.match(String(render(cfStackOutput, args, { [key]: answer })), expected));
		}
	});
});
