import assert from "node:assert/strict";
import { hasTransferAcceleration } from "../../../../engine/resources/shared/transfer-acceleration.ts";

describe("transfer acceleration", () => {
	const without = ["ap-east-1", "ap-northeast-3", "af-south-1", "eu-north-1", "me-south-1", "eu-south-1"];

	it("is missing in six regions", () => assert.deepEqual(without.filter(hasTransferAcceleration), []));

	it("is there in the others", () => {
		const regions = ["eu-west-1", "us-east-1", "ap-northeast-1"];
		assert.deepEqual(regions.filter(hasTransferAcceleration), regions);
	});
});
