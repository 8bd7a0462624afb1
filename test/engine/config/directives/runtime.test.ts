import assert from "node:assert/strict";
import { awsAccountId } from "../../../../engine/config/directives/aws-account-id.ts";
import { cfFormat } from "../../../../engine/config/directives/cf-format.ts";
import type { RuntimeContext, RuntimeDirective } from "../../../../engine/config/directives/kind.ts";
import { resourceParam } from "../../../../engine/config/directives/resource-param.ts";
import { secret } from "../../../../engine/config/directives/secret.ts";

function context(facts: Readonly<Record<string, string>> = {}) {
	const outputs = new Map<string, string>();
	const all: RuntimeContext = {
		facts: new Map(Object.entries(facts)),
		paramsOf: (name) => (name === "jobs" ? { arn: { Ref: "JobsQueue" }, url: "https://jobs" } : undefined),
		resourceNames: ["jobs", "files"],
		addOutput: (name, value) => {
			const known = outputs.get(name);
			outputs.set(name, known ?? value);
			return known === undefined || known === value;
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
			["leaves a ${…} of the text alone", ["${AWS::Region}"], { "Fn::Sub": "${!AWS::Region}" }],
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
			assert.deepEqual(secret.want?.(["db"]), { kind: "secret", name: "db" });
			assert.deepEqual(secret.want?.(["db.password"]), { kind: "secret", name: "db" });
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
});
