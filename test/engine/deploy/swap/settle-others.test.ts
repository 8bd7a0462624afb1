import assert from "node:assert/strict";
import { readDeployed } from "../../../../engine/deploy/deployed.ts";
import { settleOthers } from "../../../../engine/deploy/swap/settle-others.ts";
import type { Template } from "../../../../engine/template/template.ts";
import { target } from "../../../support/deploy.ts";
import { configOf, deployedService, entryOf, isMarked, runningIn } from "./container-stage.ts";

describe("a deploy after the hot swap of a service", () => {
	it("asks nothing of AWS when nothing was swapped", async () => {
		const stage = await deployedService();
		const template: Template = JSON.parse(stage.stack().body);
		const deployed =
			(await readDeployed(stage.ports, "shop-dev", { artifacts: [], target })) ?? assert.fail("none");
		stage.calls();
		const place = {
			stack: "shop-dev",
			target,
			bucket: "none",
			stored: new Set<string>(),
			by: "me",
			resourceOf: (id: string) => id,
		};
		await settleOthers(stage.ports, { deployed, template, ...place });
		assert.deepEqual(stage.calls(), []);
	});

	it("has CloudFormation write what was swapped", async () => {
		const stage = await deployedService();
		stage.host.save("/app/mailer/main.py", "print(2)");
		await stage.hotSwap();
		const swapped = runningIn(stage);
		const { outcome } = await stage.deploy();
		assert.equal(outcome, "updated");
		const after = runningIn(stage);
		assert.match(after.image, /--v000002$/);
		assert.ok(!isMarked(after.tags));
		assert.equal(entryOf(stage, "mailer"), undefined);
		assert.ok(stage.cloud.world.containers.revisions.get(swapped.revision)?.isRetired);
		assert.equal((await stage.deploy()).outcome, "unchanged");
	});

	it("puts back what was swapped and taken back in the config, of which CloudFormation sees nothing", async () => {
		const stage = await deployedService();
		const first = runningIn(stage);
		stage.writeConfig(configOf({ MODE: "fast" }));
		await stage.hotSwap();
		stage.writeConfig(configOf());
		await stage.deploy();
		const after = runningIn(stage);
		assert.equal(after.revision, first.revision);
		assert.deepEqual(after.variables, { LEVEL: "info" });
		assert.ok(
			stage.notes().some((note) => /mailer: the revision that was swapped in is replaced/.test(note)),
		);
	});

	it("and a swap back to it converge as well", async () => {
		const stage = await deployedService();
		stage.host.save("/app/mailer/main.py", "print(2)");
		await stage.hotSwap();
		stage.host.save("/app/mailer/main.py", "print(1)");
		const { swaps } = await stage.hotSwap();
		assert.equal(swaps.length, 1);
		assert.match(runningIn(stage).image, /--v000001$/);
		await stage.deploy();
		assert.ok(!isMarked(runningIn(stage).tags));
	});

	it("does both when it is asked to, the swap before the rest", async () => {
		const stage = await deployedService();
		stage.host.save("/app/mailer/main.py", "print(2)");
		stage.writeConfig(configOf({}, "  jobs:\n    type: sqs-queue\n"));
		const { outcome, swaps } = await stage.deploy({ hotSwap: true });
		assert.deepEqual([outcome, swaps.map(({ resource }) => resource)], ["updated", ["mailer"]]);
		assert.ok(!isMarked(runningIn(stage).tags));
	});
});
