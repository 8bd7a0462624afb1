import assert from "node:assert/strict";
import { bucket } from "../../../../../engine/resources/bucket.ts";
import {
	checkS3,
	compileS3,
	foreignNotifications,
} from "../../../../../engine/resources/function/events/s3.ts";
import { lambdaFunction } from "../../../../../engine/resources/function/index.ts";
import { Deferred } from "../../../../../engine/text/tree.ts";
import { compileRoom, placed, resourcesOf } from "../../../../support/placed.ts";
import { around, exampleFunction, inShort, type Values } from "../example.ts";

/** `$ResourceParam(name, 'arn')` as the compiler sees it. */
const arnOf = (name: string) =>
	new Deferred({
		directive: "ResourceParam",
		args: [name, "arn"],
		path: [],
		span: { start: 0, end: 0 },
		text: `$ResourceParam('${name}', 'arn')`,
		unanswered: false,
	}) as unknown as string;

type Events = NonNullable<Values["events"]>;
type Type = "s3:ObjectCreated:*" | "s3:ObjectCreated:Put" | "s3:ObjectRemoved:*";
type Filter = { readonly prefix?: string; readonly suffix?: string };
const change = (s3EventType: Type, filterRule?: Filter): Events[number] => ({
	type: "s3",
	properties: { bucketArn: arnOf("files"), s3EventType, ...(filterRule && { filterRule }) },
});
const files = placed<unknown>("bucket", "files", {});

describe("an event of a bucket", () => {
	it("makes a permission for the bucket, and for the own account only", () =>
		assert.deepEqual(
			resourcesOf([
				compileS3("api", { bucketArn: "arn:aws:s3:::files", s3EventType: "s3:ObjectCreated:*" }, 1),
			]),
			{
				ApiEvent1Permission: {
					Type: "AWS::Lambda::Permission",
					Properties: {
						FunctionName: { "Fn::GetAtt": ["ApiFunction", "Arn"] },
						Action: "lambda:InvokeFunction",
						Principal: "s3.amazonaws.com",
						SourceArn: "arn:aws:s3:::files",
						SourceAccount: { Ref: "AWS::AccountId" },
					},
				},
			},
		));

	it("makes the bucket tell the function, after the permissions that S3 tries", () => {
		const fn = exampleFunction({
			events: [
				{ type: "schedule", properties: { scheduleRate: "rate(1 day)" } },
				change("s3:ObjectCreated:*", { prefix: "in/", suffix: ".jpg" }),
				change("s3:ObjectRemoved:*"),
			],
		});
		const children = resourcesOf(
			compileRoom(
				bucket,
				"files",
				{ enableEventBusNotifications: true },
				{ others: [fn], kinds: [lambdaFunction] },
			),
		);
		const fnArn = { "Fn::GetAtt": ["ApiFunction", "Arn"] };
		assert.deepEqual(children["FilesBucket"]?.["DependsOn"], ["ApiEvent1Permission", "ApiEvent2Permission"]);
		assert.deepEqual(children["FilesBucket"]?.Properties?.["NotificationConfiguration"], {
			EventBridgeConfiguration: { EventBridgeEnabled: true },
			LambdaConfigurations: [
				{
					Event: "s3:ObjectCreated:*",
					Function: fnArn,
					Filter: {
						S3Key: {
							Rules: [
								{ Name: "prefix", Value: "in/" },
								{ Name: "suffix", Value: ".jpg" },
							],
						},
					},
				},
				{ Event: "s3:ObjectRemoved:*", Function: fnArn },
			],
		});
	});
});

describe("an event of a bucket that is not of the stack", () => {
	it("is told to the bucket by the engine", () => {
		const properties = {
			bucketArn: "arn:aws:s3:::other",
			s3EventType: "s3:ObjectCreated:*",
			filterRule: { prefix: "in/", suffix: ".jpg" },
		};
		const events = [{ type: "s3", properties }, { type: "sqs" }, { ...change("s3:ObjectRemoved:*") }];
		assert.deepEqual(foreignNotifications(events, "proj-dev-api"), [
			{
				kind: "bucket-notification",
				bucket: "other",
				functionName: "proj-dev-api",
				event: "s3:ObjectCreated:*",
				prefix: "in/",
				suffix: ".jpg",
			},
		]);
	});
});

describe("the check of a bucket's event", () => {
	const check = (events: Events, others = [files]) => {
		const surroundings = around([...others, exampleFunction({ events })]);
		return events.flatMap((event, index) =>
			event.type === "s3"
				? checkS3("api", index, ["events", index, "properties"], surroundings, event.properties)
				: [],
		);
	};
	const conflict = ["overlapping-notifications at events.1.properties.s3EventType"];

	const cases: readonly (readonly [string, Events, readonly string[]])[] = [
		["nothing in one event", [change("s3:ObjectCreated:*")], []],
		["nothing in different changes", [change("s3:ObjectCreated:*"), change("s3:ObjectRemoved:*")], []],
		["the same changes", [change("s3:ObjectCreated:*"), change("s3:ObjectCreated:*")], conflict],
		["a change among others", [change("s3:ObjectCreated:Put"), change("s3:ObjectCreated:*")], conflict],
		[
			"nothing in different beginnings",
			[change("s3:ObjectCreated:*", { prefix: "a/" }), change("s3:ObjectCreated:*", { prefix: "b/" })],
			[],
		],
		[
			"a folder in a folder",
			[change("s3:ObjectCreated:*", { prefix: "a/" }), change("s3:ObjectCreated:*", { prefix: "a/b/" })],
			conflict,
		],
		[
			"a beginning and an ending that one object may have",
			[change("s3:ObjectCreated:*", { prefix: "a/" }), change("s3:ObjectCreated:*", { suffix: ".jpg" })],
			conflict,
		],
		[
			"nothing in different endings of one folder",
			[
				change("s3:ObjectCreated:*", { prefix: "a/", suffix: ".png" }),
				change("s3:ObjectCreated:*", { prefix: "a/", suffix: ".jpg" }),
			],
			[],
		],
	];
	for (const [name, events, expected] of cases) {
		it(`finds ${name}`, () => assert.deepEqual(inShort(check(events)), expected));
	}

	it("says which other event of which function", () => {
		const other = exampleFunction({ events: [change("s3:ObjectCreated:*")] }, "other");
		const fn = exampleFunction({ events: [change("s3:ObjectCreated:*")] });
		const surroundings = around([files, other, fn]);
		const event = { bucketArn: arnOf("files"), s3EventType: "s3:ObjectCreated:*" } as const;
		const [finding] = checkS3("api", 0, ["events", 0, "properties"], surroundings, event);
		assert.equal(
			finding?.message,
			'objects of "files" can fit both this event and event 1 of "other", which S3 does not allow',
		);
		assert.deepEqual(checkS3("other", 0, ["events", 0, "properties"], surroundings, event), []);
	});

	it("takes a bucket that is not of this config by its ARN", () => {
		const outside = (bucketArn: string): Events[number] => ({
			type: "s3",
			properties: { bucketArn, s3EventType: "s3:ObjectCreated:*" },
		});
		assert.deepEqual(check([outside("arn:aws:s3:::other"), outside("arn:aws-cn:s3:::an.other-one")]), []);
		assert.deepEqual(inShort(check([outside("other"), outside(arnOf("nothing"))])), [
			"text-not-matching at events.0.properties.bucketArn",
			"value-known-at-deploy at events.1.properties.bucketArn",
		]);
	});
});
