import assert from "node:assert/strict";
import { pathSetting, readProgram, versionSetting } from "../../../../engine/package/languages/program.ts";
import { bug } from "../../../../engine/report/bug.ts";

describe("what a config says about a function in another language", () => {
	it("is read from its properties", () => {
		const properties = {
			handlerFunction: "main",
			includeFiles: ["a"],
			excludeFiles: ["b"],
			excludeDependencies: ["c"],
			languageSpecificConfig: { pythonVersion: 3.1, packageManagerFile: "deps\\pyproject.toml" },
		};
		const program = readProgram(properties, "./src/../app.py") ?? bug("it is none");
		assert.deepEqual(program, {
			kind: "program",
			language: "python",
			entry: "app.py",
			handler: "main",
			includeFiles: ["a"],
			excludeFiles: ["b"],
			excluded: ["c"],
			settings: properties.languageSpecificConfig,
		});
		assert.equal(versionSetting(program, "pythonVersion"), "3.10");
		assert.equal(versionSetting(program, "javaVersion"), undefined);
		assert.equal(pathSetting(program, "packageManagerFile"), "deps/pyproject.toml");
		assert.equal(pathSetting(program, "projectFile"), undefined);
	});

	it("is nothing for a file of no language", () => assert.equal(readProgram({}, "a.lua"), undefined));
});
