import assert from "node:assert/strict";
import { surroundingsOf } from "../../../engine/compile/surroundings.ts";
import type { Want } from "../../../engine/config/facts.ts";
import { target } from "../../support/placed.ts";
import { compileText, functionBlock } from "./compile-text.ts";

const { graph } = compileText(`resources:
  files: {type: bucket}
  broken: {type: bucket, properties: {foo: 1}}
  api:
    ${functionBlock("connectTo: [files]\n")}`);

describe("what a room can ask", () => {
	it("is recorded, answered or not", () => {
		const wants = new Map<string, Want>();
		const facts = new Map([
			["secret:a", "v1"],
			["secret:b", "missing"],
		]);
		const around = surroundingsOf(graph, target, facts, wants);
		assert.deepEqual(
			["a", "b", "c"].map((name) => around.fact({ kind: "secret", name })),
			["v1", null, undefined],
		);
		assert.deepEqual([...wants.keys()], ["secret:a", "secret:b", "secret:c"]);
	});

	it("is who connects to a resource, and which resources there are", () => {
		const around = surroundingsOf(graph, target, new Map(), new Map());
		assert.deepEqual(
			around.accessors("files").map(({ by }) => by.name),
			["api"],
		);
		assert.deepEqual(
			around.all().map(({ name }) => name),
			["files", "api"],
		);
		assert.deepEqual(Object.keys(around.paramsOf("files")), ["name", "arn"]);
		assert.deepEqual(around.paramsOf("broken"), {});
	});

	it("is made once", () => {
		const around = surroundingsOf(graph, target, new Map(), new Map());
		let made = 0;
		const make = () => ++made;
		assert.deepEqual(
			[around.once("one", make), around.once("one", make), around.once("two", make)],
			[1, 1, 2],
		);
	});
});
