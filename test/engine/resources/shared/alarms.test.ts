import assert from "node:assert/strict";
import type { Child } from "../../../../engine/resources/kind.ts";
import { notificationChildren } from "../../../../engine/resources/shared/alarm-notifications.ts";
import { functionPlan, httpApiPlan, sqsQueuePlan } from "../../../../engine/resources/shared/alarm-plans.ts";
import {
	type Alarm,
	type AlarmPlan,
	alarmChildren,
	checkAlarms,
	metricPlan,
	statisticName,
} from "../../../../engine/resources/shared/alarms.ts";
import { signedWebhook } from "../../../../engine/resources/shared/signed-webhook.ts";
import { ref } from "../../../../engine/template/intrinsics.ts";
import { assertMarked } from "../../../support/analysed.ts";
import { checkTemplate } from "../../../support/aws-schema.ts";
import { placed, resourcesOf, surroundings, target } from "../../../support/placed.ts";

const plan: AlarmPlan = metricPlan(
	{ namespace: "AWS/SQS", metric: "NumberOfMessagesSent", dimensions: { QueueName: "jobs" } },
	{ statistic: "p95" },
	{ threshold: 5, unit: " messages", missing: "breaching" },
);

type Trigger = { readonly type: string };

function children(alarms: readonly Partial<Alarm<Trigger>>[], reference = "jobs"): readonly Child[] {
	const values = { alarms: alarms.map((alarm) => ({ trigger: { type: "sqs-queue-sent" }, ...alarm })) };
	const resource = { ...placed("sqs-queue", "jobs", values), reference };
	return alarmChildren(resource, surroundings([], []), () => plan);
}

function template(all: readonly Child[]) {
	const Resources = resourcesOf(all);
	return { AWSTemplateFormatVersion: "2010-09-09", Description: "", Resources, Outputs: {} } as const;
}

describe("an alarm", () => {
	it("is named by its trigger, its resource and its place in the list", () => {
		assert.deepEqual(
			children([{}, {}], "web.loadBalancer").map(({ id, name }) => [id, name?.text]),
			[
				["SqsQueueSentForWebLoadBalancer0Alarm", "proj-dev-SqsQueueSentForWebLoadBalancer0"],
				["SqsQueueSentForWebLoadBalancer1Alarm", "proj-dev-SqsQueueSentForWebLoadBalancer1"],
			],
		);
	});

	it("says what it means, unless the config does", () => {
		const descriptions = children([{}, { description: "Help." }]).map(
			({ resource }) => resource.Properties?.["AlarmDescription"],
		);
		assert.deepEqual(descriptions, [
			"jobs in proj-dev: p95 of NumberOfMessagesSent is over 5 messages",
			"Help.",
		]);
	});

	it("is evaluated as the config says", () => {
		const evaluation = { period: 300, evaluationPeriods: 3, breachedPeriods: 2 };
		const [alarm] = children([{ evaluation }]);
		const { Metrics, ...properties } = alarm?.resource.Properties ?? {};
		assert.deepEqual(JSON.parse(JSON.stringify(properties)), {
			AlarmName: "proj-dev-SqsQueueSentForJobs0",
			AlarmDescription: "jobs in proj-dev: p95 of NumberOfMessagesSent is over 5 messages",
			EvaluationPeriods: 3,
			DatapointsToAlarm: 2,
			ComparisonOperator: "GreaterThanThreshold",
			Threshold: 5,
			TreatMissingData: "breaching",
		});
		assert.deepEqual(Metrics, [
			{
				Id: "value",
				MetricStat: {
					Metric: {
						Namespace: "AWS/SQS",
						MetricName: "NumberOfMessagesSent",
						Dimensions: [{ Name: "QueueName", Value: "jobs" }],
					},
					Period: 300,
					Stat: "p95",
				},
				ReturnData: true,
			},
		]);
	});

	it("knows the statistics of CloudWatch", () =>
		assert.deepEqual(
			[statisticName(), statisticName("sum"), statisticName("p99")],
			["Average", "Sum", "p99"],
		));

	it("refuses an evaluation that CloudWatch refuses, and a target that nobody can reach", () => {
		const found = checkAlarms([
			{ trigger: {}, evaluation: { period: 90, breachedPeriods: 2 } },
			{ trigger: {}, evaluation: { period: 3600, evaluationPeriods: 25 } },
			{
				trigger: {},
				notificationTargets: [{ type: "slack" }, { type: "webhook", properties: { url: "https://a" } }],
			},
		]);
		assert.deepEqual(
			found.map(({ code, path }) => `${code} ${path.join(".")}`),
			[
				"alarm-period alarms.0.evaluation.period",
				"alarm-periods alarms.0.evaluation.breachedPeriods",
				"alarm-window alarms.1.evaluation",
				"incomplete-notification-target alarms.2.notificationTargets.0.type",
			],
		);
	});
});

