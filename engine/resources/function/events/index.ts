import { list, type Static, variants } from "../../../schema/schema.ts";
import type { Child, Deployed, Finding, Path, Statement, Surroundings } from "../../kind.ts";
import { checkRoutes } from "./check-routes.ts";
import { compileHttpApiEvents, type RouteEvent, readRoute } from "./http-api.ts";
import { httpApiVariant } from "./http-api-schema.ts";
import { notBuiltEvents } from "./not-built.ts";
import { checkSchedule, compileSchedule } from "./schedule.ts";
import { scheduleVariant } from "./schedule-schema.ts";
import { checkSqs, compileSqs, sqsStatements } from "./sqs.ts";
import { sqsVariant } from "./sqs-schema.ts";

/** The `events` of a function. */
export const events = list(
	"What the function is called by.",
	variants("Something that calls the function.", [
		httpApiVariant,
		scheduleVariant,
		sqsVariant,
		...notBuiltEvents,
	]),
	{ source: "https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html" },
);

/** Events as the compiler sees them. */
type Events = Deployed<Static<typeof events>>;

/** A function as its events see it. */
export type CalledFunction = {
	readonly name: string;
	readonly timeoutSeconds: number;
	readonly events: Events;
};

function routesOf(events: Events): readonly RouteEvent[] {
	return events.flatMap((event, index) => {
		const route = event.type === "http-api-gateway" ? readRoute(event.properties, index) : undefined;
		return route ? [route] : [];
	});
}

/** The children that the events of a function make, and those of gateways that ask it as an authorizer. */
export function compileEvents(fn: CalledFunction, surroundings: Surroundings): readonly Child[] {
	const { name, timeoutSeconds } = fn;
	const others = fn.events.flatMap((event, index) => {
		if (event.type === "schedule") return compileSchedule(name, event.properties, index);
		return event.type === "sqs" ? [compileSqs(name, event.properties, index)] : [];
	});
	return [
		...compileHttpApiEvents({ name, timeoutSeconds, routes: routesOf(fn.events) }, surroundings),
		...others,
	];
}

/** What the role of a function needs for its events. */
export function eventStatements(events: Events): readonly Statement[] {
	return sqsStatements(events.flatMap((event) => (event.type === "sqs" ? [event.properties] : [])));
}

/** Finds what is wrong with the events of a function, as far as the schema cannot say it. */
export function checkEvents(fn: CalledFunction, surroundings: Surroundings): readonly Finding[] {
	const { name, timeoutSeconds } = fn;
	const others = fn.events.flatMap((event, index) => {
		const path: Path = ["events", index, "properties"];
		if (event.type === "schedule") return checkSchedule(event.properties, path);
		return event.type === "sqs" ? checkSqs(event.properties, fn, path, surroundings) : [];
	});
	return [...checkRoutes({ name, timeoutSeconds, routes: routesOf(fn.events) }, surroundings), ...others];
}
