import assert from "node:assert/strict";
import { edgeAttribute, edgeRef } from "../../../../engine/resources/shared/edge.ts";
import { CompanionSlot } from "../../../../engine/template/slot.ts";
import { target } from "../../../support/placed.ts";

describe("a reference to what stands in us-east-1", () => {
	it("is CloudFormation's own in a stack that is there", () => {
		const there = { ...target, region: "us-east-1" };
		assert.deepEqual(edgeRef(there, "Acl"), { Ref: "Acl" });
		assert.deepEqual(edgeAttribute(there, "Acl", "Arn"), { "Fn::GetAtt": ["Acl", "Arn"] });
	});

	it("is an output of the companion elsewhere", () => {
		const slot = edgeAttribute(target, "Acl", "Arn");
		assert.ok(slot instanceof CompanionSlot);
		assert.equal(slot.output, "AclArn");
		assert.ok(edgeRef(target, "Acl") instanceof CompanionSlot);
	});
});
