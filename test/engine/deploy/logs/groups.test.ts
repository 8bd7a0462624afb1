import assert from "node:assert/strict";
import { logGroupsOf } from "../../../../engine/deploy/logs/groups.ts";
import { deployedStage } from "../../../support/deploy.ts";

describe("the log groups of a resource", () => {
	it("are those that the stack has made for it, as long as they are there", async () => {
		const { stacks } = (await deployedStage()).cloud;
		const stack = (await stacks.read("shop-dev", {})) ?? assert.fail("no stack");
		const children = await stacks.resources("shop-dev", {});
		assert.deepEqual(logGroupsOf(stack, children, "api"), ["/aws/lambda/shop-dev-api"]);
		assert.deepEqual(logGroupsOf(stack, children, "other"), []);
		const gone = children.map((child) => ({ ...child, status: "DELETE_COMPLETE" }));
		assert.deepEqual(logGroupsOf(stack, gone, "api"), []);
	});
});
