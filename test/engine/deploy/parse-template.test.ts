import assert from "node:assert/strict";
import { parseTemplate } from "../../../engine/deploy/parse-template.ts";
import { Failure } from "../../../engine/report/failure.ts";

describe("the template of a deployed stack", () => {
	it("is read as JSON and as YAML", () => {
		assert.deepEqual(parseTemplate('{"Resources":{}}').Resources, {});
		assert.deepEqual(parseTemplate("Resources:\n  A:\n    Type: T\n").Resources, { A: { Type: "T" } });
	});

	it("is a failure when nobody can read it", () => {
		for (const text of ["{", "- a", "Resources: 1"]) {
			assert.throws(
				() => parseTemplate(text),
				(error) => error instanceof Failure && error.code === "unreadable-template",
			);
		}
	});
});
