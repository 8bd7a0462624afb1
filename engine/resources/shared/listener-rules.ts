import { logicalId } from "../../names/logical-id.ts";
import { ref, type Text } from "../../template/intrinsics.ts";
import type { Child, Finding, Path, Placed, Surroundings } from "../kind.ts";
import {
	type ApplicationLoadBalancer,
	asApplicationLoadBalancer,
	checkListenerPort,
	listenerPortOf,
} from "./application-listeners.ts";
import { listenerId, toRange } from "./load-balancer.ts";

const RULE = "AWS::ElasticLoadBalancingV2::ListenerRule";

const quotas =
	"https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html";
/** Values of all conditions of a rule together; AWS raises it for nobody. */
const MOST_VALUES = 5;

/** An event of type `application-load-balancer`, whoever has it. */
export type BalancerEvent = {
	readonly loadBalancerName: Text;
	readonly listenerPort?: number | undefined;
	readonly priority: number;
	readonly paths?: readonly Text[] | undefined;
	readonly methods?: readonly Text[] | undefined;
	readonly hosts?: readonly Text[] | undefined;
	readonly headers?: readonly { readonly headerName: Text; readonly values: readonly Text[] }[] | undefined;
	readonly queryParams?:
		| readonly { readonly paramName: Text; readonly values: readonly Text[] }[]
		| undefined;
	readonly sourceIps?: readonly Text[] | undefined;
};

/** The load balancer that an event names. */
export function balancerOf(
	{ loadBalancerName }: Pick<BalancerEvent, "loadBalancerName">,
	surroundings: Surroundings,
): ApplicationLoadBalancer | undefined {
	if (typeof loadBalancerName !== "string") return undefined;
	return asApplicationLoadBalancer(surroundings.resource(loadBalancerName));
}

/** Logical id of the rule of a load balancer; it does not say whose it is. */
export function ruleId(balancer: string, port: number, priority: number): string {
	return logicalId({ owner: balancer, specifier: `Port${port}-Priority${priority}`, type: RULE });
}

const isGiven = (values: readonly unknown[] | undefined): boolean => (values ?? []).length > 0;

/** The conditions of a rule, in the order of the format. All of them must fit, one value of each is enough. */
function conditionsOf(event: BalancerEvent): readonly unknown[] {
	const { paths, methods, hosts, headers = [], queryParams = [], sourceIps } = event;
	return [
		...(isGiven(paths) ? [{ Field: "path-pattern", PathPatternConfig: { Values: paths } }] : []),
		...headers.map(({ headerName, values }) => ({
			Field: "http-header",
			HttpHeaderConfig: { HttpHeaderName: headerName, Values: values },
		})),
		...(isGiven(methods)
			? [{ Field: "http-request-method", HttpRequestMethodConfig: { Values: methods } }]
			: []),
		...(isGiven(hosts) ? [{ Field: "host-header", HostHeaderConfig: { Values: hosts } }] : []),
		...(sourceIps && isGiven(sourceIps)
			? [{ Field: "source-ip", SourceIpConfig: { Values: sourceIps.map(toRange) } }]
			: []),
		...queryParams.map(({ paramName, values }) => ({
			Field: "query-string",
			QueryStringConfig: { Values: values.map((value) => ({ Key: paramName, Value: value })) },
		})),
	];
}

function targetOf(group: string, alternate: string | undefined) {
	if (alternate === undefined) return { TargetGroupArn: ref(group) };
	const groups = [
		{ TargetGroupArn: ref(group), Weight: 100 },
		{ TargetGroupArn: ref(alternate), Weight: 0 },
	];
	return { ForwardConfig: { TargetGroups: groups } };
}

/** The rule by which a listener sends what fits an event to a target group. */
export function listenerRule(rule: {
	readonly event: BalancerEvent;
	/** Name of the load balancer in logical ids. */
	readonly balancer: string;
	readonly port: number;
	/** Logical id of the target group. */
	readonly targetGroup: string;
	/** Logical id of the group that new versions start in: who deploys moves the weight from one to the other. */
	readonly alternateGroup?: string;
	readonly dependsOn?: readonly string[];
	readonly origin: Path;
}): Child {
	const { event, balancer, port, targetGroup, alternateGroup, dependsOn, origin } = rule;
	return {
		id: ruleId(balancer, port, event.priority),
		origin,
		resource: {
			Type: RULE,
			...(dependsOn && { DependsOn: dependsOn }),
			Properties: {
				ListenerArn: ref(listenerId(balancer, port)),
				Priority: event.priority,
				Conditions: conditionsOf(event),
				Actions: [{ Type: "forward", Order: 1, ...targetOf(targetGroup, alternateGroup) }],
			},
		},
	};
}

