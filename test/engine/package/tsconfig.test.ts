import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "mocha";
import { foldersUp, readTsconfigs } from "../../../engine/package/tsconfig.ts";
import { diskHost, makeProject } from "./project.ts";

describe("tsconfig files", () => {
	it("are followed through extends: relative, without ending, from a package, and several", async () => {
		const root = makeProject({
			"tsconfig.json": `{ // a comment
				"extends": ["./base", "@tsconfig/node24/tsconfig.json", "shared-config", "./missing.json"],
			}`,
			"base.json": '\uFEFF{ "extends": "./deep/tsconfig.json" }',
			"deep/tsconfig.json":
				'{ "extends": "../base.json", "compilerOptions": { "emitDecoratorMetadata": true } }',
			"node_modules/@tsconfig/node24/tsconfig.json": "{}",
			"node_modules/shared-config/tsconfig.json": "not json at all",
		});
		const { files, wantsDecoratorMetadata } = await readTsconfigs(diskHost(), [join(root, "tsconfig.json")]);
		assert.deepEqual(
			files.map((file) => file.slice(root.length + 1)),
			[
				"base.json",
				"deep/tsconfig.json",
				"node_modules/@tsconfig/node24/tsconfig.json",
				"node_modules/shared-config/tsconfig.json",
				"tsconfig.json",
			],
		);
		assert.equal(wantsDecoratorMetadata, true);
	});

	it("may be missing", async () => {
		const none = await readTsconfigs(diskHost(), [join(makeProject({}), "no.json")]);
		assert.deepEqual(none, { files: [], wantsDecoratorMetadata: false, mappings: [] });
	});

	it("are looked for in every folder up to the top", () => {
		assert.deepEqual(foldersUp("/a/b"), ["/a/b", "/a", "/"]);
	});
});
