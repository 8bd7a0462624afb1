import { logicalId } from "../../names/logical-id.ts";
import { sub, type Text } from "../../template/intrinsics.ts";
import type { Child, Placed, Statement, Surroundings } from "../kind.ts";
import { runtimeSecrets } from "../shared/convex-secret.ts";
import { inlinePolicy, trustPolicy, writtenStatements } from "../shared/iam.ts";
import { registrySecretOf } from "../shared/image-packaging.ts";
import { executionRoleId, taskRoleName } from "../shared/task-roles.ts";
import { ROLE, roleId } from "./names.ts";
import type { Workload } from "./properties.ts";

const shared = (specifier: string) => logicalId({ owner: undefined, specifier, type: ROLE });

/** Logical id of the role by which the number of instances is changed, one for the stack. */
export const scalingRoleId = shared("EcsAutoScale");

const managed = (name: string) => sub(`arn:\${AWS::Partition}:iam::aws:policy/${name}`);

/** The workloads of a config, also those that services consist of. */
export function workloadsOf(surroundings: Surroundings): readonly Workload[] {
	const isWorkload = (placed: Placed): placed is Workload => placed.type === "multi-container-workload";
	return surroundings.once("workloads", () => surroundings.all().filter(isWorkload));
}

/** ARNs of the secrets with the credentials of private registries, of all workloads. */
function registrySecrets(surroundings: Surroundings): readonly Text[] {
	const secrets = workloadsOf(surroundings).flatMap(({ values }) =>
		values.containers.flatMap(({ packaging }): readonly Text[] => {
			const secret = registrySecretOf(packaging);
			return secret === undefined ? [] : [secret];
		}),
	);
	const distinct = new Map(secrets.map((secret) => [JSON.stringify(secret), secret]));
	return [...distinct.values()];
}

/** Roles that the workloads of a stack share. */
export function sharedRoles(surroundings: Surroundings): readonly Child[] {
	const policies = [
		["private-repo-credentials-secrets", registrySecrets(surroundings)],
		["convex-runtime-secrets", runtimeSecrets(surroundings)],
	] as const;
	const reading = policies.filter(([, secrets]) => secrets.length > 0);
	return [
		{
			id: executionRoleId,
			shared: true,
			resource: {
				Type: ROLE,
				Properties: {
					AssumeRolePolicyDocument: trustPolicy(["ecs-tasks.amazonaws.com"]),
					ManagedPolicyArns: [managed("service-role/AmazonECSTaskExecutionRolePolicy")],
					...(reading.length > 0 && {
						Policies: reading.map(([policy, secrets]) =>
							inlinePolicy(policy, [
								{ Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource: secrets },
							]),
						),
					}),
				},
			},
		},
		{
			id: scalingRoleId,
			shared: true,
			resource: {
				Type: ROLE,
				Properties: {
					AssumeRolePolicyDocument: trustPolicy(["application-autoscaling.amazonaws.com"]),
					ManagedPolicyArns: [managed("service-role/AmazonEC2ContainerServiceAutoscaleRole")],
				},
			},
		},
	];
}

/** What a shell in a container is carried by; these actions know no resources. */
const sessionStatement: Statement = {
	Effect: "Allow",
	Action: [
		"ssmmessages:CreateControlChannel",
		"ssmmessages:CreateDataChannel",
		"ssmmessages:OpenControlChannel",
		"ssmmessages:OpenDataChannel",
	],
	Resource: ["*"],
};

/** The role of the containers of a workload, with everything that they may do. */
export function taskRole(
	workload: Workload,
	mounts: readonly Statement[],
	surroundings: Surroundings,
): Child {
	const { name: owner, values } = workload;
	const name = taskRoleName(owner, surroundings.target);
	const policies: readonly (readonly [string, readonly Statement[]])[] = [
		["custom-iam-role-statements", writtenStatements(values.iamRoleStatements)],
		["efs-mount-access", mounts],
		["custom-allow-access-to-policy-statements", surroundings.connections(workload).statements],
		["ssm-messages", values.enableRemoteSessions ? [sessionStatement] : []],
	];
	return {
		id: roleId(owner),
		name,
		resource: {
			Type: ROLE,
			Properties: {
				RoleName: name.text,
				AssumeRolePolicyDocument: trustPolicy(["ecs-tasks.amazonaws.com"]),
				Policies: policies
					.filter(([, statements]) => statements.length > 0)
					.map(([policy, statements]) => inlinePolicy(policy, statements)),
			},
		},
	};
}
