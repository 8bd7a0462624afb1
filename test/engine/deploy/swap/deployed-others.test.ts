import assert from "node:assert/strict";
import { readOthers } from "../../../../engine/deploy/swap/deployed-others.ts";
import type { Template } from "../../../../engine/template/template.ts";
import { deployedStage } from "../../../support/deploy.ts";
import { deployedService, runningIn } from "./container-stage.ts";

describe("what can be swapped besides functions", () => {
	it("is not asked for where there is nothing of it", async () => {
		const stage = await deployedStage();
		const template: Template = JSON.parse(stage.stack().body);
		stage.calls();
		assert.equal((await readOthers(stage.ports, "shop-dev", template)).services.size, 0);
		assert.deepEqual(stage.calls(), []);
	});

	it("is a service with what it runs and what its template says", async () => {
		const stage = await deployedService();
		const template: Template = JSON.parse(stage.stack().body);
		const { services } = await readOthers(stage.ports, "shop-dev", template);
		const [service] = services.values();
		assert.equal(service?.definition, "MailerTaskDefinition");
		assert.equal(service.template, runningIn(stage).revision);
		assert.equal(service.state?.revision, service.template);
	});

	it("has no state when somebody has deleted it", async () => {
		const stage = await deployedService();
		stage.cloud.world.containers.services.clear();
		const { services } = await readOthers(stage.ports, "shop-dev", JSON.parse(stage.stack().body));
		assert.equal(services.get("MailerTaskDefinition")?.state, undefined);
	});
});
