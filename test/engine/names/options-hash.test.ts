import assert from "node:assert/strict";
import { optionsHash } from "../../../engine/names/options-hash.ts";

describe("the hash of options", () => {
	// From `object-hash` 3.0.0 and the shortening of names; the first two stand in deployed stacks.
	const ofTheLibrary: readonly (readonly [hash: string, options: object])[] = [
		[
			"7525a449",
			{
				minTTL: 0,
				defaultTTL: 0,
				maxTTL: 31536000,
				cacheMethods: ["GET", "HEAD", "OPTIONS"],
				cacheKeyParameters: { headers: { none: true }, cookies: { none: true }, queryString: { all: true } },
			},
		],
		[
			"671ea431",
			{
				minTTL: 0,
				defaultTTL: 0,
				maxTTL: 31536000,
				cacheMethods: ["GET", "HEAD", "OPTIONS"],
				cacheKeyParameters: {
					cookies: { none: true },
					queryString: { all: true },
					headers: {
						whitelist: ["next-url", "rsc", "next-router-prefetch", "next-router-state-tree", "accept"],
					},
				},
			},
		],
		["e2287887", {}],
		["1ef14d4a", { disableCompression: true }],
		["f561e61c", { headers: { allExcept: ["host"] }, cookies: { none: true } }],
		["dc4518ef", { a: null, b: ["x", { c: 1.5 }], d: "ü" }],
	];
	for (const [hash, options] of ofTheLibrary) {
		it(`is ${hash}, as the format has it`, () => assert.equal(optionsHash(options), hash));
	}

	it("does not depend on the order of keys", () =>
		assert.equal(optionsHash({ a: 1, b: { c: null, d: [] } }), optionsHash({ b: { d: [], c: null }, a: 1 })));

	it("depends on values", () => assert.notEqual(optionsHash({ a: [1, 2] }), optionsHash({ a: [2, 1] })));
});
