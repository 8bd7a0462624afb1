import assert from "node:assert/strict";
import type { StackEvent, StackResource, StackState } from "../../../../engine/cloud/port.ts";
import { blockedBy, nameOf, wayOutOf } from "../../../../engine/deploy/rescue/blocked.ts";

const overview = {
	resources: { api: { resourceType: "function", cloudformationChildResources: { ApiFunction: {} } } },
};

const stack: StackState = {
	name: "shop-dev",
	id: "arn",
	status: "UPDATE_ROLLBACK_FAILED",
	outputs: { StpStackInfoMap: JSON.stringify(overview) },
	tags: {},
	terminationProtection: false,
	createdAt: 0,
};

const resource = (logicalId: string, status: string, statusReason?: string): StackResource => ({
	logicalId,
	type: "AWS::SQS::Queue",
	status,
	...(statusReason !== undefined && { statusReason }),
});

let count = 0;
const event = (logicalId: string, status: string, reason?: string): StackEvent => ({
	id: `e${count++}`,
	logicalId,
	type: logicalId === "shop-dev" ? "AWS::CloudFormation::Stack" : "AWS::SQS::Queue",
	...(logicalId === "shop-dev" && { physicalId: "arn" }),
	status,
	at: 0,
	...(reason !== undefined && { reason }),
});

const idsOf = (...args: Parameters<typeof blockedBy>) => blockedBy(...args).map(({ logicalId }) => logicalId);

describe("what blocks a stack", () => {
	it("is what failed in the rollback, and neither its cause nor what was cancelled or mended", () => {
		const events = [
			event("Cause", "UPDATE_FAILED", "broken"),
			event("shop-dev", "UPDATE_ROLLBACK_IN_PROGRESS"),
			event("ApiFunction", "UPDATE_FAILED", "gone (Service: Lambda, Status Code: 404)"),
			event("Other", "UPDATE_FAILED", "Resource update cancelled"),
			event("Mended", "UPDATE_FAILED", "busy"),
			event("Mended", "UPDATE_COMPLETE"),
			event("shop-dev", "UPDATE_ROLLBACK_FAILED"),
		];
		// Resources may be listed in their states before the rollback.
		const resources = [resource("Mended", "UPDATE_FAILED"), resource("ApiFunction", "UPDATE_COMPLETE")];
		const [blocked, ...others] = blockedBy(stack, resources, events, "continue-rollback");
		assert.deepEqual(others, []);
		assert.ok(blocked);
		assert.equal(blocked.reason, "gone");
		assert.equal(nameOf(blocked), "api (ApiFunction, AWS::SQS::Queue)");
	});

	it("is what could not be deleted, and not what a create has failed at before", () => {
		const failed = { ...stack, status: "ROLLBACK_FAILED" };
		const events = [event("A", "CREATE_FAILED", "quota"), event("B", "DELETE_FAILED", "in use")];
		assert.deepEqual(idsOf(failed, [], events, "delete"), ["B"]);
		assert.deepEqual(idsOf({ ...stack, status: "CREATE_FAILED" }, [], events.slice(0, 1), "delete"), ["A"]);
	});

	it("is told by the resources where the events were forgotten", () => {
		const resources = [resource("A", "UPDATE_FAILED", "not empty"), resource("B", "UPDATE_COMPLETE")];
		assert.deepEqual(idsOf(stack, resources, [], "continue-rollback"), ["A"]);
		const stuck = [resource("A", "DELETE_FAILED", "The bucket you tried to delete is not empty")];
		const [blocked] = blockedBy(stack, stuck, [], "delete");
		assert.equal(blocked?.hint, "empty the bucket, then delete again");
		assert.equal(blocked && nameOf(blocked), "A (AWS::SQS::Queue)");
	});

	it("is what failed in an update that was left so", () => {
		const events = [event("A", "UPDATE_FAILED", "broken"), event("B", "CREATE_FAILED")];
		assert.deepEqual(idsOf(stack, [], events, "roll-back"), ["A", "B"]);
		assert.equal(blockedBy(stack, [], events, "roll-back")[1]?.reason, "CloudFormation gives no reason");
	});
});

describe("the way out of a state", () => {
	const ways: Readonly<Record<string, string | undefined>> = {
		UPDATE_ROLLBACK_FAILED: "continue-rollback",
		UPDATE_FAILED: "roll-back",
		CREATE_FAILED: "delete",
		ROLLBACK_COMPLETE: "delete",
		ROLLBACK_FAILED: "delete",
		DELETE_FAILED: "delete",
		REVIEW_IN_PROGRESS: "delete",
		UPDATE_COMPLETE: undefined,
		IMPORT_ROLLBACK_FAILED: undefined,
	};
	for (const [status, way] of Object.entries(ways))
		it(`${status}: ${way ?? "none"}`, () => assert.equal(wayOutOf(status), way));
});
