import assert from "node:assert/strict";
import { settleOlder } from "../../../../engine/deploy/history/settle-older.ts";
import { deployedStage } from "../../../support/deploy.ts";

describe("hot swaps under an earlier template", () => {
	it("end with the code that both templates name, and functions that were not swapped are not touched", async () => {
		const stage = await deployedStage();
		const { template } = stage.stack();
		const bucket =
			[...stage.cloud.world.buckets.keys()].find((name) => name.startsWith("stp-deployment")) ?? "";
		const deployed = template as Parameters<typeof settleOlder>[1]["deployed"];
		const settle = () => settleOlder(stage.ports, { deployed, template: deployed, bucket, by: "me" });
		await settle();
		assert.deepEqual(stage.calls(), ["functions.read"]);
		stage.edit("api", "swapped");
		await stage.hotSwap();
		await settle();
		assert.equal(stage.live("api"), "one");
		assert.equal("stp:hotswap-deploy" in stage.tagsOf("api"), false);
		assert.equal((await stage.deploy()).outcome, "updated");
	});
});
