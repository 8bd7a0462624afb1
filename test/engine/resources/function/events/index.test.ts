import assert from "node:assert/strict";
import {
	checkEvents,
	compileEvents,
	eventStatements,
} from "../../../../../engine/resources/function/events/index.ts";
import {
	around,
	exampleFunction,
	exampleGateway,
	exampleQueue,
	inShort,
	route,
	type Values,
} from "../example.ts";

type Events = NonNullable<Values["events"]>;

const events: Events = [
	{ type: "sqs", properties: { sqsQueueName: "jobs" } },
	route("GET", "/a"),
	{ type: "sns", properties: { snsTopicName: "news" } },
	{ type: "schedule", properties: { scheduleRate: "rate(1 day)" } },
	route("GET", "/b"),
];
const fn = { name: "api", reference: "api", timeoutSeconds: 20, events };
const surroundings = around([exampleGateway(), exampleQueue(), exampleFunction({ events })]);

describe("the events of a function", () => {
	it("count their place among all events in their ids, and say which event made a child", () =>
		assert.deepEqual(
			compileEvents(fn, surroundings).map(({ id, origin }) => [id, origin?.join(".")]),
			[
				["StpGwGetARoute", "events.1"],
				["StpGwGetBRoute", "events.4"],
				["ApiGwIntegration", "events.1"],
				["ApiGwPermission", "events.1"],
				["ApiEvent0EventSourceMapping", "events.0"],
				["ApiEvent2Subscription", "events.2"],
				["ApiEvent2Permission", "events.2"],
				["ApiEvent3Rule", "events.3"],
				["ApiEvent3Permission", "events.3"],
			],
		));

	it("bring the statements of their queues", () => {
		assert.equal(eventStatements("api", events).length, 1);
		assert.deepEqual(eventStatements("api", [route("GET", "/a")]), []);
	});

	it("are checked at their places", () => {
		const wrong: Events = [
			{ type: "schedule", properties: { scheduleRate: "daily" } },
			{ type: "sqs", properties: {} },
			{ type: "sns", properties: {} },
			route("GET", "*"),
		];
		assert.deepEqual(
			inShort(
				checkEvents({ ...fn, events: wrong }, around([exampleGateway(), exampleFunction({ events: wrong })])),
			),
			[
				"default-route-method at events.3.properties.method",
				"invalid-schedule at events.0.properties.scheduleRate",
				"not-exactly-one at events.1.properties",
				"not-exactly-one at events.2.properties",
			],
		);
	});
});
