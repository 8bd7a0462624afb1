import { logicalId } from "../../names/logical-id.ts";
import { getAtt, sub } from "../../template/intrinsics.ts";
import type { Child, Surroundings } from "../kind.ts";
import { inlinePolicy, trustPolicy } from "./iam.ts";

/** Functions that a gradual deployment calls on its way. */
export type DeploymentHooks = {
	readonly beforeAllowTrafficFunction?: unknown;
	readonly afterTrafficShiftFunction?: unknown;
};

/** Logical id of the role that CodeDeploy works with, one for the stack. */
export const codeDeployRoleId = logicalId({
	owner: undefined,
	specifier: "CodeDeploy",
	type: "AWS::IAM::Role",
});

const hookNames = ({ beforeAllowTrafficFunction, afterTrafficShiftFunction }: DeploymentHooks) =>
	[beforeAllowTrafficFunction, afterTrafficShiftFunction].filter((name) => typeof name === "string");

function deploymentOf(values: unknown): DeploymentHooks {
	const { deployment } = values as { readonly deployment?: DeploymentHooks };
	return deployment ?? {};
}

/** Names of all functions that CodeDeploy calls. Those of containers are called by ECS, which takes their answer. */
function hooksOf(surroundings: Surroundings): readonly string[] {
	const functions = surroundings.all().filter(({ type }) => type === "function");
	return [...new Set(functions.flatMap(({ values }) => hookNames(deploymentOf(values))))];
}

/** True when a deployment of the stack calls the function named `name`, which must then tell CodeDeploy the result. */
export function isDeploymentHook(name: string, surroundings: Surroundings): boolean {
	return surroundings.once("deployment-hooks", () => new Set(hooksOf(surroundings))).has(name);
}

/** The role that CodeDeploy works with. Whoever has a `deployment` gives it. */
export function codeDeployRole(surroundings: Surroundings): Child {
	const hooks = hooksOf(surroundings).map((name) =>
		getAtt(logicalId({ owner: name, type: "AWS::Lambda::Function" }), "Arn"),
	);
	return {
		id: codeDeployRoleId,
		shared: true,
		resource: {
			Type: "AWS::IAM::Role",
			Properties: {
				AssumeRolePolicyDocument: trustPolicy(["codedeploy.amazonaws.com"]),
				ManagedPolicyArns: [
					sub("arn:${AWS::Partition}:iam::aws:policy/service-role/AWSCodeDeployRoleForLambda"),
				],
				...(hooks.length > 0 && {
					Policies: [
						inlinePolicy("allow-hook-invoke", [
							{ Effect: "Allow", Action: ["lambda:InvokeFunction"], Resource: hooks },
						]),
					],
				}),
			},
		},
	};
}
