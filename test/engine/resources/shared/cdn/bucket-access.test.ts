import assert from "node:assert/strict";
import { cdnStatements } from "../../../../../engine/resources/shared/cdn/bucket-access.ts";
import { placed, surroundings } from "../../../../support/placed.ts";

describe("the way of a CDN into a bucket", () => {
	const arns = { bucket: "arn:aws:s3:::files", objects: "arn:aws:s3:::files/*" };
	const gateway = placed("http-api-gateway", "api", {
		cdn: {
			enabled: true,
			routeRewrites: [{ path: "/a/*", forwardingOptions: { allowedMethods: ["GET", "PUT", "DELETE"] } }],
		},
	});
	const off = placed("function", "idle", { cdn: { enabled: false, routeRewrites: [{ path: "/a" }] } });
	const path = ["cdn", "routeRewrites", 0, "routeTo", "properties", "bucketName"];
	const around = surroundings([], [], {
		usesOf: () => [gateway, off].map((by) => ({ by, path, holder: { bucketName: "files" } })),
	});

	it("is there for its own CDN, and for routes of others that are on", () => {
		const bucket = placed("bucket", "files", { cdn: { enabled: true } });
		const statements = cdnStatements(bucket, arns, around);
		assert.deepEqual(
			statements.map(({ Sid, Action }) => [Sid, Action]),
			[
				["CloudfrontAccess", ["s3:GetObject"]],
				["CloudfrontAccessList", ["s3:ListBucket"]],
				["CloudfrontAccessApi", ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]],
				["CloudfrontAccessListApi", ["s3:ListBucket"]],
			],
		);
		assert.deepEqual(statements[0]?.Principal, {
			CanonicalUser: { "Fn::GetAtt": ["FilesCdnCloudFrontOriginAccessIdentity", "S3CanonicalUserId"] },
		});
	});

	it("is not there without a CDN", () =>
		assert.deepEqual(cdnStatements(placed("bucket", "files", {}), arns, surroundings([], [])), []));
});
