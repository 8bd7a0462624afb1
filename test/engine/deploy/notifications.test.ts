import assert from "node:assert/strict";
import { foreignBuckets, placeOf } from "../../../engine/deploy/notifications.ts";
import { configOf, openStage, type Stage } from "../../support/deploy.ts";

const event = (bucket: string, filterRule?: object) => ({
	type: "s3",
	properties: {
		bucketArn: `arn:aws:s3:::${bucket}`,
		s3EventType: "s3:ObjectCreated:*",
		...(filterRule && { filterRule }),
	},
});

const others = {
	functionArn: "arn:aws:lambda:eu-west-1:1:function:shop-dev-api2",
	event: "s3:ObjectRemoved:*",
};

function opened(...events: object[]): Stage {
	const stage = openStage({ config: configOf({ api: { events } }) });
	for (const name of ["photos", "videos"])
		stage.cloud.world.buckets.set(name, {
			name,
			isVersioned: false,
			objects: new Map(),
			notifications: [others],
		});
	return stage;
}

const told = ({ cloud }: Stage, bucket: string) => cloud.world.buckets.get(bucket)?.notifications ?? [];
const functionArn = "arn:aws:lambda:eu-west-1:111111111111:function:shop-dev-api";

describe("a bucket that is not of the stack", () => {
	it("calls the functions of the stack that want it, besides those that it calls anyway", async () => {
		const stage = opened(event("photos", { prefix: "in/" }));
		await stage.deploy();
		const own = { functionArn, event: "s3:ObjectCreated:*", prefix: "in/" };
		assert.deepEqual(told(stage, "photos"), [others, own]);
		await stage.deploy();
		assert.deepEqual(told(stage, "photos"), [others, own]);
		assert.deepEqual(told(stage, "videos"), [others]);
	});

	it("calls none any more when the config or the stack goes", async () => {
		const stage = opened(event("photos"), event("videos"));
		await stage.deploy();
		assert.equal(told(stage, "photos").length, 2);
		stage.writeConfig(configOf({ api: { events: [event("videos")] } }));
		await stage.deploy();
		assert.deepEqual([told(stage, "photos").length, told(stage, "videos").length], [1, 2]);
		stage.answer = () => "shop-dev";
		await stage.remove();
		assert.deepEqual(told(stage, "videos"), [others]);
	});

	it("that is gone does not keep the stack from being deleted", async () => {
		const stage = opened(event("photos"));
		await stage.deploy();
		stage.cloud.world.buckets.delete("photos");
		stage.answer = () => "shop-dev";
		await stage.remove();
		assert.equal(stage.stack().status, "DELETE_COMPLETE");
	});

	it("is known by the permission that it has", () => {
		const permission = (Principal: string, SourceArn: unknown) => ({
			Type: "AWS::Lambda::Permission",
			Properties: { Principal, SourceArn },
		});
		const template = {
			AWSTemplateFormatVersion: "2010-09-09",
			Description: "",
			Outputs: {},
			Resources: {
				A: permission("s3.amazonaws.com", "arn:aws:s3:::photos"),
				B: permission("s3.amazonaws.com", "arn:aws:s3:::photos"),
				C: permission("sns.amazonaws.com", "arn:aws:sns:eu-west-1:1:x"),
				D: permission("s3.amazonaws.com", { "Fn::GetAtt": ["Bucket", "Arn"] }),
			},
		} as const;
		assert.deepEqual(foreignBuckets(template), ["photos"]);
		assert.deepEqual(placeOf("cn-north-1", { account: "1", arn: "arn:aws-cn:iam::1:user/x" }), {
			region: "cn-north-1",
			account: "1",
			partition: "aws-cn",
		});
	});
});
