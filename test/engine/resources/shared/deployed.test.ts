import assert from "node:assert/strict";
import { deployedProperties } from "../../../../engine/resources/shared/deployed.ts";
import { surroundings } from "../../../support/placed.ts";

describe("what is deployed of a resource", () => {
	const read = (answer: string | null | undefined) =>
		deployedProperties(surroundings([], [], { fact: () => answer }), "MainDbDbInstance");
	it("is unknown, nothing, or its properties", () => {
		assert.deepEqual([read(undefined), read(null)], [undefined, null]);
		assert.deepEqual(read('{"EngineVersion":"16.6"}'), { EngineVersion: "16.6" });
	});
});
