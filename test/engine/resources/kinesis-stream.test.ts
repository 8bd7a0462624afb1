import assert from "node:assert/strict";
import Value from "typebox/value";
import { kinesisStream } from "../../../engine/resources/kinesis-stream.ts";
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

const key = "arn:aws:kms:eu-west-1:123456789012:key/1";
const mode = (StreamMode: string) => ({ StreamModeDetails: { StreamMode } });
const encryption = (KeyId: string) => ({ StreamEncryption: { EncryptionType: "KMS", KeyId } });

describe("a stream", () => {
	const cases: readonly (readonly [string, object, object])[] = [
		["nothing set", {}, mode("ON_DEMAND")],
		["shards that it does not need", { shardCount: 3 }, mode("ON_DEMAND")],
		["one shard", { capacityMode: "PROVISIONED" }, { ...mode("PROVISIONED"), ShardCount: 1 }],
		[
			"several shards",
			{ capacityMode: "PROVISIONED", shardCount: 3 },
			{ ...mode("PROVISIONED"), ShardCount: 3 },
		],
		["a week", { retentionPeriodHours: 168 }, { ...mode("ON_DEMAND"), RetentionPeriodHours: 168 }],
		["encryption that is off", { encryption: { enabled: false, kmsKeyArn: key } }, mode("ON_DEMAND")],
		[
			"encryption by AWS's key",
			{ encryption: { enabled: true } },
			{ ...mode("ON_DEMAND"), ...encryption("alias/aws/kinesis") },
		],
		[
			"encryption by another key",
			{ encryption: { enabled: true, kmsKeyArn: key } },
			{ ...mode("ON_DEMAND"), ...encryption(key) },
		],
		["a fan-out that has no effect", { enableEnhancedFanOut: true }, mode("ON_DEMAND")],
	];
	for (const [why, values, expected] of cases) {
		it(`compiles with ${why}`, () => {
			const Resources = resourcesOf(compileRoom(kinesisStream, "clicks", values));
			const Properties = { Name: "proj-dev-clicks", ...expected, Tags: tags };
			assert.deepEqual(Resources, { ClicksStream: { Type: "AWS::Kinesis::Stream", Properties } });
			assert.deepEqual(checkTemplate({ Resources }), []);
		});
	}

	it("remembers a day to a year", () => {
		for (const [hours, fits] of [
			[23, false],
			[24, true],
			[8760, true],
			[8761, false],
		] as const)
			assert.equal(Value.Check(kinesisStream.properties, { retentionPeriodHours: hours }), fits);
	});

	it("warns of shards on demand", () => {
		assert.deepEqual(findings(kinesisStream, "clicks", { shardCount: 2 }), [
			"shards-on-demand @ shardCount: shardCount has no effect: a stream on demand has as many shards as it needs",
		]);
		assert.deepEqual(findings(kinesisStream, "clicks", { capacityMode: "PROVISIONED", shardCount: 2 }), []);
		assert.deepEqual(findings(kinesisStream, "clicks", {}), []);
	});

	it("gives its ARN and its name, and those who connect may read and write", () => {
		const stream = accepted(kinesisStream, "clicks", {});
		const arn = { "Fn::GetAtt": ["ClicksStream", "Arn"] };
		const params = Object.entries(kinesisStream.params(stream, surroundings([], []))).map(
			([name, { value }]) => [name, value],
		);
		assert.deepEqual(params, [
			["arn", arn],
			["name", "proj-dev-clicks"],
		]);
		const [statement] = kinesisStream.connect?.(stream, target) ?? [];
		assert.deepEqual(statement?.Resource, [arn]);
		assert.ok(statement?.Action.includes("kinesis:PutRecord"));
		assert.deepEqual(kinesisStream.links?.(stream, target), {
			console: {
				"Fn::Sub":
					"https://${AWS::Region}.console.aws.amazon.com/kinesis/home?region=${AWS::Region}#/streams/details/proj-dev-clicks/monitoring",
			},
		});
	});
});
