import assert from "node:assert/strict";
import fc from "fast-check";
import { shortHash, stackHash, stackName, type Target, UNKNOWN_HASH } from "../../../engine/names/target.ts";

const dev: Target = { project: "my-project", stage: "dev", region: "eu-west-1", account: "123456789012" };

describe("the short hash", () => {
	// naming.md, section 3.
	const cases: readonly (readonly [text: string, expected: string])[] = [
		["", "1505"],
		["a", "2b5c4"],
		["my-project-dev", "5defbc33"],
		["eu-west-1my-project-dev123456789012", "175ec9e5"],
		["us-east-1my-project-dev123456789012", "1712ffe5"],
		["eu-west-1shop-production123456789012", "7324eeb9"],
		["123456789012", "f2003d47"],
	];
	for (const [text, expected] of cases) {
		it(`of ${JSON.stringify(text)} is ${expected}`, () => assert.equal(shortHash(text), expected));
	}

	it("is 1 to 8 hex digits of any text", () => {
		fc.assert(
			fc.property(fc.string({ unit: "grapheme" }), (text) => {
				assert.match(shortHash(text), /^[0-9a-f]{1,8}$/);
			}),
		);
	});
});

describe("a target", () => {
	it("names its stack by project and stage", () => {
		assert.equal(stackName(dev), "my-project-dev");
		assert.equal(stackName({ ...dev, project: "shop", stage: "production" }), "shop-production");
	});

	it("has a hash of region, stack and account, in that order", () => {
		assert.equal(stackHash(dev), "175ec9e5");
		assert.equal(stackHash({ ...dev, region: "us-east-1" }), "1712ffe5");
		assert.equal(stackHash({ ...dev, project: "shop", stage: "production" }), "7324eeb9");
	});

	it("has a placeholder of the same length while nobody knows the account", () => {
		const { account: _account, ...unknown } = dev;
		assert.equal(stackHash(unknown), UNKNOWN_HASH);
		assert.equal(UNKNOWN_HASH.length, 8);
	});
});
