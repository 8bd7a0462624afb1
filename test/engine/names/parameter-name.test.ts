import assert from "node:assert/strict";
import { parameterPrefix, sensitiveParameterName } from "../../../engine/names/parameter-name.ts";

const target = { project: "shop", stage: "dev", region: "eu-west-1" };

describe("the name of an encrypted parameter", () => {
	it("is that of the region, the stack, the resource and what it holds", () => {
		assert.equal(
			sensitiveParameterName("db", "connectionString", target),
			"/stp/eu-west-1/shop-dev/db/connectionString",
		);
		assert.equal(sensitiveParameterName("convex.db", "x", target), "/stp/eu-west-1/shop-dev/convex.db/x");
		assert.equal(parameterPrefix(target), "/stp/eu-west-1/shop-dev/");
	});
});
