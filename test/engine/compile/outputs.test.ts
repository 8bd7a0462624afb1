import assert from "node:assert/strict";
import { configuredOutputs, outputCollisions } from "../../../engine/compile/outputs.ts";
import { target } from "../../support/placed.ts";
import { compileText, problemLines } from "./compile-text.ts";

const outputs = (items: string) =>
	`resources:\n  jobs: {type: sqs-queue}\nstackConfig:\n  outputs:\n${items.replaceAll(/^/gm, "    ")}\n`;

describe("the outputs of a stack", () => {
	it("are those that Spool reads back, and the user's", () => {
		const { compiled, problems } = compileText(
			outputs(
				"- {name: arn, value: \"$ResourceParam('jobs', 'arn')\", export: true, description: Where jobs go}\n- {name: constructor, value: x, export: false}",
			),
		);
		assert.deepEqual(problems, []);
		const { StpDeploymentVersion, StpStackInfoMap, ...own } = compiled.template.Outputs;
		assert.ok(StpDeploymentVersion && StpStackInfoMap);
		assert.deepEqual(own, {
			arn: {
				Value: { "Fn::GetAtt": ["JobsQueue", "Arn"] },
				Description: "Where jobs go",
				Export: { Name: "ProjDevArn" },
			},
			constructor: { Value: "x" },
		});
	});

	const wrong: readonly (readonly [why: string, items: string, expected: readonly string[]])[] = [
		[
			"twice the same name",
			"- {name: a, value: x}\n- {name: a, value: x}",
			['duplicate-output "a": there is already an output "a"'],
		],
		[
			"a name of Spool's own",
			"- {name: StpStackInfoMap, value: x}",
			['duplicate-output "StpStackInfoMap": there is already an output "StpStackInfoMap"'],
		],
		[
			"a name with other characters",
			"- {name: a_b, value: x}",
			['text-not-matching "a_b": "a_b" is not a valid name'],
		],
		["no value", "- {name: a}", ['missing-property "name": "value" is missing']],
		[
			"a name that only the deploy knows",
			"- {name: $AwsAccountId(), value: x}",
			[
				'value-known-at-deploy "$AwsAccountId()": $AwsAccountId() is known only at deploy, but name must be known before',
			],
		],
	];
	for (const [why, items, expected] of wrong) {
		it(`may not have ${why}`, () => assert.deepEqual(problemLines(compileText(outputs(items))), expected));
	}

	it("may not have a secret, which CloudFormation reads for resources only", () => {
		for (const value of ["$Secret('db')", "$CfFormat('x{}', $Secret('db'))"]) {
			const analysis = compileText(outputs(`- {name: password, value: "${value}"}`));
			assert.deepEqual(
				analysis.problems.map(({ code }) => code),
				["secret-in-output"],
			);
			assert.doesNotMatch(JSON.stringify(analysis.compiled.template.Outputs), /resolve:secretsmanager/);
		}
	});

	describe("beside those of secrets", () => {
		const both = (value: string) =>
			compileText(
				`${outputs(`- {name: DbCurrentSecretVersionId, value: ${value}}`)}cloudformationResources:\n  Topic: {Type: 'AWS::SNS::Topic', Properties: {DisplayName: $Secret('db')}}\n`,
				{ facts: { "secret:db": "v1" } },
			);

		it("may not say something else under the same name", () =>
			assert.deepEqual(problemLines(both("other")), [
				'duplicate-output "DbCurrentSecretVersionId": there is already an output "DbCurrentSecretVersionId"',
			]));

		it("may say the same", () => assert.deepEqual(problemLines(both("v1")), []));
	});

	it("know where they have their names", () => {
		const { graph, file } = compileText(outputs("- {name: one, value: x}"));
		const { places } = configuredOutputs(graph, target);
		const span = places.get("one");
		assert.equal(span && file.text.slice(span.start, span.end), "one");
		assert.deepEqual(outputCollisions({ one: { Value: "x" } }, {}, places), []);
	});
});
