import { logicalId } from "../../names/logical-id.ts";
import { physicalName } from "../../names/physical-name.ts";
import { stackName, type Target } from "../../names/target.ts";
import { getAtt, ref, sub, type Text } from "../../template/intrinsics.ts";
import type { Child, Path } from "../kind.ts";
import type { Alarm } from "./alarms.ts";
import { inlinePolicy, trustPolicy } from "./iam.ts";
import { signedWebhook } from "./signed-webhook.ts";

type NotificationTarget = NonNullable<Alarm["notificationTargets"]>[number];

const ruleNames = "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html";

/** What an alarm's notifications are made for. */
type Notified = {
	/** Name of the alarm without the stack; what logical ids begin with. */
	readonly short: string;
	/** Name of the alarm in AWS. */
	readonly name: string;
	readonly alarm: Alarm;
	readonly target: Target;
	readonly origin: Path;
};

/** An HTTP request that EventBridge makes for each change of the alarm's state. */
type Request = {
	readonly url: Text;
	/** Header by which the receiver knows who calls; the connection of EventBridge must have one. */
	readonly key: { readonly name: string; readonly value: Text };
	readonly headers: Readonly<Record<string, Text>>;
	/** The body, JSON in which `<alarm>`, `<state>`, `<reason>` and `<time>` are filled in. */
	readonly body: string;
};

const plainKey = { name: "X-Stp-Notification", value: "alarm" };

const sentence = (name: string) => `Alarm ${name} is <state>: <reason>`;

function requestOf(target: NotificationTarget, name: string): Request | undefined {
	const headers = {};
	switch (target.type) {
		case "slack": {
			if (!target.properties) return undefined;
			const { conversationId, accessToken } = target.properties;
			const value =
				typeof accessToken === "string"
					? `Bearer ${accessToken}`
					: sub("Bearer ${Token}", { Token: accessToken });
			return {
				url: "https://slack.com/api/chat.postMessage",
				key: { name: "Authorization", value },
				headers: { "Content-Type": "application/json; charset=utf-8" },
				body: `{"channel": ${JSON.stringify(conversationId)}, "text": "${sentence(name)}"}`,
			};
		}
		case "ms-teams":
			return (
				target.properties && {
					url: target.properties.webhookUrl,
					key: plainKey,
					headers,
					body: `{"text": "${sentence(name)}"}`,
				}
			);
		case "discord":
			return (
				target.properties && {
					url: target.properties.webhookUrl,
					key: plainKey,
					headers,
					body: `{"content": "${sentence(name)}"}`,
				}
			);
		case "webhook":
			return (
				target.properties && {
					url: target.properties.url,
					key: plainKey,
					headers: target.properties.headers ?? {},
					body: webhookBody,
				}
			);
		case "email":
			return undefined;
	}
}

/** Members of the JSON that an endpoint of one's own gets. */
const webhookBody =
	'{"alarm": "<alarm>", "state": "<state>", "reason": "<reason>", "description": "<description>", "time": "<time>", "account": "<account>", "region": "<region>"}';

/** Where the values of `<…>` stand in an event of CloudWatch. */
const inputPaths = {
	alarm: "$.detail.alarmName",
	state: "$.detail.state.value",
	reason: "$.detail.state.reason",
	description: "$.detail.configuration.description",
	time: "$.time",
	account: "$.account",
	region: "$.region",
};

function inputOf(body: string) {
	const used = Object.entries(inputPaths).filter(([name]) => body.includes(`<${name}>`));
	return { InputPathsMap: Object.fromEntries(used), InputTemplate: body };
}

function destination(owner: string, request: Request, origin: Path): readonly Child[] {
	const connectionId = logicalId({ owner, type: "AWS::Events::Connection" });
	const headers = Object.entries(request.headers).map(([Key, Value]) => ({
		Key,
		Value,
		IsValueSecret: false,
	}));
	return [
		{
			id: connectionId,
			origin,
			resource: {
				Type: "AWS::Events::Connection",
				Properties: {
					AuthorizationType: "API_KEY",
					AuthParameters: {
						ApiKeyAuthParameters: { ApiKeyName: request.key.name, ApiKeyValue: request.key.value },
						...(headers.length > 0 && { InvocationHttpParameters: { HeaderParameters: headers } }),
					},
				},
			},
		},
		{
			id: logicalId({ owner, type: "AWS::Events::ApiDestination" }),
			origin,
			resource: {
				Type: "AWS::Events::ApiDestination",
				Properties: {
					ConnectionArn: getAtt(connectionId, "Arn"),
					HttpMethod: "POST",
					InvocationEndpoint: request.url,
				},
			},
		},
	];
}

type RuleTarget = {
	readonly children: readonly Child[];
	readonly rule: Readonly<Record<string, unknown>>;
	/** ARN of the destination that the rule's role must be allowed to call. */
	readonly destination?: Text;
};

