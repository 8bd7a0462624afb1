import assert from "node:assert/strict";
import { events } from "../../../../../engine/resources/function/events/index.ts";
import { notBuiltEvents } from "../../../../../engine/resources/function/events/not-built.ts";
import { readSchema } from "../../../../../engine/schema/read.ts";

describe("events that are not built yet", () => {
	const schemas = notBuiltEvents.map((event) => readSchema(event));
	const typeOf = (schema: (typeof schemas)[number]) => String(schema.properties?.["type"]?.const);

	it("are those of the format besides HTTP requests, schedules and queues", () => {
		const all = (readSchema(events).items?.anyOf ?? []).map(typeOf);
		const built = ["http-api-gateway", "schedule", "sqs"];
		assert.deepEqual(all, [...built, ...schemas.map(typeOf)]);
		assert.deepEqual(schemas.map(typeOf), [
			"application-load-balancer",
			"event-bus",
			"sns",
			"s3",
			"kinesis-stream",
			"dynamo-db-stream",
			"kafka-topic",
			"cloudwatch-alarm",
			"cloudwatch-log",
		]);
	});

	it("say so, each with its type", () =>
		assert.deepEqual(
			schemas.map((schema) => schema.notBuilt),
			schemas.map((schema) => `${typeOf(schema)} event`),
		));
});
