import assert from "node:assert/strict";
import { tagMap } from "../../../../engine/resources/shared/tag-map.ts";
import { surroundings } from "../../../support/placed.ts";

describe("tags as a map", () => {
	it("are the stack's, the resource's own, and those of the stack's names, which stay", () => {
		const tags = [
			{ Key: "owner", Value: "stack" },
			{ Key: "team", Value: "stack" },
			{ Key: "stp:stage", Value: "dev" },
		];
		const own = [
			{ name: "team", value: "own" },
			{ name: "stp:stage", value: "own" },
		];
		assert.deepEqual(tagMap(surroundings([], [], { tags }), own), {
			owner: "stack",
			team: "own",
			"stp:stage": "dev",
		});
		assert.deepEqual(tagMap(surroundings([], [], { tags: [] })), {});
	});
});
