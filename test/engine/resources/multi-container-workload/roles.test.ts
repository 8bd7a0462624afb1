import assert from "node:assert/strict";
import {
	scalingRoleId,
	sharedRoles,
	taskRole,
	workloadsOf,
} from "../../../../engine/resources/multi-container-workload/roles.ts";
import { trustPolicy } from "../../../../engine/resources/shared/iam.ts";
import { executionRoleId } from "../../../../engine/resources/shared/task-roles.ts";
import { placed, resourcesOf, surroundings } from "../../../support/placed.ts";
import { container, workload } from "./example.ts";

const secret = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:registry-AbCdEf";
const credentials = container({
	packaging: {
		type: "prebuilt-image",
		properties: { image: "example.com/app:1", repositoryCredentialsSecretArn: secret },
	},
});

type Policy = { readonly PolicyName: string };
const policiesOf = (properties: Readonly<Record<string, unknown>> | undefined) =>
	(properties?.["Policies"] as readonly Policy[] | undefined) ?? [];

describe("the roles of workloads", () => {
	it("are shared by the stack: one for ECS, one for scaling", () => {
		const children = resourcesOf(sharedRoles(surroundings([workload()], [])));
		assert.deepEqual(Object.keys(children), [executionRoleId, scalingRoleId]);
		assert.deepEqual(children[executionRoleId]?.Properties, {
			AssumeRolePolicyDocument: trustPolicy(["ecs-tasks.amazonaws.com"]),
			ManagedPolicyArns: [
				{
					"Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy",
				},
			],
		});
		assert.deepEqual(
			children[scalingRoleId]?.Properties?.["AssumeRolePolicyDocument"],
			trustPolicy(["application-autoscaling.amazonaws.com"]),
		);
	});

	it("read the credentials of private registries, each once", () => {
		const all = [workload({ containers: [credentials] }), workload({ containers: [credentials] }, "two")];
		const [policy] = policiesOf(resourcesOf(sharedRoles(surroundings(all, [])))[executionRoleId]?.Properties);
		assert.deepEqual(policy, {
			PolicyName: "private-repo-credentials-secrets",
			PolicyDocument: {
				Version: "2012-10-17",
				Statement: [{ Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource: [secret] }],
			},
		});
	});

	it("are those of workloads only", () =>
		assert.deepEqual(
			workloadsOf(surroundings([placed("bucket", "b", {}), workload()], [])).map(({ name }) => name),
			["app"],
		));
});

describe("the role of the containers of a workload", () => {
	const statement = { Effect: "Allow", Action: ["a:b"], Resource: ["*"] };

	it("may do nothing by itself", () => {
		const { AppRole } = resourcesOf([taskRole(workload(), [], surroundings([workload()], []))]);
		assert.deepEqual(AppRole?.Properties, {
			RoleName: "proj-dev-app-eu-west-1",
			AssumeRolePolicyDocument: trustPolicy(["ecs-tasks.amazonaws.com"]),
			Policies: [],
		});
	});

	it("has what the config says, in the order of the format", () => {
		const app = workload({ enableRemoteSessions: true, iamRoleStatements: [{ Resource: ["*"] }] });
		const around = surroundings([app], [], {
			connections: () => ({ statements: [statement], environment: {}, children: () => [] }),
		});
		const { AppRole } = resourcesOf([taskRole(app, [statement], around)]);
		assert.deepEqual(
			policiesOf(AppRole?.Properties).map(({ PolicyName }) => PolicyName),
			[
				"custom-iam-role-statements",
				"efs-mount-access",
				"custom-allow-access-to-policy-statements",
				"ssm-messages",
			],
		);
	});
});
