import assert from "node:assert/strict";
import { overridesSchema, rootSchema } from "../../../engine/config/root-schema.ts";
import { checkValue } from "../../../engine/schema/check.ts";
import { readSchema, type Schema } from "../../../engine/schema/read.ts";
import { nodeOf } from "../../../engine/text/tree.ts";

const here = { start: 0, end: 0 };

function problems(schema: Schema, value: unknown): readonly string[] {
	const checked = checkValue(schema, nodeOf(value, here), { name: "the config", span: here });
	return checked.problems.map(({ code, severity, message }) =>
		severity === "error" ? `${code}: ${message}` : `(${severity}) ${code}: ${message}`,
	);
}

const ofRoot = (value: object) => problems(readSchema(rootSchema), { resources: {}, ...value });

describe("the top level of a config", () => {
	// config-language.md, section 2.
	const accepted: readonly (readonly [why: string, value: object])[] = [
		["resources alone", {}],
		["variables of any kind", { variables: { a: 1, b: { c: [null] } } }],
		[
			"every setting of a deploy",
			{
				deploymentConfig: {
					terminationProtection: true,
					cloudformationRoleArn: "arn:aws:iam::123456789012:role/x",
					triggerRollbackOnAlarms: ["arn:aws:cloudwatch:eu-west-1:123456789012:alarm:x"],
					monitoringTimeAfterDeploymentInMinutes: 5,
					disableAutoRollback: true,
					publishEventsToArn: ["arn:aws:sns:eu-west-1:123456789012:x"],
					previousVersionsToKeep: 0,
					disableS3TransferAcceleration: true,
				},
			},
		],
		[
			"every setting of the stack",
			{
				stackConfig: {
					outputs: [{ name: "apiUrl", value: "x", description: "x", export: true }],
					tags: [{ name: "stp:stage", value: "" }],
					disableStackInfoSaving: true,
					stackInfoDirectory: "x",
					vpc: { reuseVpc: { projectName: "shop", stage: "dev" }, nat: { availabilityZones: 1 } },
				},
			},
		],
		[
			"accounts at providers",
			{
				providerConfig: {
					mongoDbAtlas: {
						publicKey: "a",
						privateKey: "b",
						organizationId: "c",
						accessibility: { accessibilityMode: "whitelisted-ips-only", whitelistedIps: ["203.0.113.5"] },
					},
					upstash: { accountEmail: "a@b.c", apiKey: "k" },
				},
			},
		],
		[
			"CloudFormation resources",
			{
				cloudformationResources: {
					Topic: {
						Type: "AWS::SNS::Topic",
						Properties: { A: 1 },
						DependsOn: ["B"],
						DeletionPolicy: "Retain",
					},
					Own: { Type: "Custom::My-Thing_1" },
					Module: { Type: "My::Own::Thing::MODULE" },
				},
			},
		],
		["empty scripts, hooks and directives", { hooks: {}, directives: [], scripts: null }],
	];
	for (const [why, value] of accepted) it(`takes ${why}`, () => assert.deepEqual(ofRoot(value), []));

	const refused: readonly (readonly [value: object, expected: string])[] = [
		[{ serviceName: "x" }, "(warning) deprecated-property: serviceName is deprecated"],
		[{ scripts: { a: {} } }, 'missing-property: "type" is missing'],
		[{ scripts: { a: { type: "script" } } }, 'value-not-allowed: "script" is not a value of type'],
		[{ hooks: { beforeDeploi: [] } }, 'unknown-property: "beforeDeploi" is not a property here'],
		[{ hooks: { beforeDeploy: [{}] } }, 'missing-property: "scriptName" is missing'],
		[{ directives: [{ name: "a-b", filePath: "x.ts" }] }, 'text-not-matching: "a-b" is not a valid name'],
		[
			{ providerConfig: { upstash: { apiKey: "x" } } },
			'missing-property: "accountEmail" is missing in upstash',
		],
		[
			{ providerConfig: { mongoDbAtlas: { accessibility: {} } } },
			'missing-property: "accessibilityMode" is missing in accessibility',
		],
		[
			{ stackConfig: { vpc: { nat: { availabilityZones: 4 } } } },
			'value-not-allowed: "4" is not a value of availabilityZones',
		],
		[
			{ stackConfig: { vpc: { reuseVpc: { vpcId: "my-vpc" } } } },
			'text-not-matching: "my-vpc" is not a valid vpcId',
		],
		[
			{ cloudformationResources: { A: { Type: "AWS::S3::Bucket", DeletionPolicy: "Keep" } } },
			'value-not-allowed: "Keep" is not a value of DeletionPolicy',
		],
		[{ foo: 1 }, 'unknown-property: "foo" is not a property here'],
		[
			{ stackConfig: { outputs: [{ name: "a_b", value: "x" }] } },
			'text-not-matching: "a_b" is not a valid name',
		],
		[
			{ stackConfig: { tags: [{ name: "aws:x", value: "x" }] } },
			'text-not-matching: "aws:x" is not a valid name',
		],
		[
			{ stackConfig: { tags: [{ name: "x".repeat(129), value: "x" }] } },
			"text-length-out-of-range: name has 129 characters, but must have at most 128",
		],
		[
			{ stackConfig: { tags: Array.from({ length: 46 }, (_, i) => ({ name: `t${i}`, value: "x" })) } },
			"list-length-out-of-range: tags has 46 items, but must have at most 45",
		],
		[
			{ deploymentConfig: { monitoringTimeAfterDeploymentInMinutes: 181 } },
			"number-out-of-range: monitoringTimeAfterDeploymentInMinutes is 181 minutes, but must be 0 to 180",
		],
		[{ cloudformationResources: { A: { Type: "SNS" } } }, 'text-not-matching: "SNS" is not a valid Type'],
		[{ cloudformationResources: { A: {} } }, 'missing-property: "Type" is missing in A'],
	];
	for (const [value, expected] of refused)
		it(`says ${expected}`, () => assert.deepEqual(ofRoot(value), [expected]));

	it("needs resources", () =>
		assert.deepEqual(problems(readSchema(rootSchema), { variables: {} }), [
			'missing-property: "resources" is missing in the config',
		]));
});

describe("overrides", () => {
	it("are values by logical id and path", () =>
		assert.deepEqual(
			problems(readSchema(overridesSchema), { JobsQueue: { "A.B[0]": 1, C: { D: null } } }),
			[],
		));

	it("are nothing else", () =>
		assert.deepEqual(problems(readSchema(overridesSchema), { JobsQueue: 5 }), [
			"wrong-type: JobsQueue is 5, but must be a map",
		]));
});
