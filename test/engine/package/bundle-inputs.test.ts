import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "mocha";
import {
	bundleParts,
	inputKeys,
	installedPackage,
	readInputs,
} from "../../../engine/package/bundle-inputs.ts";
import { diskHost, makeProject } from "./project.ts";

const input = { bytes: 1, imports: [] };
const output = (inputs: Record<string, number>) => ({
	bytes: 0,
	imports: [],
	exports: [],
	inputs: Object.fromEntries(Object.entries(inputs).map(([key, bytesInOutput]) => [key, { bytesInOutput }])),
});

describe("the inputs of a bundle", () => {
	it("are files only, in an order of their own", () => {
		const keys = ["src/b.ts", "<define:X>", "src/a.ts", "(disabled):fs", "data:text/plain,x", "D:/lib/x.ts"];
		const inputs = Object.fromEntries(keys.map((key) => [key, input]));
		assert.deepEqual(inputKeys({ inputs, outputs: {} }), ["D:/lib/x.ts", "src/a.ts", "src/b.ts"]);
	});

	const packages: readonly (readonly [string, string | undefined, string?])[] = [
		["src/a.ts", undefined],
		["node_modules/zod/index.js", "zod", "node_modules/zod"],
		["../node_modules/@a/b/lib/c.js", "@a/b", "../node_modules/@a/b"],
		["node_modules/.pnpm/zod@4/node_modules/zod/a.js", "zod", "node_modules/.pnpm/zod@4/node_modules/zod"],
		["src/node_modules_of/a.js", undefined],
	];
	for (const [path, name, folder] of packages) {
		it(`${path} belongs to ${name ?? "no package"}`, () => {
			assert.deepEqual(installedPackage(path), name === undefined ? undefined : { name, folder });
		});
	}

	it("count a package as one part", () => {
		const inputs = { "src/a.ts": 10, "node_modules/zod/a.js": 7, "node_modules/zod/b.js": 8, "src/b.ts": 2 };
		assert.deepEqual(bundleParts({ inputs: {}, outputs: { "index.js": output(inputs) } }), [
			{ path: "zod", size: 15 },
			{ path: "src/a.ts", size: 10 },
			{ path: "src/b.ts", size: 2 },
		]);
	});

	it("find the nearest tsconfig.json and package.json of the user's own files when none is given", async () => {
		const root = makeProject({
			"package.json": "{}",
			"lib/package.json": "{}",
			"lib/tsconfig.json": '{ "extends": "../tsconfig.json" }',
			"node_modules/zod/package.json": "{}",
		});
		const inputs = { "lib/src/x.ts": input, "src/api.ts": input, "node_modules/zod/a.js": input };
		const { files } = await readInputs(diskHost(), root, { inputs, outputs: {} }, undefined);
		const expected = [
			"lib/package.json",
			"lib/src/x.ts",
			"lib/tsconfig.json",
			"node_modules/zod/a.js",
			"package.json",
			"src/api.ts",
			"tsconfig.json",
		];
		assert.deepEqual(
			files,
			expected.map((path) => join(root, path)),
		);
	});
});