/** Where a rule of a load balancer is written. */
export type PlacedRule = {
	readonly by: Placed;
	/** Path of the event's `properties`. */
	readonly path: Path;
	readonly event: BalancerEvent;
	readonly port: number;
};

const isEvent = (holder: object): holder is BalancerEvent =>
	"priority" in holder && typeof holder.priority === "number" && "loadBalancerName" in holder;

/** The rules of a load balancer in the order of the config, whoever has them. */
export function rulesOf(
	balancer: ApplicationLoadBalancer,
	surroundings: Surroundings,
): readonly PlacedRule[] {
	return surroundings.usesOf(balancer.reference).flatMap(({ by, path, holder }) => {
		if (!isEvent(holder)) return [];
		return [
			{ by, path: path.slice(0, -1), event: holder, port: listenerPortOf(balancer, holder.listenerPort) },
		];
	});
}

/** An event of the resource `by` (a reference), with the path of its properties. */
type EventPlace = { readonly by: string; readonly path: Path; readonly event: BalancerEvent };

/** The earlier rule of the same listener that has the priority of an event. */
function ruleBefore(
	balancer: ApplicationLoadBalancer,
	{ by, path, event }: EventPlace,
	surroundings: Surroundings,
): PlacedRule | undefined {
	const port = listenerPortOf(balancer, event.listenerPort);
	const first = rulesOf(balancer, surroundings).find(
		(rule) => rule.port === port && rule.event.priority === event.priority,
	);
	const isSame = first?.by.reference === by && first.path.join() === path.join();
	return isSame ? undefined : first;
}

/**
 * The load balancer and the port of the listener that get a rule for an event; `undefined` where a check reports
 * that there is no such listener, or that an earlier event has the priority.
 */
export function freeRule(
	place: EventPlace,
	surroundings: Surroundings,
): { readonly balancer: ApplicationLoadBalancer; readonly port: number } | undefined {
	const balancer = balancerOf(place.event, surroundings);
	if (!balancer || checkListenerPort(balancer, place.event, place.path).length > 0) return undefined;
	if (ruleBefore(balancer, place, surroundings)) return undefined;
	return { balancer, port: listenerPortOf(balancer, place.event.listenerPort) };
}

function checkPriority(
	balancer: ApplicationLoadBalancer,
	place: EventPlace,
	surroundings: Surroundings,
): readonly Finding[] {
	const first = ruleBefore(balancer, place, surroundings);
	if (!first) return [];
	const { event, by, path } = place;
	const isHere = first.by.reference === by;
	return [
		{
			code: "duplicate-priority",
			message: `the priority ${event.priority} at port ${first.port} of "${balancer.reference}" already belongs to an event of "${first.by.reference}"`,
			path: [...path, "priority"],
			hint: "rules of one listener are tried one after the other: give each a priority of its own",
			...(isHere && { related: [{ message: "the other event", path: [...first.path, "priority"] }] }),
		},
	];
}

function checkConditions(event: BalancerEvent, path: Path): readonly Finding[] {
	const { paths = [], methods = [], hosts = [], headers = [], queryParams = [], sourceIps = [] } = event;
	const values = [
		...[...paths, ...methods, ...hosts, ...sourceIps],
		...[...headers, ...queryParams].flatMap((one) => one.values),
	];
	if (conditionsOf(event).length === 0) {
		return [
			{
				code: "condition-missing",
				message: "the event says nothing about which requests it takes",
				path,
				atKey: true,
				hint: 'add at least one of paths, methods, hosts, headers, queryParams and sourceIps; paths: ["*"] takes every request',
			},
		];
	}
	if (values.length <= MOST_VALUES) return [];
	return [
		{
			code: "too-many-conditions",
			message: `the conditions have ${values.length} values together, but a rule can have ${MOST_VALUES}`,
			path,
			atKey: true,
			hint: `spread them over several events with priorities of their own, see ${quotas}`,
		},
	];
}

/** Finds what is wrong with an event of type `application-load-balancer` whose properties stand at `path` of `by`. */
export function checkBalancerEvent(
	event: BalancerEvent,
	{ by, path }: { readonly by: string; readonly path: Path },
	surroundings: Surroundings,
): readonly Finding[] {
	const balancer = balancerOf(event, surroundings);
	const port = balancer ? checkListenerPort(balancer, event, path) : [];
	return [
		...port,
		...(balancer && port.length === 0 ? checkPriority(balancer, { by, path, event }, surroundings) : []),
		...checkConditions(event, path),
	];
}
