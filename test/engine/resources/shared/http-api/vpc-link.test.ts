import assert from "node:assert/strict";
import { vpcLinkGroupId, vpcLinkId } from "../../../../../engine/resources/shared/http-api/vpc-link.ts";

describe("a VPC link, as containers see it", () => {
	it("has the ids of the format", () => {
		assert.equal(vpcLinkId("api"), "ApiVpcLink");
		assert.equal(vpcLinkGroupId("api"), "ApiVpcLinkSecurityGroup");
	});
});
