import assert from "node:assert/strict";
import {
	functionFacets,
	layersOf,
	variablesOf,
} from "../../../../engine/template/changes/function-changes.ts";

const Code = { S3Key: "api.zip" };
const literal = { Code, Environment: { Variables: { A: "1" } } };

describe("changes of a function", () => {
	it("are told for each variable", () => {
		const after = {
			Code,
			Environment: { Variables: { A: "2", B: { Ref: "Jobs" }, C: "{{resolve:ssm:c}}" } },
		};
		assert.deepEqual(
			functionFacets(literal, after, ["Environment"]).map(({ kind, property }) => `${kind} ${property}`),
			["swap Environment.Variables.A", "defer Environment.Variables.B", "defer Environment.Variables.C"],
		);
	});

	it("have words that people know", () => {
		const words = functionFacets({}, {}, ["VpcConfig", "Layers", "Unknown"]).map(({ what, isPlural }) => [
			what,
			isPlural,
		]);
		assert.deepEqual(words, [
			["network", undefined],
			["layers", true],
			["Unknown", undefined],
		]);
	});
});

describe("what a template says of a function", () => {
	it("are its variables, none when it has none, and nothing when they are computed", () => {
		assert.deepEqual(variablesOf(literal), { A: "1" });
		assert.deepEqual([variablesOf({}), variablesOf({ Environment: {} })], [{}, {}]);
		assert.equal(variablesOf({ Environment: { Variables: "x" } }), undefined);
	});

	it("are the ARNs of its layers, if they are ARNs", () => {
		assert.deepEqual([layersOf({}), layersOf({ Layers: ["a"] })], [[], ["a"]]);
		assert.equal(layersOf({ Layers: [{ Ref: "Tools" }] }), undefined);
	});
});
