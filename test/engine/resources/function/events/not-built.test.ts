import assert from "node:assert/strict";
import { events } from "../../../../../engine/resources/function/events/index.ts";
import { notBuiltEvents } from "../../../../../engine/resources/function/events/not-built.ts";
import { readSchema } from "../../../../../engine/schema/read.ts";

describe("events that are not built yet", () => {
	const schemas = notBuiltEvents.map((event) => readSchema(event));
	const typeOf = (schema: (typeof schemas)[number]) => String(schema.properties?.["type"]?.const);

	it("are those of the format that need alarms", () => {
		const all = (readSchema(events).items?.anyOf ?? []).map(typeOf);
		const built = [
			"http-api-gateway",
			"application-load-balancer",
			"schedule",
			"sqs",
			"sns",
			"event-bus",
			"s3",
			"kinesis-stream",
			"dynamo-db-stream",
			"cloudwatch-log",
			"kafka-topic",
		];
		assert.deepEqual(all, [...built, ...schemas.map(typeOf)]);
		assert.deepEqual(schemas.map(typeOf), ["cloudwatch-alarm"]);
	});

	it("say so, each with its type", () =>
		assert.deepEqual(
			schemas.map((schema) => schema.notBuilt),
			schemas.map((schema) => `${typeOf(schema)} event`),
		));
});
