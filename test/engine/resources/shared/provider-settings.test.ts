import assert from "node:assert/strict";
import {
	isFirstOfType,
	providerSetting,
	providerText,
} from "../../../../engine/resources/shared/provider-settings.ts";
import { placed, surroundings } from "../../../support/placed.ts";

describe("the settings of a provider", () => {
	const key = { "Fn::ImportValue": "key" };
	const around = surroundings([], [], {
		settings: { providerConfig: { upstash: { accountEmail: "", apiKey: key, n: 1 } } },
	});

	it("are texts, or what only the deploy knows", () => {
		assert.deepEqual(providerText("upstash", "apiKey", around), key);
		for (const name of ["accountEmail", "n", "other"])
			assert.equal(providerText("upstash", name, around), undefined);
		assert.equal(providerText("mongoDbAtlas", "publicKey", around), undefined);
		assert.equal(providerSetting("upstash", "n", around), 1);
	});

	it("are spoken of at the first resource that needs them", () => {
		const resources = [
			placed("bucket", "a", {}),
			placed("upstash-redis", "b", {}),
			placed("upstash-redis", "c", {}),
		];
		const all = surroundings(resources, []);
		assert.deepEqual(
			resources.map((resource) => isFirstOfType(resource, all)),
			[true, true, false],
		);
	});
});
