import assert from "node:assert/strict";
import { openLedger } from "../../../../engine/deploy/ledger.ts";
import { watchAfterwards } from "../../../../engine/deploy/swap/afterwards.ts";
import { deployedStage } from "../../../support/deploy.ts";

describe("a look at what was swapped", () => {
	it("is over at once when no code was", async () => {
		const stage = await deployedStage();
		const bucket = "none";
		const ledger = openLedger(stage.ports, bucket, { by: "me", base: "" });
		const afterwards = watchAfterwards(stage.ports, () => ({
			bucket,
			repository: "",
			isFast: false,
			ledger,
		}));
		stage.calls();
		const found = await afterwards.begin([], () => assert.fail("nothing has changed"));
		await afterwards.end();
		assert.deepEqual([found, stage.calls()], [[], []]);
	});
});
