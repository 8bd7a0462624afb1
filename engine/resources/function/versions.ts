import { logicalId } from "../../names/logical-id.ts";
import { physicalName } from "../../names/physical-name.ts";
import { stackName, type Target } from "../../names/target.ts";
import { getAtt, type Intrinsic, ref } from "../../template/intrinsics.ts";
import { SnapshotSlot } from "../../template/slot.ts";
import type { Child, Finding, Surroundings } from "../kind.ts";
import { codeDeployRole, codeDeployRoleId } from "../shared/code-deploy.ts";
import { functionArn, functionId } from "./names.ts";
import type { PlacedFunction } from "./properties.ts";

const ALIAS = "AWS::Lambda::Alias";
const APPLICATION = "AWS::CodeDeploy::Application";
const GROUP = "AWS::CodeDeploy::DeploymentGroup";

/** Name of the alias that callers use. */
export const LIVE = "stp-live";

const versionId = (owner: string) => logicalId({ owner, type: "AWS::Lambda::Version" });
const aliasId = (owner: string) => logicalId({ owner, specifier: "Stp", type: ALIAS });
const groupId = (owner: string) => logicalId({ owner, type: GROUP });
const applicationId = logicalId({ owner: undefined, specifier: "LambdaCodeDeploy", type: APPLICATION });

const names = "https://docs.aws.amazon.com/codedeploy/latest/userguide/limits.html";

/** True when calls go to a version of the function by an alias, and not to its newest code at once. */
export function hasAlias({ values }: PlacedFunction): boolean {
	return values.deployment !== undefined || values.provisionedConcurrency !== undefined;
}

/** What calls the function must name: the function, or its alias. */
export function callee(fn: PlacedFunction): Intrinsic {
	return hasAlias(fn) ? ref(aliasId(fn.name)) : functionArn(fn.name);
}

function applicationName(target: Target) {
	return physicalName([stackName(target), "lambda-code-deploy"], { maxLength: 100, source: names });
}

function groupName(owner: string, target: Target) {
	return physicalName([stackName(target), owner], { maxLength: 100, source: names });
}

function hookId(name: unknown): Intrinsic | undefined {
	return typeof name === "string" ? ref(functionId(name)) : undefined;
}

function updatePolicy({ name, values: { deployment } }: PlacedFunction) {
	if (!deployment) return undefined;
	const { beforeAllowTrafficFunction, afterTrafficShiftFunction } = deployment;
	return {
		CodeDeployLambdaAliasUpdate: {
			ApplicationName: ref(applicationId),
			DeploymentGroupName: ref(groupId(name)),
			BeforeAllowTrafficHook: hookId(beforeAllowTrafficFunction),
			AfterAllowTrafficHook: hookId(afterTrafficShiftFunction),
		},
	};
}

function gradual(fn: PlacedFunction, surroundings: Surroundings): readonly Child[] {
	const { deployment } = fn.values;
	if (!deployment) return [];
	const application = applicationName(surroundings.target);
	const group = groupName(fn.name, surroundings.target);
	return [
		{
			id: applicationId,
			shared: true,
			name: application,
			resource: {
				Type: APPLICATION,
				Properties: { ApplicationName: application.text, ComputePlatform: "Lambda" },
			},
		},
		codeDeployRole(surroundings),
		{
			id: groupId(fn.name),
			name: group,
			origin: ["deployment"],
			resource: {
				Type: GROUP,
				Properties: {
					ApplicationName: ref(applicationId),
					DeploymentGroupName: group.text,
					DeploymentConfigName: `CodeDeployDefault.Lambda${deployment.strategy}`,
					DeploymentStyle: {
						DeploymentType: "BLUE_GREEN",
						DeploymentOption: "WITH_TRAFFIC_CONTROL",
					},
					AutoRollbackConfiguration: {
						Enabled: true,
						Events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"],
					},
					ServiceRoleArn: getAtt(codeDeployRoleId, "Arn"),
				},
			},
		},
	];
}

/**
 * The version that calls go to, with the alias that leads to it. A version is a picture of code and settings, so each
 * change of the function makes a new one; the old ones stay, for the calls that still run and for going back.
 */
export function versionChildren(fn: PlacedFunction, surroundings: Surroundings): readonly Child[] {
	if (!hasAlias(fn)) return [];
	const { name, values } = fn;
	const { provisionedConcurrency: instances } = values;
	return [
		{
			id: versionId(name),
			origin: [values.deployment ? "deployment" : "provisionedConcurrency"],
			resource: {
				Type: "AWS::Lambda::Version",
				DeletionPolicy: "Retain",
				UpdateReplacePolicy: "Retain",
				Properties: { FunctionName: ref(functionId(name)), Description: new SnapshotSlot(functionId(name)) },
			},
		},
		...gradual(fn, surroundings),
		{
			id: aliasId(name),
			origin: [values.deployment ? "deployment" : "provisionedConcurrency"],
			resource: {
				Type: ALIAS,
				...(values.deployment && { UpdatePolicy: updatePolicy(fn) }),
				Properties: {
					Name: LIVE,
					FunctionName: ref(functionId(name)),
					FunctionVersion: getAtt(versionId(name), "Version"),
					...(instances !== undefined && {
						ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: instances },
					}),
				},
			},
		},
	];
}

function replaceArn(value: unknown, id: string, alias: Intrinsic): unknown {
	if (Array.isArray(value)) return value.map((item) => replaceArn(item, id, alias));
	if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype)
		return value;
	const attribute = Object.entries(value)[0];
	if (
		attribute?.[0] === "Fn::GetAtt" &&
		Array.isArray(attribute[1]) &&
		attribute[1].join(".") === `${id}.Arn`
	)
		return alias;
	return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaceArn(item, id, alias)]));
}

/** `children` as they are where calls go through the alias of a function: who called the function calls the alias. */
export function throughAlias(fn: PlacedFunction, children: readonly Child[]): readonly Child[] {
	if (!hasAlias(fn)) return children;
	const id = functionId(fn.name);
	return children.map((child) => {
		const Properties = Object.fromEntries(
			Object.entries(child.resource.Properties ?? {}).map(([key, value]) => [
				key,
				replaceArn(value, id, callee(fn)),
			]),
		);
		return { ...child, resource: { ...child.resource, Properties } };
	});
}

/** Finds settings of concurrency that Lambda refuses. */
export function checkConcurrency({ values }: PlacedFunction): readonly Finding[] {
	const { reservedConcurrency, provisionedConcurrency } = values;
	if (provisionedConcurrency === undefined || reservedConcurrency === undefined) return [];
	if (provisionedConcurrency <= reservedConcurrency) return [];
	return [
		{
			code: "provisioned-over-reserved",
			message: `${provisionedConcurrency} instances are kept started, but only ${reservedConcurrency} may run at once`,
			path: ["provisionedConcurrency"],
			hint: "raise reservedConcurrency, or lower provisionedConcurrency",
		},
	];
}
