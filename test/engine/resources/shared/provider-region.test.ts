import assert from "node:assert/strict";
import { nearestRegion } from "../../../../engine/resources/shared/provider-region.ts";

describe("the nearest region of a provider", () => {
	const offered = ["us-east-1", "us-west-2", "eu-west-1", "eu-central-1", "ap-southeast-1"] as const;
	const cases = {
		"eu-central-1": "eu-central-1",
		"eu-west-3": "eu-west-1",
		"eu-north-1": "eu-west-1",
		"us-east-2": "us-east-1",
		"ap-northeast-1": "ap-southeast-1",
		"sa-east-1": "us-east-1",
	};
	for (const [region, expected] of Object.entries(cases))
		it(`of ${region} is ${expected}`, () => assert.equal(nearestRegion(region, [...offered]), expected));
});
