import assert from "node:assert/strict";
import { edgeVersionArn, edgeVersionId } from "../../../../engine/resources/shared/edge-function.ts";
import { CompanionSlot } from "../../../../engine/template/slot.ts";
import { target } from "../../../support/placed.ts";

describe("a function at the edge, as a CDN sees it", () => {
	it("is a version in us-east-1", () => {
		assert.equal(edgeVersionId("guard"), "GuardVersion");
		assert.deepEqual(edgeVersionArn("guard", target), new CompanionSlot("GuardVersion"));
		assert.deepEqual(edgeVersionArn("guard", { ...target, region: "us-east-1" }), { Ref: "GuardVersion" });
	});
});
