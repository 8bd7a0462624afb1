import assert from "node:assert/strict";
import type { Use } from "../../../../engine/resources/kind.ts";
import {
	lambdaConfigurations,
	notificationPermissions,
	notificationsOf,
	overlap,
} from "../../../../engine/resources/shared/bucket-notifications.ts";
import { placed } from "../../../support/placed.ts";

const use = (type: string, event: object): Use => ({
	by: placed<unknown>(type, "job", { events: [event] }),
	path: ["events", 0, "properties", "bucketArn"],
	holder: {},
});
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
});
