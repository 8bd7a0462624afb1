import { logicalId } from "../names/logical-id.ts";
import { physicalName } from "../names/physical-name.ts";
import { stackName, type Target } from "../names/target.ts";
import { flag, object, optional, type Static, text } from "../schema/schema.ts";
import { getAtt, sub } from "../template/intrinsics.ts";
import {
	type Child,
	type Deployed,
	defineResource,
	type Finding,
	type Placed,
	type Surroundings,
} from "./kind.ts";
import { topicArn } from "./shared/topics.ts";

const TOPIC = "AWS::SNS::Topic";

const guide = "https://docs.aws.amazon.com/sns/latest/dg";
const createTopic = "https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html";
const topicResource =
	"https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topic.html";

const properties = object("Settings of the topic.", {
	smsDisplayName: optional(
		text("Sender that phones show for messages that go out as SMS; only its beginning may fit.", {
			maxLength: 100,
			source: topicResource,
		}),
	),
	fifoEnabled: optional(
		flag(
			"Keep the order of messages and drop duplicates. It cannot be changed later: another kind is another topic. Queues can subscribe to such a topic, functions cannot.",
			{ default: false, source: `${guide}/sns-fifo-topics.html` },
		),
	),
	contentBasedDeduplication: optional(
		flag("Tell duplicates by the message's body, so that senders need no id for it. Needs `fifoEnabled`.", {
			default: false,
			source: `${guide}/fifo-message-dedup.html`,
		}),
	),
});

type Topic = Placed<Deployed<Static<typeof properties>>>;

const id = (topic: Topic) => logicalId({ owner: topic.name, type: TOPIC });

/** AWS knows a FIFO topic by the ending of its name, so that the ending survives every shortening. */
function topicName(topic: Topic, target: Target) {
	const suffix = topic.values.fifoEnabled ? ".fifo" : "";
	return physicalName([stackName(target), topic.name], { maxLength: 256, source: createTopic }, { suffix });
}

function compile(topic: Topic, { target, tags }: Surroundings): readonly Child[] {
	const { smsDisplayName, fifoEnabled, contentBasedDeduplication } = topic.values;
	const name = topicName(topic, target);
	const Properties = {
		TopicName: name.text,
		DisplayName: smsDisplayName,
		...(fifoEnabled && { FifoTopic: true, ContentBasedDeduplication: contentBasedDeduplication }),
		Tags: tags,
	};
	return [{ id: id(topic), name, resource: { Type: TOPIC, Properties } }];
}

function check({ values }: Topic): readonly Finding[] {
	if (values.fifoEnabled || !values.contentBasedDeduplication) return [];
	return [
		{
			code: "fifo-only",
			message: "contentBasedDeduplication is for FIFO topics only, but fifoEnabled is not set",
			path: ["contentBasedDeduplication"],
			atKey: true,
			hint: "set fifoEnabled: true, or remove the property",
		},
	];
}

const paramDocs = { arn: "ARN of the topic.", name: "Name of the topic." };

/** The room of `sns-topic`. */
export const snsTopic = defineResource({
	type: "sns-topic",
	docs: "A topic (Amazon SNS): what is published to it goes to everyone who has subscribed.",
	source: `${guide}/welcome.html`,
	properties,
	snippet: "type: sns-topic",
	names: (topic, target) => ({ [id(topic)]: topicName(topic, target) }),
	paramDocs,
	params: (topic) => ({
		arn: { docs: paramDocs.arn, value: topicArn(topic.name), shown: true },
		name: { docs: paramDocs.name, value: getAtt(id(topic), "TopicName"), shown: true },
	}),
	connect: (topic) => [
		{
			Effect: "Allow",
			Action: [
				"sns:ConfirmSubscription",
				"sns:GetTopicAttributes",
				"sns:ListSubscriptionsByTopic",
				"sns:Publish",
				"sns:Subscribe",
				"sns:Unsubscribe",
			],
			Resource: [topicArn(topic.name)],
		},
	],
	check,
	compile,
	links: (topic) => ({
		console: sub(
			`https://\${AWS::Region}.console.aws.amazon.com/sns/v3/home?region=\${AWS::Region}#/topic/\${${id(topic)}}`,
		),
	}),
});
