import { logicalId } from "../../../names/logical-id.ts";
import { physicalName } from "../../../names/physical-name.ts";
import { stackName } from "../../../names/target.ts";
import { sub } from "../../../template/intrinsics.ts";
import type { Child, Surroundings } from "../../kind.ts";
import type { ApplicationLoadBalancer } from "../../shared/application-listeners.ts";
import { type BalancerEvent, freeRule, listenerRule } from "../../shared/listener-rules.ts";
import { functionArn, PERMISSION } from "../names.ts";

const TARGET_GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup";

/** An event of the function with its place. */
export type PlacedBalancerEvent = { readonly event: BalancerEvent; readonly index: number };

function targetGroup(
	owner: string,
	balancer: string,
	first: number,
	surroundings: Surroundings,
): readonly Child[] {
	const name = physicalName([stackName(surroundings.target), balancer, owner], {
		maxLength: 32,
		source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html",
	});
	const permissionId = logicalId({ owner, specifier: `${balancer}-TargetGroup`, type: PERMISSION });
	const origin = ["events", first];
	return [
		{
			id: permissionId,
			origin,
			resource: {
				Type: PERMISSION,
				Properties: {
					FunctionName: functionArn(owner),
					Action: "lambda:InvokeFunction",
					Principal: "elasticloadbalancing.amazonaws.com",
					// In words and not by reference: the target group comes after its permission.
					SourceArn: sub(
						`arn:\${AWS::Partition}:elasticloadbalancing:\${AWS::Region}:\${AWS::AccountId}:targetgroup/${name.text}/*`,
					),
				},
			},
		},
		{
			id: logicalId({ owner, specifier: balancer, type: TARGET_GROUP }),
			name,
			origin,
			resource: {
				Type: TARGET_GROUP,
				DependsOn: [permissionId],
				Properties: { Name: name.text, TargetType: "lambda", Targets: [{ Id: functionArn(owner) }] },
			},
		},
	];
}

/**
 * What the events of a function at load balancers make: per event a rule, per load balancer one target group, and the
 * permission for it to call the function. A rule that cannot be is left out: the check reports it.
 */
export function compileBalancerEvents(
	owner: { readonly name: string; readonly reference: string },
	events: readonly PlacedBalancerEvent[],
	surroundings: Surroundings,
): readonly Child[] {
	const found = events.flatMap(({ event, index }) => {
		const place = { by: owner.reference, path: ["events", index, "properties"], event };
		const rule = freeRule(place, surroundings);
		return rule ? [{ event, index, ...rule }] : [];
	});
	const firsts = new Map<ApplicationLoadBalancer, number>();
	for (const { balancer, index } of found) if (!firsts.has(balancer)) firsts.set(balancer, index);
	return [
		...found.map(({ event, index, balancer, port }) =>
			listenerRule({
				event,
				balancer: balancer.name,
				port,
				targetGroup: logicalId({ owner: owner.name, specifier: balancer.name, type: TARGET_GROUP }),
				origin: ["events", index],
			}),
		),
		...[...firsts].flatMap(([balancer, first]) =>
			targetGroup(owner.name, balancer.name, first, surroundings),
		),
	];
}
