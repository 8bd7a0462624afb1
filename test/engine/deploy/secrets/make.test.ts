import assert from "node:assert/strict";
import { makeSecrets, missingKeys } from "../../../../engine/deploy/secrets/make.ts";
import type { SecretPlan } from "../../../../engine/resources/kind.ts";
import { openStage } from "../../../support/deploy.ts";

const plan: SecretPlan = {
	name: "stp/eu-west-1/shop-dev/db",
	keys: [
		{ key: "instanceSecret", kind: "hex", bytes: 32 },
		{ key: "dbPassword", kind: "password", length: 32 },
		{ key: "adminKey", kind: "convex-admin-key", instanceName: "app", secretKey: "instanceSecret" },
	],
};

describe("a secret that the engine makes", () => {
	it("gets every key that it lacks", () => {
		const made = missingKeys(plan, {}, 0);
		assert.match(made["instanceSecret"] ?? "", /^[0-9a-f]{64}$/);
		assert.match(made["dbPassword"] ?? "", /^[A-Za-z0-9]{32}$/);
		assert.match(made["adminKey"] ?? "", /^app\|01[0-9a-f]+$/);
		assert.notEqual(missingKeys(plan, {}, 0)["dbPassword"], made["dbPassword"]);
	});

	it("keeps what it has", () => {
		const kept = { instanceSecret: "ab", dbPassword: "cd" };
		assert.deepEqual(Object.keys(missingKeys(plan, kept, 0)), ["adminKey"]);
		assert.deepEqual(missingKeys(plan, { ...kept, adminKey: "app|01" }, 0), {});
	});

	it("gets another admin key when the instance gets another name, by which the old one lets nobody in", () => {
		const known = { instanceSecret: "ab", dbPassword: "cd", adminKey: "other|01" };
		assert.match(missingKeys(plan, known, 0)["adminKey"] ?? "", /^app\|/);
	});

	it("is made once, with the tags of the stack", async () => {
		const { ports, cloud } = openStage();
		const compiled = { secrets: [plan], tags: { "stp:stage": "dev" } };
		await makeSecrets(ports, compiled);
		const made = cloud.world.scripts.secretValues.get(plan.name);
		assert.deepEqual(Object.keys(JSON.parse(made ?? "")), ["instanceSecret", "dbPassword", "adminKey"]);
		await makeSecrets(ports, compiled);
		assert.equal(cloud.world.scripts.secretValues.get(plan.name), made);
	});
});
