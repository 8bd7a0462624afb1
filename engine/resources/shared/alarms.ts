import { pascal } from "../../names/logical-id.ts";
import { type NameLimit, type PhysicalName, physicalName } from "../../names/physical-name.ts";
import { stackName, type Target } from "../../names/target.ts";
import type { Static } from "../../schema/schema.ts";
import type { Text } from "../../template/intrinsics.ts";
import type { Child, Deployed, Finding, Path, Placed, Surroundings } from "../kind.ts";
import { notificationChildren } from "./alarm-notifications.ts";
import type { comparisonOperators, evaluation, notificationTargets, statistics } from "./alarm-schema.ts";

type Statistic = (typeof statistics)[number];
type Comparison = (typeof comparisonOperators)[number];

/** An item of `alarms`, whatever its trigger. */
export type Alarm<Trigger = unknown> = {
	readonly trigger: Trigger;
	readonly evaluation?: Deployed<Static<typeof evaluation>>;
	readonly notificationTargets?: Deployed<Static<typeof notificationTargets>>;
	readonly includeInHistory?: boolean;
	readonly description?: Text;
};

/** Dimensions of a metric by name. */
export type Dimensions = Readonly<Record<string, Text>>;

/** A metric of CloudWatch, or an expression over metrics. */
export type Query =
	| {
			readonly id: string;
			readonly namespace: string;
			readonly metric: string;
			readonly dimensions: Dimensions;
			/** As CloudWatch calls it: `Sum`, `Average`, `p95`. */
			readonly statistic: string;
	  }
	| { readonly id: string; readonly expression: string };

/** What an alarm measures, and when it goes off. */
export type AlarmPlan = {
	/** The last one is what is compared. */
	readonly queries: readonly Query[];
	readonly threshold: number;
	/** Unit of the threshold in words, e.g. `%` or ` ms`. */
	readonly unit: string;
	/** What is compared, in words: `average duration`. */
	readonly subject: string;
	readonly comparisonOperator?: Comparison | undefined;
	/** What a period without data counts as; CloudWatch's own rule when left out. */
	readonly missing?: "breaching" | "notBreaching";
};

const metricAlarms =
	"https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html";
const alarmLimit: NameLimit = { maxLength: 255, source: metricAlarms };

/** How CloudWatch calls a statistic of the format. */
export function statisticName(statistic: Statistic = "avg"): string {
	const names: Partial<Record<Statistic, string>> = {
		avg: "Average",
		max: "Maximum",
		min: "Minimum",
		sum: "Sum",
	};
	return names[statistic] ?? statistic;
}

/** The plan of an alarm on one metric. */
export function metricPlan(
	query: { readonly namespace: string; readonly metric: string; readonly dimensions: Dimensions },
	trigger: { readonly statistic?: Statistic; readonly comparisonOperator?: Comparison },
	rest: Pick<AlarmPlan, "threshold" | "unit" | "missing">,
): AlarmPlan {
	const statistic = statisticName(trigger.statistic);
	return {
		queries: [{ id: "value", ...query, statistic }],
		subject: `${statistic.toLowerCase()} of ${query.metric}`,
		comparisonOperator: trigger.comparisonOperator,
		...rest,
	};
}

/** Name of the alarm at `index` of a resource, without the stack: `LambdaErrorRateForApi0`. */
function alarmName(type: string, reference: string, index: number): string {
	return `${pascal(type)}For${pascal(reference)}${index}`.replaceAll("_", "");
}

const comparisonWords: Readonly<Record<Comparison, string>> = {
	GreaterThanOrEqualToThreshold: "at least",
	GreaterThanThreshold: "over",
	LessThanOrEqualToThreshold: "at most",
	LessThanThreshold: "under",
};

function metricQuery(query: Query, period: number, isLast: boolean) {
	const { id } = query;
	if ("expression" in query) return { Id: id, Expression: query.expression, ReturnData: isLast };
	const { namespace, metric, dimensions, statistic } = query;
	return {
		Id: id,
		MetricStat: {
			Metric: {
				Namespace: namespace,
				MetricName: metric,
				Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
			},
			Period: period,
			Stat: statistic,
		},
		ReturnData: isLast,
	};
}

function physicalAlarmName(name: string, target: Target): PhysicalName {
	return physicalName([stackName(target), name], alarmLimit);
}

function describe(
	{ subject, unit, threshold }: AlarmPlan,
	comparison: Comparison,
	of: string,
	target: Target,
): string {
	return `${of} in ${stackName(target)}: ${subject} is ${comparisonWords[comparison]} ${threshold}${unit}`;
}

const DEFAULT_PERIOD = 60;

type Triggered = { readonly type: string };

/**
 * The alarms of a resource, each with what tells of it. `plan` says what the trigger of an alarm measures, over
 * periods of `period` seconds.
 */
