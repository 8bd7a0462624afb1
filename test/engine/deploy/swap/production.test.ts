import assert from "node:assert/strict";
import { isProduction, refuseProduction } from "../../../../engine/deploy/swap/production.ts";
import { failureOf } from "../../../support/deploy.ts";

const refused = (stage: string, rule: Parameters<typeof refuseProduction>[1] = {}) =>
	failureOf((async () => refuseProduction(stage, rule))());

describe("a stage of production", () => {
	it("is refused on save, whatever it is called, unless it is allowed by its name", async () => {
		assert.equal((await refused("prod")).code, "production-stage");
		assert.equal((await refused("production", { allowProduction: ["prod"] })).kind, "usage");
		assert.match(
			(await refused("live", { productionStages: ["live"] })).message,
			/the stage "live" is marked/,
		);
		refuseProduction("prod", { allowProduction: ["prod"] });
		refuseProduction("prod", { productionStages: ["live"] });
		refuseProduction("dev", {});
	});

	it("is told from others", () => {
		assert.deepEqual(
			["prod", "production", "dev"].map((stage) => isProduction(stage, {})),
			[true, true, false],
		);
		assert.equal(isProduction("prod", { productionStages: [] }), false);
	});
});