function ruleTarget(
	{ short, name, origin }: Notified,
	target: NotificationTarget,
	index: number,
): RuleTarget[] {
	const owner = `${short}Target${index}`;
	const place: Path = [...origin, "notificationTargets", index];
	const ruleArn = getAtt(ruleIdOf(short), "Arn");
	if (target.type === "webhook" && target.properties?.secret !== undefined) {
		const { children, arn } = signedWebhook({
			owner,
			...target.properties,
			secret: target.properties.secret,
			ruleArn,
			origin: place,
		});
		return [{ children, rule: { Id: `target-${index}`, Arn: arn, InputTransformer: inputOf(webhookBody) } }];
	}
	const request = requestOf(target, name);
	if (!request) return [];
	const arn = getAtt(logicalId({ owner, type: "AWS::Events::ApiDestination" }), "Arn");
	return [
		{
			children: destination(owner, request, place),
			rule: {
				Id: `target-${index}`,
				Arn: arn,
				RoleArn: getAtt(roleIdOf(short), "Arn"),
				InputTransformer: inputOf(request.body),
			},
			destination: arn,
		},
	];
}

const ruleIdOf = (short: string) => `${short}NotificationRule`;
const roleIdOf = (short: string) => `${short}NotificationRole`;

function rule(notified: Notified, targets: readonly RuleTarget[]): readonly Child[] {
	const { short, name, target, origin, alarm } = notified;
	if (targets.length === 0) return [];
	// The format shortens the two halves of this name each for itself.
	const head = physicalName([stackName(target), "alarm-notification"], { maxLength: 40, source: ruleNames });
	const tail = physicalName([short], { maxLength: 23, source: ruleNames });
	const called = targets.flatMap(({ destination: arn }) => (arn === undefined ? [] : [arn]));
	const role: Child = {
		id: roleIdOf(short),
		origin,
		resource: {
			Type: "AWS::IAM::Role",
			Properties: {
				AssumeRolePolicyDocument: trustPolicy(["events.amazonaws.com"]),
				Policies: [
					inlinePolicy("notify", [
						{ Effect: "Allow", Action: ["events:InvokeApiDestination"], Resource: called },
					]),
				],
			},
		},
	};
	return [
		...(called.length > 0 ? [role] : []),
		{
			id: ruleIdOf(short),
			name: physicalName([`${head.text}-${tail.text}`], { maxLength: 64, source: ruleNames }),
			origin,
			resource: {
				Type: "AWS::Events::Rule",
				Properties: {
					Name: `${head.text}-${tail.text}`,
					EventPattern: {
						source: ["aws.cloudwatch"],
						"detail-type": ["CloudWatch Alarm State Change"],
						resources: [
							sub(`arn:\${AWS::Partition}:cloudwatch:\${AWS::Region}:\${AWS::AccountId}:alarm:${name}`),
						],
						detail: { state: { value: statesOf(alarm) } },
					},
					Targets: targets.map((one) => one.rule),
				},
			},
		},
	];
}

/** Changes that are told of: without history only that the alarm went off. */
function statesOf({ includeInHistory }: Alarm): readonly string[] {
	return includeInHistory === false ? ["ALARM"] : ["ALARM", "OK"];
}

type Actions = { readonly AlarmActions?: readonly Text[]; readonly OKActions?: readonly Text[] };

/** Mails go out by a topic: AWS asks each recipient once whether they want them. */
function mails({ short, alarm, origin }: Notified): {
	readonly children: readonly Child[];
	readonly actions: Actions;
} {
	const recipients = (alarm.notificationTargets ?? []).flatMap((target) =>
		target.type === "email" ? [target.properties.recipient] : [],
	);
	if (recipients.length === 0) return { children: [], actions: {} };
	const id = `${short}NotificationTopic`;
	const actions = [ref(id)];
	return {
		children: [
			{
				id,
				origin,
				resource: {
					Type: "AWS::SNS::Topic",
					Properties: {
						Subscription: recipients.map((Endpoint) => ({ Protocol: "email", Endpoint })),
					},
				},
			},
		],
		actions: {
			AlarmActions: actions,
			...(statesOf(alarm).includes("OK") && { OKActions: actions }),
		},
	};
}

/** What tells the notification targets of an alarm that it changed its state. */
export function notificationChildren(notified: Notified): {
	readonly children: readonly Child[];
	readonly actions: Actions;
} {
	const targets = (notified.alarm.notificationTargets ?? []).flatMap((target, index) =>
		ruleTarget(notified, target, index),
	);
	const mail = mails(notified);
	return {
		children: [...mail.children, ...targets.flatMap(({ children }) => children), ...rule(notified, targets)],
		actions: mail.actions,
	};
}
