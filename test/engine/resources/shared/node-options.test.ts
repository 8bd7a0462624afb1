import assert from "node:assert/strict";
import { NODE_OPTIONS, nodeOptions } from "../../../../engine/resources/shared/node-options.ts";
import { ref } from "../../../../engine/template/intrinsics.ts";

const newest = "--enable-source-maps --experimental-require-module --experimental-detect-module";

describe(`the variable ${NODE_OPTIONS}`, () => {
	const cases: readonly (readonly [string, Parameters<typeof nodeOptions>[0], unknown])[] = [
		["flags for the version", { extension: "ts", version: 24, written: undefined }, newest],
		["fewer for an old one", { extension: "ts", version: 20, written: undefined }, "--enable-source-maps"],
		[
			"fewer while it is not known",
			{ extension: "js", version: undefined, written: "" },
			"--enable-source-maps",
		],
		["none for other languages", { extension: "py", version: 24, written: "--x" }, undefined],
		["none without an entry file", { extension: undefined, version: 24, written: undefined }, undefined],
		[
			"flags once",
			{ extension: "mjs", version: 18, written: "--enable-source-maps" },
			"--enable-source-maps",
		],
		[
			"flags behind what only the deploy knows",
			{ extension: "mjs", version: 18, written: ref("Flags") },
			{ "Fn::Join": [" ", [{ Ref: "Flags" }, "--enable-source-maps"]] },
		],
	];
	for (const [name, code, expected] of cases) {
		it(`has ${name}`, () => assert.deepEqual(nodeOptions(code), expected));
	}
});
