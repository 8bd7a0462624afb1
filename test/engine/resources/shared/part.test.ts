import assert from "node:assert/strict";
import { isPart } from "../../../../engine/resources/shared/part.ts";
import { placed } from "../../../support/placed.ts";

describe("a part", () => {
	it("has a reference with a dot", () => {
		const whole = placed("http-api-gateway", "web", {});
		assert.deepEqual([isPart(whole), isPart({ ...whole, reference: "web.gateway" })], [false, true]);
	});
});
