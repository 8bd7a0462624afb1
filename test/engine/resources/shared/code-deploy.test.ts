import assert from "node:assert/strict";
import {
	codeDeployRole,
	codeDeployRoleId,
	isDeploymentHook,
} from "../../../../engine/resources/shared/code-deploy.ts";
import { placed, resourcesOf, surroundings } from "../../../support/placed.ts";

const around = surroundings(
	[
		placed("function", "api", { deployment: { beforeAllowTrafficFunction: "smoke" } }),
		placed("function", "other", { deployment: { afterTrafficShiftFunction: "smoke" } }),
		placed("function", "smoke", {}),
		placed("multi-container-workload", "app", { deployment: { beforeAllowTrafficFunction: "tried" } }),
	],
	[],
);

describe("gradual deployments", () => {
	it("call their hooks by a role that may call nothing else", () => {
		const role = resourcesOf([codeDeployRole(around)])[codeDeployRoleId];
		assert.equal(codeDeployRoleId, "StpCodeDeployRole");
		assert.deepEqual(role?.Properties?.["Policies"], [
			{
				PolicyName: "allow-hook-invoke",
				PolicyDocument: {
					Version: "2012-10-17",
					Statement: [
						{
							Effect: "Allow",
							Action: ["lambda:InvokeFunction"],
							Resource: [{ "Fn::GetAtt": ["SmokeFunction", "Arn"] }],
						},
					],
				},
			},
		]);
	});

	it("need no such permission without hooks", () =>
		assert.equal(codeDeployRole(surroundings([], [])).resource.Properties?.["Policies"], undefined));

	it("know which functions CodeDeploy calls, and ECS calls the others itself", () =>
		assert.deepEqual(
			["api", "smoke", "tried"].map((name) => isDeploymentHook(name, around)),
			[false, true, false],
		));
});
