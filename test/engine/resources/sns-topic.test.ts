import assert from "node:assert/strict";
import { snsTopic } from "../../../engine/resources/sns-topic.ts";
import { checkTemplate } from "../../support/aws-schema.ts";
import {
	accepted,
	compileRoom,
	findings,
	resourcesOf,
	surroundings,
	tags,
	target,
} from "../../support/placed.ts";

const compile = (values: object, name = "news") => resourcesOf(compileRoom(snsTopic, name, values));

describe("a topic", () => {
	const cases: readonly (readonly [string, object, object])[] = [
		["nothing set", {}, { TopicName: "proj-dev-news", Tags: tags }],
		[
			"a name for phones",
			{ smsDisplayName: "Acme" },
			{ TopicName: "proj-dev-news", DisplayName: "Acme", Tags: tags },
		],
		["FIFO", { fifoEnabled: true }, { TopicName: "proj-dev-news.fifo", FifoTopic: true, Tags: tags }],
		[
			"FIFO by content",
			{ fifoEnabled: true, contentBasedDeduplication: true },
			{
				TopicName: "proj-dev-news.fifo",
				FifoTopic: true,
				ContentBasedDeduplication: true,
				Tags: tags,
			},
		],
	];
	for (const [why, values, Properties] of cases) {
		it(`compiles with ${why}`, () => {
			const Resources = compile(values);
			assert.deepEqual(Resources, { NewsTopic: { Type: "AWS::SNS::Topic", Properties } });
			assert.deepEqual(checkTemplate({ Resources }), []);
		});
	}

	it("keeps the ending of a FIFO topic however long its name is", () => {
		const [child] = compileRoom(snsTopic, "n".repeat(300), { fifoEnabled: true });
		assert.equal(child?.name?.text.length, 256);
		assert.match(child?.name?.text ?? "", /^proj-dev-n+-[0-9a-f]{6}\.fifo$/);
	});

	it("finds a setting of FIFO topics in a standard one", () => {
		assert.deepEqual(findings(snsTopic, "news", { contentBasedDeduplication: true }), [
			"fifo-only @ contentBasedDeduplication: contentBasedDeduplication is for FIFO topics only, but fifoEnabled is not set",
		]);
		assert.deepEqual(findings(snsTopic, "news", { fifoEnabled: true, contentBasedDeduplication: true }), []);
		assert.deepEqual(findings(snsTopic, "news", { contentBasedDeduplication: false }), []);
	});

	it("gives its ARN and its name, and those who connect may publish", () => {
		const topic = accepted(snsTopic, "news", {});
		const arn = { "Fn::GetAtt": ["NewsTopic", "TopicArn"] };
		const params = Object.entries(snsTopic.params(topic, surroundings([], []))).map(([name, { value }]) => [
			name,
			value,
		]);
		assert.deepEqual(Object.fromEntries(params), {
			arn,
			name: { "Fn::GetAtt": ["NewsTopic", "TopicName"] },
		});
		assert.deepEqual(Object.keys(snsTopic.paramDocs), ["arn", "name"]);
		const [statement] = snsTopic.connect?.(topic, target) ?? [];
		assert.deepEqual(statement?.Resource, [arn]);
		assert.ok(statement?.Action.includes("sns:Publish"));
		assert.deepEqual(snsTopic.links?.(topic, target), {
			console: {
				"Fn::Sub":
					"https://${AWS::Region}.console.aws.amazon.com/sns/v3/home?region=${AWS::Region}#/topic/${NewsTopic}",
			},
		});
	});
});
