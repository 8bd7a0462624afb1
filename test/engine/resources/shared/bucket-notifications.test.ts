import assert from "node:assert/strict";
import type { Use } from "../../../../engine/resources/kind.ts";
import {
	bucketOf,
	lambdaConfigurations,
	notificationPermissions,
	notificationsOf as notificationsIn,
	overlap,
} from "../../../../engine/resources/shared/bucket-notifications.ts";
import { analysed } from "../../../support/analysed.ts";
import { placed, surroundings } from "../../../support/placed.ts";

const use = (type: string, event: object): Use => ({
	by: placed<unknown>(type, "job", { events: [event] }),
	path: ["events", 0, "properties", "bucketArn"],
	holder: {},
});
const files = placed<unknown>("bucket", "files", {});
const notificationsOf = (uses: readonly Use[]) =>
	notificationsIn(files, surroundings([files], [], { usesOf: () => uses }));
const created = { type: "s3", properties: { s3EventType: "s3:ObjectCreated:*" } };

describe("notifications of a bucket", () => {
	it("go to the function that has the event", () => {
		const notifications = notificationsOf([use("function", created)]);
		assert.deepEqual(lambdaConfigurations(notifications), [
			{ Event: "s3:ObjectCreated:*", Function: { "Fn::GetAtt": ["JobFunction", "Arn"] } },
		]);
		assert.deepEqual(notificationPermissions(notifications), ["JobEvent0Permission"]);
	});

	it("are made by events of buckets only", () => {
		assert.deepEqual(notificationsOf([use("function", { type: "sqs", properties: {} })]), []);
		assert.deepEqual(notificationsOf([{ ...use("function", created), path: ["connectTo", 0] }]), []);
	});

	it("do not overlap by what only the deploy knows", () => {
		const [known] = notificationsOf([
			use("function", { ...created, properties: { ...created.properties, filterRule: { prefix: "a" } } }),
		]);
		const [later] = notificationsOf([
			use("function", {
				...created,
				properties: { ...created.properties, filterRule: { prefix: { Ref: "Prefix" } } },
			}),
		]);
		assert.ok(known && later);
		assert.equal(overlap(known, later), false);
		assert.equal(overlap(known, known), true);
	});

	it("are those of a website as well, whose files are in a bucket", () => {
		const event = (name: string, type: string) =>
			`{ type: s3, properties: { bucketArn: "$ResourceParam('${name}', 'arn')", s3EventType: "${type}" } }`;
		const config = (events: string) => `resources:
  site: { type: hosting-bucket, properties: { uploadDirectoryPath: dist } }
  api:
    type: function
    properties:
      packaging: { type: stacktape-lambda-buildpack, properties: { entryfilePath: a.ts } }
      events: [${events}]
`;
		const both = `${event("site", "s3:ObjectCreated:*")}, ${event("site.bucket", "s3:ObjectRemoved:*")}`;
		const { problems, compiled, surroundings: around } = analysed(config(both));
		assert.deepEqual(problems, []);
		const { NotificationConfiguration } = compiled.template.Resources["SiteBucket"]?.Properties ?? {};
		assert.match(JSON.stringify(NotificationConfiguration), /ObjectRemoved.*ObjectCreated/);
		const site = around.resource("site") ?? assert.fail();
		assert.equal(bucketOf(site, around).reference, "site.bucket");
		assert.equal(bucketOf(files, around), files);
		const twice = `${event("site", "s3:ObjectCreated:*")}, ${event("site.bucket", "s3:ObjectCreated:Put")}`;
		assert.deepEqual(
			analysed(config(twice)).problems.map(({ code }) => code),
			["overlapping-notifications"],
		);
	});
});
