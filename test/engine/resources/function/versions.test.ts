import assert from "node:assert/strict";
import { lambdaFunction } from "../../../../engine/resources/function/index.ts";
import {
	callee,
	checkConcurrency,
	hasAlias,
	throughAlias,
	versionChildren,
} from "../../../../engine/resources/function/versions.ts";
import { SnapshotSlot } from "../../../../engine/template/slot.ts";
import { compileRoom, resourcesOf, surroundings } from "../../../support/placed.ts";
import { exampleFunction, packaging } from "./example.ts";

const gradual = exampleFunction({
	deployment: { strategy: "AllAtOnce", beforeAllowTrafficFunction: "smoke" },
});

describe("a function whose calls go to a version", () => {
	it("has a version that every change makes anew, and an alias", () => {
		const [version, alias] = versionChildren(
			exampleFunction({ provisionedConcurrency: 3 }),
			surroundings([], []),
		);
		assert.ok(version?.resource.Properties?.["Description"] instanceof SnapshotSlot);
		assert.equal(version.resource.DeletionPolicy, "Retain");
		assert.deepEqual(alias, {
			id: "ApiStpAlias",
			origin: ["provisionedConcurrency"],
			resource: {
				Type: "AWS::Lambda::Alias",
				Properties: {
					Name: "stp-live",
					FunctionName: { Ref: "ApiFunction" },
					FunctionVersion: { "Fn::GetAtt": ["ApiVersion", "Version"] },
					ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 3 },
				},
			},
		});
	});

	it("is moved to a new version by CodeDeploy where the config asks for it", () => {
		const made = versionChildren(gradual, surroundings([], []));
		assert.deepEqual(
			made.map(({ id }) => id),
			[
				"ApiVersion",
				"StpLambdaCodeDeployApplication",
				"StpCodeDeployRole",
				"ApiDeploymentGroup",
				"ApiStpAlias",
			],
		);
		assert.deepEqual(JSON.parse(JSON.stringify(made.at(-1)?.resource.UpdatePolicy)), {
			CodeDeployLambdaAliasUpdate: {
				ApplicationName: { Ref: "StpLambdaCodeDeployApplication" },
				DeploymentGroupName: { Ref: "ApiDeploymentGroup" },
				BeforeAllowTrafficHook: { Ref: "SmokeFunction" },
			},
		});
	});

	it("is called by its alias, whoever calls it", () => {
		assert.deepEqual(callee(gradual), { Ref: "ApiStpAlias" });
		const made = resourcesOf(
			compileRoom(lambdaFunction, "api", {
				packaging,
				provisionedConcurrency: 1,
				url: { enabled: true },
				events: [{ type: "schedule", properties: { scheduleRate: "rate(1 hour)" } }],
			}),
		);
		const calls = ["ApiUrl", "ApiPublicUrlPermission", "ApiEvent0Rule", "ApiEvent0Permission"];
		for (const id of calls) assert.match(JSON.stringify(made[id]), /"Ref":"ApiStpAlias"/, id);
		assert.doesNotMatch(JSON.stringify(calls.map((id) => made[id])), /ApiFunction/);
	});

	it("is no other than the function where nothing asks for one", () => {
		const plain = exampleFunction();
		assert.equal(hasAlias(plain), false);
		assert.deepEqual(versionChildren(plain, surroundings([], [])), []);
		const child = { id: "A", resource: { Type: "T", Properties: { Arn: callee(plain) } } };
		assert.deepEqual(throughAlias(plain, [child]), [child]);
	});

	it("cannot keep more instances started than may run", () => {
		const found = checkConcurrency(exampleFunction({ reservedConcurrency: 1, provisionedConcurrency: 2 }));
		assert.deepEqual(
			found.map(({ code }) => code),
			["provisioned-over-reserved"],
		);
		assert.deepEqual(
			checkConcurrency(exampleFunction({ reservedConcurrency: 2, provisionedConcurrency: 2 })),
			[],
		);
	});
});
