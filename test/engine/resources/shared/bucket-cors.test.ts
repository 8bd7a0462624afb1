import assert from "node:assert/strict";
import Value from "typebox/value";
import {
	bucketCors,
	checkBucketCors,
	corsConfiguration,
} from "../../../../engine/resources/shared/bucket-cors.ts";

const methods = ["GET", "PUT", "HEAD", "POST", "DELETE"];

describe("CORS of a bucket", () => {
	it("is nothing when it is off or not there", () => {
		assert.equal(corsConfiguration(undefined), undefined);
		assert.equal(corsConfiguration({ enabled: false, corsRules: [{}] }), undefined);
	});

	it("has rules of its own only when none are written", () => {
		const [rule, ...others] = corsConfiguration({ enabled: true, corsRules: [] })?.CorsRules ?? [];
		assert.deepEqual(rule?.AllowedMethods, methods);
		assert.equal(rule?.AllowedHeaders?.length, 10);
		assert.deepEqual(others, []);
		assert.equal(
			corsConfiguration({ enabled: true, corsRules: [{}] })?.CorsRules[0]?.AllowedHeaders,
			undefined,
		);
	});

	it("finds every rule with PATCH", () => {
		const found = checkBucketCors({
			enabled: true,
			corsRules: [
				{ allowedMethods: ["PATCH"] },
				{ allowedMethods: ["GET"] },
				{ allowedMethods: ["*", "PATCH"] },
			],
		});
		assert.deepEqual(
			found.map(({ path }) => path.join(".")),
			["cors.corsRules.0.allowedMethods.0", "cors.corsRules.2.allowedMethods.1"],
		);
		assert.deepEqual(checkBucketCors(undefined), []);
	});

	it("has a hundred rules at most", () => {
		const rules = (count: number) => ({
			enabled: true,
			corsRules: Array.from({ length: count }, () => ({})),
		});
		assert.equal(Value.Check(bucketCors, rules(100)), true);
		assert.equal(Value.Check(bucketCors, rules(101)), false);
	});
});
