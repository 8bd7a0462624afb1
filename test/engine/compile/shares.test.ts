import assert from "node:assert/strict";
import { blame, shares } from "../../../engine/compile/shares.ts";

const span = { start: 3, end: 9 };
const resource = { Type: "AWS::SNS::Topic" };
const child = (owner: string | undefined, raw = false) => ({ owner, raw, resource, name: undefined, span });

describe("the shares of a template", () => {
	it("are those of the config's parts, the largest first", () => {
		const children = new Map([
			["A", child("small")],
			["B", child("large")],
			["C", child("large")],
			["Own", child(undefined)],
			["Raw", child(undefined, true)],
		]);
		const resources = {
			A: resource,
			B: resource,
			C: resource,
			Own: resource,
			Raw: resource,
			Unknown: resource,
		};
		const found = shares(resources, children, () => 1);
		assert.deepEqual(
			found.map(({ name, amount }) => [name, amount]),
			[
				["large", 2],
				["small", 1],
				["Raw", 1],
			],
		);
		assert.deepEqual(blame(found, "of them").related[0], { message: "large brings 2 of them", span });
	});

	it("leave out what has no part in it", () =>
		assert.deepEqual(blame([{ name: "a", span, amount: 0 }], "of them").related, []));
});
