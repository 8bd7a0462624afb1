import { list, type Static, variants } from "../../../schema/schema.ts";
import type { Child, Deployed, Finding, Path, Statement, Surroundings } from "../../kind.ts";
import { eventBusVariant } from "../../shared/event-bus-schema.ts";
import { checkEventBusEvent } from "../../shared/event-rule.ts";
import { cloudwatchLogVariant } from "../../shared/events/cloudwatch-log-schema.ts";
import { httpApiVariant } from "../../shared/events/http-api-schema.ts";
import { loadBalancerVariant } from "../../shared/events/load-balancer-schema.ts";
import { s3Variant } from "../../shared/events/s3-schema.ts";
import { scheduleVariant } from "../../shared/events/schedule-schema.ts";
import { snsVariant } from "../../shared/events/sns-schema.ts";
import { sqsVariant } from "../../shared/events/sqs-schema.ts";
import { kinesisVariant, tableStreamVariant } from "../../shared/events/stream-schema.ts";
import { type RouteEvent, type RouteOwner, readRoute } from "../../shared/http-api/route.ts";
import { checkBalancerEvent } from "../../shared/listener-rules.ts";
import { compileBalancerEvents, type PlacedBalancerEvent } from "./application-load-balancer.ts";
import { checkFunctionRoutes } from "./check-routes.ts";
import { checkSources, type EventSource } from "./check-sources.ts";
import { checkAlarmEvent, cloudwatchAlarmVariant, compileAlarmEvent } from "./cloudwatch-alarm.ts";
import { compileCloudwatchLog } from "./cloudwatch-log.ts";
import { compileEventBus } from "./event-bus.ts";
import { compileHttpApiEvents } from "./http-api.ts";
import { checkKafka, compileKafka, kafkaStatements } from "./kafka.ts";
import { kafkaVariant } from "./kafka-schema.ts";
import { checkS3, compileS3 } from "./s3.ts";
import { checkSchedule, compileSchedule } from "./schedule.ts";
import { checkSns, compileSns } from "./sns.ts";
import { checkSqs, compileSqs, queueArn, sqsStatements } from "./sqs.ts";
import {
	checkKinesis,
	checkTableStream,
	compileKinesis,
	compileTableStream,
	kinesisStatements,
	streamArn,
	tableStreamStatements,
} from "./streams.ts";

/** The `events` of a function. */
export const events = list(
	"What the function is called by.",
	variants("Something that calls the function.", [
		httpApiVariant,
		loadBalancerVariant,
		scheduleVariant,
		sqsVariant,
		snsVariant,
		eventBusVariant,
		s3Variant,
		kinesisVariant,
		tableStreamVariant,
		cloudwatchLogVariant,
		kafkaVariant,
		cloudwatchAlarmVariant,
	]),
	{ source: "https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html" },
);

/** Events as the compiler sees them. */
type Events = Deployed<Static<typeof events>>;
type Event = Events[number];

/** A function as its events see it. */
export type CalledFunction = RouteOwner & {
	readonly timeoutSeconds: number;
	readonly events: Events;
};

function routesOf(events: Events): readonly RouteEvent[] {
	return events.flatMap((event, index) => {
		const route =
			event.type === "http-api-gateway" ? readRoute(event.properties, ["events", index]) : undefined;
		return route ? [route] : [];
	});
}

function balancerEvents(events: Events): readonly PlacedBalancerEvent[] {
	return events.flatMap((event, index) =>
		event.type === "application-load-balancer" ? [{ event: event.properties, index }] : [],
	);
}

/** The children of one event; none of a route, which shares its children with those of the same gateway. */
function compileEvent(
	name: string,
	event: Event,
	index: number,
	surroundings: Surroundings,
): readonly Child[] {
	const { target } = surroundings;
	switch (event.type) {
		case "schedule":
			return compileSchedule(name, event.properties, index);
		case "event-bus":
			return compileEventBus(name, event.properties, index);
		case "sqs":
			return [compileSqs(name, event.properties, index)];
		case "sns":
			return compileSns(name, event.properties, index);
		case "kinesis-stream":
			return compileKinesis(name, { event: event.properties, index }, target);
		case "dynamo-db-stream":
			return [compileTableStream(name, { event: event.properties, index })];
		case "kafka-topic":
			return compileKafka(name, event.properties, index);
		case "s3":
			return [compileS3(name, event.properties, index)];
		case "cloudwatch-log":
			return compileCloudwatchLog(name, event.properties, index);
		case "cloudwatch-alarm":
			return compileAlarmEvent(name, event.properties, index, surroundings);
		case "http-api-gateway":
		case "application-load-balancer":
			return [];
	}
}

