import { logicalId } from "../../names/logical-id.ts";
import { getAtt, ref, sub } from "../../template/intrinsics.ts";
import type { Child, Statement, Surroundings } from "../kind.ts";
import { inlinePolicy, trustPolicy } from "../shared/iam.ts";
import { balancedPorts, rulesOfEvents, serviceLoadBalancers, targetGroupId } from "./events/balancers.ts";
import { ROLE } from "./names.ts";
import type { Workload } from "./properties.ts";

type Deployment = NonNullable<Workload["values"]["deployment"]>;

const roleId = (owner: string) => logicalId({ owner, specifier: "BlueGreen", type: ROLE });

/** Hooks of a deployment by the stage of ECS after which they are called. */
function hooksOf(
	{ beforeAllowTrafficFunction, afterTrafficShiftFunction }: Deployment,
	surroundings: Surroundings,
) {
	const stages = [
		["POST_TEST_TRAFFIC_SHIFT", beforeAllowTrafficFunction],
		["POST_PRODUCTION_TRAFFIC_SHIFT", afterTrafficShiftFunction],
	] as const;
	return stages.flatMap(([stage, reference]) => {
		if (typeof reference !== "string") return [];
		const owner = surroundings.resource(reference)?.name ?? reference;
		return [{ stage, function: getAtt(logicalId({ owner, type: "AWS::Lambda::Function" }), "Arn") }];
	});
}

/** The strategies of the format in the words of ECS, which has three for them. */
function strategyOf(strategy: Deployment["strategy"]) {
	const [, kind, percent, minutes] =
		/^(Canary|Linear)(\d+)Percent(?:Every)?(\d+)Minutes$/.exec(strategy) ?? [];
	if (kind === "Canary") {
		const CanaryConfiguration = { CanaryPercent: Number(percent), CanaryBakeTimeInMinutes: Number(minutes) };
		return { Strategy: "CANARY", CanaryConfiguration };
	}
	if (kind === "Linear") {
		const LinearConfiguration = { StepPercent: Number(percent), StepBakeTimeInMinutes: Number(minutes) };
		return { Strategy: "LINEAR", LinearConfiguration };
	}
	return { Strategy: "BLUE_GREEN" };
}

/** `DeploymentConfiguration` of a service whose new versions start beside the old one. */
export function blueGreenDeployment(owner: string, deployment: Deployment, surroundings: Surroundings) {
	const hooks = hooksOf(deployment, surroundings);
	return {
		MaximumPercent: 200,
		MinimumHealthyPercent: 100,
		...strategyOf(deployment.strategy),
		BakeTimeInMinutes: 0,
		...(hooks.length > 0 && {
			LifecycleHooks: hooks.map((hook) => ({
				HookTargetArn: hook.function,
				LifecycleStages: [hook.stage],
				RoleArn: getAtt(roleId(owner), "Arn"),
			})),
		}),
	};
}

/** `LoadBalancers` of such a service: with the second group, and the rules whose weights are moved. */
export function blueGreenLoadBalancers(workload: Workload, surroundings: Surroundings) {
	const [rules] = rulesOfEvents(workload, surroundings);
	const ports = balancedPorts(workload, surroundings);
	return serviceLoadBalancers(workload, surroundings).map((entry, index) => {
		const port = ports[index];
		if (!port || !rules || port.kind === "network") return entry;
		return {
			...entry,
			AdvancedConfiguration: {
				AlternateTargetGroupArn: ref(targetGroupId(workload.name, port, "BG")),
				ProductionListenerRule: ref(rules.production),
				TestListenerRule: rules.test === undefined ? undefined : ref(rules.test),
				RoleArn: getAtt(roleId(workload.name), "Arn"),
			},
		};
	});
}

function statements(
	workload: Workload,
	deployment: Deployment,
	surroundings: Surroundings,
): readonly Statement[] {
	const groups = balancedPorts(workload, surroundings).flatMap((port) =>
		([undefined, "BG"] as const).map((twin) => ref(targetGroupId(workload.name, port, twin))),
	);
	const rules = rulesOfEvents(workload, surroundings).flatMap(({ production, test }) =>
		test === undefined ? [ref(production)] : [ref(production), ref(test)],
	);
	const hooks = hooksOf(deployment, surroundings).map((hook) => hook.function);
	const elb = (...actions: readonly string[]) => actions.map((action) => `elasticloadbalancing:${action}`);
	return [
		{
			Effect: "Allow",
			// Describing knows no resources.
			Action: elb("DescribeListeners", "DescribeRules", "DescribeTargetGroups", "DescribeTargetHealth"),
			Resource: ["*"],
		},
		...(rules.length > 0 ? [{ Effect: "Allow", Action: elb("ModifyRule"), Resource: rules }] : []),
		...(groups.length > 0
			? [{ Effect: "Allow", Action: elb("RegisterTargets", "DeregisterTargets"), Resource: groups }]
			: []),
		...(hooks.length > 0
			? [
					{
						Effect: "Allow",
						Action: ["lambda:InvokeFunction"],
						Resource: [...hooks, ...hooks.map((arn) => sub("${Arn}:*", { Arn: arn }))],
					},
				]
			: []),
	];
}

/** The role by which ECS moves traffic from one version to the other and calls the hooks; nothing without a deployment. */
export function blueGreenRole(workload: Workload, surroundings: Surroundings): readonly Child[] {
	const { deployment } = workload.values;
	if (!deployment) return [];
	return [
		{
			id: roleId(workload.name),
			origin: ["deployment"],
			resource: {
				Type: ROLE,
				Properties: {
					AssumeRolePolicyDocument: trustPolicy(["ecs.amazonaws.com"]),
					Policies: [inlinePolicy("blue-green-deployments", statements(workload, deployment, surroundings))],
				},
			},
		},
	];
}
