import type { Static } from "../../schema/schema.ts";
import type { Text } from "../../template/intrinsics.ts";
import type { functionTriggers, httpApiGatewayTriggers, sqsQueueTriggers } from "./alarm-schema.ts";
import { type AlarmPlan, type Dimensions, metricPlan, type Query } from "./alarms.ts";

type FunctionTrigger = Static<(typeof functionTriggers)[number]>;
type GatewayTrigger = Static<(typeof httpApiGatewayTriggers)[number]>;
type QueueTrigger = Static<(typeof sqsQueueTriggers)[number]>;

function sum(id: string, namespace: string, metric: string, dimensions: Dimensions): Query {
	return { id, namespace, metric, dimensions, statistic: "Sum" };
}

/** What an alarm of a function measures. `resource`: the function's name, with `:alias` when calls go through one. */
export function functionPlan(trigger: FunctionTrigger, name: Text, resource: Text): AlarmPlan {
	const dimensions = { FunctionName: name, Resource: resource };
	const namespace = "AWS/Lambda";
	const { properties } = trigger;
	if (trigger.type === "lambda-duration")
		return metricPlan({ namespace, metric: "Duration", dimensions }, trigger.properties, {
			threshold: trigger.properties.thresholdMilliseconds,
			unit: " ms",
			missing: "notBreaching",
		});
	return {
		queries: [
			sum("error_count", namespace, "Errors", dimensions),
			sum("invocations", namespace, "Invocations", dimensions),
			{ id: "error_rate", expression: "( error_count / invocations ) * 100" },
		],
		threshold: trigger.properties.thresholdPercent,
		unit: "%",
		subject: "the share of failed calls",
		comparisonOperator: properties.comparisonOperator,
		missing: "notBreaching",
	};
}

/** What an alarm of an HTTP API measures. `api`: its id. */
export function httpApiPlan(trigger: GatewayTrigger, api: Text): AlarmPlan {
	const dimensions = { ApiId: api };
	const namespace = "AWS/ApiGateway";
	if (trigger.type === "http-api-gateway-latency")
		return metricPlan({ namespace, metric: "Latency", dimensions }, trigger.properties, {
			threshold: trigger.properties.thresholdMilliseconds,
			unit: " ms",
			missing: "notBreaching",
		});
	return {
		queries: [
			sum("errors_4xx", namespace, "4xx", dimensions),
			sum("errors_5xx", namespace, "5xx", dimensions),
			sum("request_count", namespace, "Count", dimensions),
			{ id: "error_rate", expression: "( ( errors_4xx + errors_5xx ) / request_count ) * 100" },
		],
		threshold: trigger.properties.thresholdPercent,
		unit: "%",
		subject: "the share of failed requests",
		comparisonOperator: trigger.properties.comparisonOperator,
		missing: "notBreaching",
	};
}

/** What an alarm of a queue measures. */
export function sqsQueuePlan(trigger: QueueTrigger, name: Text): AlarmPlan {
	const dimensions = { QueueName: name };
	const namespace = "AWS/SQS";
	if (trigger.type === "sqs-queue-received-messages-count")
		return metricPlan({ namespace, metric: "NumberOfMessagesReceived", dimensions }, trigger.properties, {
			threshold: trigger.properties.thresholdCount,
			unit: " messages",
			missing: "breaching",
		});
	return {
		queries: [
			sum("received", namespace, "NumberOfMessagesReceived", dimensions),
			sum("visible", namespace, "ApproximateNumberOfMessagesVisible", dimensions),
			sum("not_visible", namespace, "ApproximateNumberOfMessagesNotVisible", dimensions),
			sum("sent", namespace, "NumberOfMessagesSent", dimensions),
			{ id: "total", expression: "received + visible + not_visible + sent" },
		],
		threshold: 0,
		unit: " messages",
		subject: "the number of messages that came, wait or are worked on",
	};
}