/** The children that the events of a function make, and those of gateways that ask it as an authorizer. */
export function compileEvents(fn: CalledFunction, surroundings: Surroundings): readonly Child[] {
	return [
		...compileHttpApiEvents({ ...fn, routes: routesOf(fn.events) }, surroundings),
		...compileBalancerEvents(fn, balancerEvents(fn.events), surroundings),
		...fn.events.flatMap((event, index) => compileEvent(fn.name, event, index, surroundings)),
	];
}

/** What the role of the function named `name` needs for its events; in the order of the format. */
export function eventStatements(name: string, events: Events): readonly Statement[] {
	return [
		...tableStreamStatements(
			events.flatMap((event) => (event.type === "dynamo-db-stream" ? [event.properties] : [])),
		),
		...kafkaStatements(events.flatMap((event) => (event.type === "kafka-topic" ? [event.properties] : []))),
		...kinesisStatements(
			name,
			events.flatMap((event, index) =>
				event.type === "kinesis-stream" ? [{ event: event.properties, index }] : [],
			),
		),
		...sqsStatements(events.flatMap((event) => (event.type === "sqs" ? [event.properties] : []))),
	];
}

function checkEvent(
	fn: CalledFunction,
	event: Event,
	index: number,
	surroundings: Surroundings,
): readonly Finding[] {
	const path: Path = ["events", index, "properties"];
	switch (event.type) {
		case "schedule":
			return checkSchedule(event.properties, path);
		case "event-bus":
			return checkEventBusEvent(event.properties, path, surroundings);
		case "sqs":
			return checkSqs(event.properties, fn, path, surroundings);
		case "sns":
			return checkSns(event.properties, path, surroundings);
		case "kinesis-stream":
			return checkKinesis(event.properties, path);
		case "dynamo-db-stream":
			return checkTableStream(event.properties, path);
		case "kafka-topic":
			return checkKafka(event.properties, path);
		case "s3":
			return checkS3(fn.reference, index, path, surroundings, event.properties);
		case "application-load-balancer":
			return checkBalancerEvent(event.properties, { by: fn.reference, path }, surroundings);
		case "cloudwatch-alarm":
			return checkAlarmEvent(event.properties, path, surroundings);
		case "http-api-gateway":
		case "cloudwatch-log":
			return [];
	}
}

/** What Lambda reads for the function; a consumer that an event makes is its own. */
function sourcesOf(events: Events): readonly EventSource[] {
	return events.flatMap((event, index): EventSource[] => {
		const { type, properties } = event;
		if (type === "sqs") {
			const key = properties.sqsQueueName === undefined ? "sqsQueueArn" : "sqsQueueName";
			return [{ index, key, arn: queueArn(properties) }];
		}
		if (type === "dynamo-db-stream") return [{ index, key: "streamArn", arn: properties.streamArn }];
		if (type !== "kinesis-stream" || properties.autoCreateConsumer) return [];
		const { consumerArn } = properties;
		if (consumerArn !== undefined) return [{ index, key: "consumerArn", arn: consumerArn }];
		const key = properties.kinesisStreamName === undefined ? "streamArn" : "kinesisStreamName";
		return [{ index, key, arn: streamArn(properties) }];
	});
}

/** Finds what is wrong with the events of a function, as far as the schema cannot say it. */
export function checkEvents(fn: CalledFunction, surroundings: Surroundings): readonly Finding[] {
	return [
		...checkFunctionRoutes({ ...fn, routes: routesOf(fn.events) }, surroundings),
		...fn.events.flatMap((event, index) => checkEvent(fn, event, index, surroundings)),
		...checkSources(sourcesOf(fn.events)),
	];
}