describe("who is told of an alarm", () => {
	const notified = (alarm: Partial<Alarm>) =>
		notificationChildren({
			short: "OneForJobs0",
			name: "proj-dev-OneForJobs0",
			alarm: { trigger: {}, ...alarm },
			target,
			origin: ["alarms", 0],
		});

	it("is nobody when the config names nobody", () =>
		assert.deepEqual(notified({}), { children: [], actions: {} }));

	it("gets a mail by a topic, when the alarm is over only if it should", () => {
		const email = {
			type: "email",
			properties: { sender: "a@example.com", recipient: "b@example.com" },
		} as const;
		const both = notified({ notificationTargets: [email] });
		assert.deepEqual(both.actions, {
			AlarmActions: [{ Ref: "OneForJobs0NotificationTopic" }],
			OKActions: [{ Ref: "OneForJobs0NotificationTopic" }],
		});
		assert.deepEqual(checkTemplate(template(both.children)), []);
		const one = notified({ notificationTargets: [email], includeInHistory: false });
		assert.deepEqual(Object.keys(one.actions), ["AlarmActions"]);
	});

	it("is called by a rule, which may call nothing else", () => {
		const { children: all } = notified({
			notificationTargets: [
				{ type: "discord", properties: { webhookUrl: "https://discord.example" } },
				{ type: "slack", properties: { conversationId: "C1", accessToken: "xoxb-1" } },
			],
		});
		const made = template(all);
		assert.deepEqual(checkTemplate(made), []);
		assert.deepEqual(Object.keys(made.Resources), [
			"OneForJobs0Target0Connection",
			"OneForJobs0Target0ApiDestination",
			"OneForJobs0Target1Connection",
			"OneForJobs0Target1ApiDestination",
			"OneForJobs0NotificationRole",
			"OneForJobs0NotificationRule",
		]);
	});

	it("can know by a signature who calls", () => {
		const { children: all, arn } = signedWebhook({
			owner: "OneForJobs0Target0",
			url: "https://example.com",
			secret: "key",
			headers: { "X-One": "1", "X-Two": ref("Name") },
			ruleArn: "arn:aws:events:eu-west-1:123456789012:rule/one",
			origin: [],
		});
		assert.deepEqual(arn, { "Fn::GetAtt": ["OneForJobs0Target0Function", "Arn"] });
		const variables = resourcesOf(all)["OneForJobs0Target0Function"]?.Properties?.["Environment"];
		assert.deepEqual(variables, {
			Variables: {
				URL: "https://example.com",
				SECRET: "key",
				HEADERS: { "Fn::Sub": ['{"X-One":"1","X-Two":"${Header1}"}', { Header1: { Ref: "Name" } }] },
			},
		});
	});
});

describe("what an alarm measures", () => {
	it("is the share of failed calls of a function, or their duration", () => {
		const rate = functionPlan(
			{ type: "lambda-error-rate", properties: { thresholdPercent: 5 } },
			"fn",
			"fn:live",
		);
		assert.deepEqual(rate.queries.at(-1), {
			id: "error_rate",
			expression: "( error_count / invocations ) * 100",
		});
		assert.deepEqual([rate.threshold, rate.missing], [5, "notBreaching"]);
		const duration = functionPlan(
			{ type: "lambda-duration", properties: { thresholdMilliseconds: 900 } },
			"fn",
			"fn",
		);
		assert.deepEqual(duration.queries, [
			{
				id: "value",
				namespace: "AWS/Lambda",
				metric: "Duration",
				dimensions: { FunctionName: "fn", Resource: "fn" },
				statistic: "Average",
			},
		]);
	});

	it("is the share of failed requests of an API, or their latency", () => {
		const rate = httpApiPlan(
			{ type: "http-api-gateway-error-rate", properties: { thresholdPercent: 5 } },
			"id",
		);
		assert.equal(rate.queries.length, 4);
		const latency = httpApiPlan(
			{ type: "http-api-gateway-latency", properties: { thresholdMilliseconds: 9 } },
			"id",
		);
		assert.deepEqual([latency.threshold, latency.unit], [9, " ms"]);
	});

	it("is what a queue received, or whether anything is in it", () => {
		const count = sqsQueuePlan(
			{ type: "sqs-queue-received-messages-count", properties: { thresholdCount: 3 } },
			"jobs",
		);
		assert.deepEqual([count.threshold, count.missing], [3, "breaching"]);
		const empty = sqsQueuePlan({ type: "sqs-queue-not-empty" }, "jobs");
		assert.deepEqual([empty.threshold, empty.missing, empty.queries.length], [0, undefined, 5]);
	});

	it("are told of at addresses that there can be", () =>
		assertMarked(`
resources:
  watched:
    type: function
    properties:
      packaging: { type: stacktape-lambda-buildpack, properties: { entryfilePath: a.ts } }
      alarms:
        - trigger: { type: lambda-error-rate, properties: { thresholdPercent: 5 } }
          notificationTargets:
            - type: email
              properties: { sender: me, recipient: operations }
#                                                  ^^^^^^^^^^ text-not-matching: "operations" is not a valid recipient
            - type: webhook
              properties: { url: http://example.com }
#                                ^^^^^^^^^^^^^^^^^^ text-not-matching: "http://example.com" is not a valid url
            - type: discord
              properties: { webhookUrl: "$Secret('discord.url')" }
`));
});
