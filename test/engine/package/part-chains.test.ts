import assert from "node:assert/strict";
import { partsWithChains } from "../../../engine/package/part-chains.ts";

const input = (...paths: string[]) => ({
	bytes: 1,
	imports: paths.map((path) => ({ path, kind: "import-statement" as const })),
});

describe("the parts of a bundle", () => {
	it("are packages with the imports that brought them in, by the shortest way, and files of the user", () => {
		const inputs = {
			"src/api.ts": input("src/db.ts", "node_modules/orm/index.js"),
			"src/db.ts": input("node_modules/orm/index.js"),
			"node_modules/orm/index.js": input("node_modules/orm/deep.js"),
			"node_modules/orm/deep.js": input("node_modules/engine/index.js"),
			"node_modules/engine/index.js": input(),
		};
		const sizes = {
			"src/api.ts": 1,
			"src/db.ts": 2,
			"node_modules/orm/deep.js": 5,
			"node_modules/engine/index.js": 90,
		};
		const output = {
			bytes: 98,
			imports: [],
			exports: [],
			entryPoint: "src/api.ts",
			inputs: Object.fromEntries(
				Object.entries(sizes).map(([path, bytesInOutput]) => [path, { bytesInOutput }]),
			),
		};
		assert.deepEqual(partsWithChains({ inputs, outputs: { "index.js": output } }), [
			{ path: "src/api.ts → orm → engine", size: 90 },
			{ path: "src/api.ts → orm", size: 5 },
			{ path: "src/db.ts", size: 2 },
			{ path: "src/api.ts", size: 1 },
		]);
	});
});
