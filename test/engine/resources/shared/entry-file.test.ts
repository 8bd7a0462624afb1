import assert from "node:assert/strict";
import { readEntryFile } from "../../../../engine/resources/shared/entry-file.ts";

describe("an entry file", () => {
	const cases: readonly (readonly [string, object])[] = [
		[
			"./src/api.handler.ts",
			{ baseName: "api.handler", folder: "src", extension: "ts", language: "javascript" },
		],
		["api.py", { baseName: "api", folder: "", extension: "py", language: "python" }],
		["./api.go", { baseName: "api", folder: "", extension: "go", language: "go" }],
		["src\\java\\Api.java", { baseName: "Api", folder: "java", extension: "java", language: "java" }],
		["src/api.mts", { baseName: "api", folder: "src", extension: "mts", language: undefined }],
		["src/Makefile", { baseName: "Makefile", folder: "src", extension: "", language: undefined }],
		["src/.ts", { baseName: ".ts", folder: "src", extension: "", language: undefined }],
	];
	for (const [path, expected] of cases) {
		it(`is read from ${path}`, () => assert.deepEqual(readEntryFile(path), { path, ...expected }));
	}
});
