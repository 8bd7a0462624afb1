import assert from "node:assert/strict";
import { stateInWords } from "../../../engine/deploy/state-words.ts";

describe("the state of a stack in words", () => {
	for (const status of [
		"ROLLBACK_COMPLETE",
		"UPDATE_ROLLBACK_COMPLETE",
		"DELETE_COMPLETE",
		"UPDATE_ROLLBACK_FAILED",
		"ROLLBACK_FAILED",
		"CREATE_FAILED",
		"UPDATE_FAILED",
		"DELETE_FAILED",
	]) {
		it(`says what ${status} means`, () => {
			assert.match(stateInWords("shop-dev", status), new RegExp(`^shop-dev is ${status}: [a-z].{20,}[a-z]$`));
		});
	}

	it("is the bare state where that says enough", () => {
		assert.equal(stateInWords("shop-dev", "UPDATE_COMPLETE"), "shop-dev is UPDATE_COMPLETE");
	});
});