export function alarmChildren<Trigger extends Triggered>(
	resource: Placed<{ readonly alarms?: readonly Alarm<Trigger>[] }>,
	{ target }: Surroundings,
	plan: (trigger: Trigger, period: number) => AlarmPlan,
): readonly Child[] {
	return (resource.values.alarms ?? []).flatMap((alarm, index) => {
		const { trigger, evaluation = {}, description } = alarm;
		const { period = DEFAULT_PERIOD, evaluationPeriods = 1, breachedPeriods } = evaluation;
		const what = plan(trigger, period);
		const comparison = what.comparisonOperator ?? "GreaterThanThreshold";
		const short = alarmName(trigger.type, resource.reference, index);
		const name = physicalAlarmName(short, target);
		const origin: Path = ["alarms", index];
		const { children, actions } = notificationChildren({ short, name: name.text, alarm, target, origin });
		const id = `${short}Alarm`;
		const Properties = {
			AlarmName: name.text,
			AlarmDescription: description ?? describe(what, comparison, resource.reference, target),
			EvaluationPeriods: evaluationPeriods,
			DatapointsToAlarm: breachedPeriods,
			ComparisonOperator: comparison,
			Threshold: what.threshold,
			TreatMissingData: what.missing,
			Metrics: what.queries.map((query, at) => metricQuery(query, period, at === what.queries.length - 1)),
			...actions,
		};
		return [
			{ id, name, origin, resource: { Type: "AWS::CloudWatch::Alarm", Properties } },
			...children,
		] satisfies readonly Child[];
	});
}

/** Metrics hold data for this long at most when they are combined: a day in seconds. */
const MAX_WINDOW = 86_400;

function checkEvaluation(alarm: Alarm, path: Path): readonly Finding[] {
	const { period = DEFAULT_PERIOD, evaluationPeriods = 1, breachedPeriods = 1 } = alarm.evaluation ?? {};
	const at: Path = [...path, "evaluation"];
	const findings: Finding[] = [];
	if (period % 60 !== 0) {
		findings.push({
			code: "alarm-period",
			message: `period is ${period} seconds, but must be a multiple of 60`,
			path: [...at, "period"],
			hint: `write ${Math.max(60, Math.round(period / 60) * 60)}`,
			fix: {
				title: `Change to ${Math.max(60, Math.round(period / 60) * 60)}`,
				text: String(Math.max(60, Math.round(period / 60) * 60)),
			},
		});
	}
	if (breachedPeriods > evaluationPeriods) {
		findings.push({
			code: "alarm-periods",
			message: `breachedPeriods is ${breachedPeriods}, but only ${evaluationPeriods} periods are looked at`,
			path: [...at, "breachedPeriods"],
			hint: "raise evaluationPeriods, or lower breachedPeriods",
		});
	}
	if (period * evaluationPeriods > MAX_WINDOW) {
		findings.push({
			code: "alarm-window",
			message: `${evaluationPeriods} periods of ${period} seconds are longer than a day, which is the most that CloudWatch looks back`,
			path: at,
			atKey: true,
			hint: `the limit is AWS's: ${metricAlarms}`,
		});
	}
	return findings;
}

const detailsOf: Readonly<Record<string, string>> = {
	slack: "conversationId and accessToken",
	"ms-teams": "webhookUrl",
	discord: "webhookUrl",
	webhook: "url",
};

function checkTargets(alarm: Alarm, path: Path): readonly Finding[] {
	return (alarm.notificationTargets ?? []).flatMap((target, index): readonly Finding[] => {
		const needed = detailsOf[target.type];
		if (target.properties !== undefined || needed === undefined) return [];
		return [
			{
				code: "incomplete-notification-target",
				message: `nobody can be told, because ${target.type} has no properties`,
				path: [...path, "notificationTargets", index, "type"],
				hint: `add properties with ${needed}`,
			},
		];
	});
}

/** What is wrong with the `alarms` of a resource whatever their triggers are. */
export function checkAlarms(alarms: readonly Alarm[] = []): readonly Finding[] {
	return alarms.flatMap((alarm, index) => {
		const path: Path = ["alarms", index];
		return [...checkEvaluation(alarm, path), ...checkTargets(alarm, path)];
	});
}

/** An alarm of the config by its reference: `api.alarms.0`. */
export type NamedAlarm = {
	/** Logical id of the alarm. */
	readonly id: string;
	/** Its name in AWS. */
	readonly name: PhysicalName;
};

const hasAlarms = (values: unknown): values is { readonly alarms: readonly Alarm<Triggered>[] } =>
	typeof values === "object" &&
	values !== null &&
	Array.isArray(Object.entries(values).find(([key]) => key === "alarms")?.[1]);

/** Finds the alarm that a reference means; those of a service are made by the part of it that they watch. */
export function alarmNamed(reference: string, surroundings: Surroundings): NamedAlarm | undefined {
	const [, owner, position] = /^(.+)\.alarms\.(\d+)$/.exec(reference) ?? [];
	if (owner === undefined) return undefined;
	const makers = surroundings
		.all()
		.filter((resource) => resource.reference === owner || resource.reference.startsWith(`${owner}.`));
	for (const { reference: maker, values } of makers.toReversed()) {
		const alarm = hasAlarms(values) ? values.alarms[Number(position)] : undefined;
		if (!alarm) continue;
		const short = alarmName(alarm.trigger.type, maker, Number(position));
		return { id: `${short}Alarm`, name: physicalAlarmName(short, surroundings.target) };
	}
	return undefined;
}
