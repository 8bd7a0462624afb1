import assert from "node:assert/strict";
import {
	checkAlarmEvent,
	cloudwatchAlarmVariant,
	compileAlarmEvent,
} from "../../../../../engine/resources/function/events/cloudwatch-alarm.ts";
import { readSchema } from "../../../../../engine/schema/read.ts";
import { placed, resourcesOf, surroundings } from "../../../../support/placed.ts";

const alarms = [{ trigger: { type: "sqs-queue-not-empty" } }, { trigger: { type: "sqs-queue-not-empty" } }];
const queue = placed("sqs-queue", "jobs", { alarms });
const service = placed("web-service", "web", { alarms });
const balancer = { ...placed("application-load-balancer", "web", { alarms }), reference: "web.loadBalancer" };
const around = surroundings([queue, service, balancer], []);

describe("an alarm that calls a function", () => {
	const pattern = (alarmName: string) =>
		resourcesOf(compileAlarmEvent("api", { alarmName }, 2, around))["ApiEvent2Rule"]?.Properties?.[
			"EventPattern"
		];

	it("does so when it goes off, by a rule of the function", () => {
		const made = resourcesOf(compileAlarmEvent("api", { alarmName: "jobs.alarms.1" }, 2, around));
		assert.deepEqual(Object.keys(made), ["ApiEvent2Rule", "ApiEvent2Permission"]);
		assert.deepEqual(pattern("jobs.alarms.1"), {
			source: ["aws.cloudwatch"],
			"detail-type": ["CloudWatch Alarm State Change"],
			resources: [{ "Fn::GetAtt": ["SqsQueueNotEmptyForJobs1Alarm", "Arn"] }],
			detail: { state: { value: ["ALARM"] } },
		});
	});

	it("is the one that the part of a service has made", () =>
		assert.match(JSON.stringify(pattern("web.alarms.0")), /SqsQueueNotEmptyForWebLoadBalancer0Alarm/));

	it("must be one of the config", () => {
		const found = (alarmName: string) =>
			checkAlarmEvent({ alarmName }, ["events", 0, "properties"], around).map(({ message, hint }) => [
				message,
				hint,
			]);
		assert.deepEqual(found("jobs.alarms.0"), []);
		assert.deepEqual(found("jobs.alarms.2"), [
			[
				'there is no alarm "jobs.alarms.2"',
				"the alarms are: jobs.alarms.0, jobs.alarms.1, web.alarms.0, web.alarms.1, web.loadBalancer.alarms.0, web.loadBalancer.alarms.1",
			],
		]);
		assert.deepEqual(compileAlarmEvent("api", { alarmName: "nobody.alarms.0" }, 0, around), []);
	});

	it("is named by its place", () =>
		assert.equal(readSchema(cloudwatchAlarmVariant).properties?.["type"]?.const, "cloudwatch-alarm"));
});
