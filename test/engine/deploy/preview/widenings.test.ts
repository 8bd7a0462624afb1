import assert from "node:assert/strict";
import type { TemplateStep } from "../../../../engine/deploy/preview/changes.ts";
import { findWidenings } from "../../../../engine/deploy/preview/widenings.ts";
import type { CfnResource } from "../../../../engine/template/template.ts";

type Properties = Readonly<Record<string, unknown>>;

function wider(Type: string, before: Properties | undefined, after: Properties | undefined) {
	const resource = (Properties: Properties | undefined): CfnResource | undefined =>
		Properties && { Type, Properties };
	const [old, now] = [resource(before), resource(after)];
	const step: TemplateStep = {
		action: "change",
		logicalId: "X",
		type: Type,
		properties: [],
		because: [],
		...(old && { before: old }),
		...(now && { after: now }),
	};
	return findWidenings([step]).map(({ kind, what }) => `${kind}: ${what}`);
}

describe("what becomes public", () => {
	it("is a port that everybody may reach", () => {
		const rule = (CidrIp: string) => ({
			SecurityGroupIngress: [{ IpProtocol: "tcp", FromPort: 22, ToPort: 22, CidrIp }],
		});
		const group = "AWS::EC2::SecurityGroup";
		assert.deepEqual(wider(group, rule("10.0.0.0/8"), rule("0.0.0.0/0")), [
			"public: port 22 is open to 0.0.0.0/0",
		]);
		assert.deepEqual(wider(group, rule("0.0.0.0/0"), rule("0.0.0.0/0")), []);
	});

	it("is a function's URL, a database's address, a route without authorization", () => {
		assert.deepEqual(wider("AWS::Lambda::Url", { AuthType: "AWS_IAM" }, { AuthType: "NONE" }), [
			"public: anybody may call the function by its URL",
		]);
		assert.deepEqual(wider("AWS::RDS::DBInstance", {}, { PubliclyAccessible: true }), [
			"public: the database has a public address",
		]);
		assert.deepEqual(
			wider(
				"AWS::ApiGatewayV2::Route",
				{ RouteKey: "GET /", AuthorizationType: "JWT" },
				{ RouteKey: "GET /" },
			),
			["public: GET / answers without authorization"],
		);
		assert.deepEqual(wider("AWS::ApiGatewayV2::Route", undefined, { RouteKey: "GET /" }), []);
	});

	it("is a bucket whose block of public access is lifted", () => {
		const closed = {
			PublicAccessBlockConfiguration: {
				BlockPublicAcls: true,
				BlockPublicPolicy: true,
				IgnorePublicAcls: true,
				RestrictPublicBuckets: true,
			},
		};
		const open = {
			PublicAccessBlockConfiguration: { ...closed.PublicAccessBlockConfiguration, BlockPublicPolicy: false },
		};
		assert.deepEqual(wider("AWS::S3::Bucket", closed, open), ["public: BlockPublicPolicy is off"]);
		assert.deepEqual(wider("AWS::S3::Bucket", undefined, {}), []);
	});

	it("is a policy for everybody; one for a service is a permission", () => {
		const policy = (Principal: unknown) => ({
			PolicyDocument: {
				Statement: [{ Effect: "Allow", Principal, Action: "sqs:SendMessage", Resource: "*" }],
			},
		});
		assert.deepEqual(wider("AWS::SQS::QueuePolicy", undefined, policy("*")), [
			"public: everybody: sqs:SendMessage on *",
		]);
		assert.deepEqual(wider("AWS::SQS::QueuePolicy", undefined, policy({ Service: "sns.amazonaws.com" })), [
			"permission: sns.amazonaws.com: sqs:SendMessage on *",
		]);
	});

	it("is also what a removed prohibition permits", () => {
		const policy = {
			PolicyDocument: { Statement: { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*" } },
		};
		assert.deepEqual(wider("AWS::S3::BucketPolicy", policy, undefined), [
			"permission: no longer forbidden: everybody: s3:* on *",
		]);
	});
});
