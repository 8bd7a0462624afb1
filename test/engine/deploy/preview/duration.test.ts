import assert from "node:assert/strict";
import { likelySeconds } from "../../../../engine/deploy/preview/duration.ts";
import type { PreviewChange } from "../../../../engine/deploy/preview/preview.ts";

const change = (action: PreviewChange["action"], type: string): PreviewChange => ({
	action,
	logicalId: "X",
	type,
	properties: [],
	because: [],
});

describe("how long CloudFormation will probably take", () => {
	it("is a minute for what AWS makes at once", () => {
		assert.equal(likelySeconds([]), 60);
		assert.equal(likelySeconds([change("add", "AWS::SQS::Queue")]), 60);
	});

	it("is the time of the slowest, because many are made at once", () => {
		const added = [change("add", "AWS::RDS::DBInstance"), change("add", "AWS::EC2::NatGateway")];
		assert.equal(likelySeconds(added), 960);
		assert.equal(likelySeconds([change("remove", "AWS::RDS::DBInstance")]), 330);
		assert.equal(likelySeconds([change("replace", "AWS::RDS::DBInstance")]), 960);
		assert.ok(likelySeconds([change("change", "AWS::RDS::DBInstance")]) < 960);
	});
});
