import assert from "node:assert/strict";
import { apiId, stageId, tagMap } from "../../../../engine/resources/http-api-gateway/settings.ts";
import { placed, surroundings } from "../../../support/placed.ts";

describe("a gateway", () => {
	it("has the ids of the format", () => {
		const gateway = placed("http-api-gateway", "gw", {});
		assert.deepEqual([apiId(gateway), stageId(gateway)], ["GwApi", "GwStage"]);
	});

	it("has tags as a map", () => assert.equal(tagMap(surroundings([], []))["stp:stack-name"], "proj-dev"));
});
