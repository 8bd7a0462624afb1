import assert from "node:assert/strict";
import { splitEntryPath } from "../../../engine/schema/entry-path.ts";

describe("the path of an entry file", () => {
	it("has the variable of an application behind it", () =>
		assert.deepEqual(splitEntryPath("app/main.py:app"), { path: "app/main.py", variable: "app" }));

	for (const path of ["app/main.py", "src/index.ts", "src/index.ts:app", "main.py:", "C:\\app\\main.py"]) {
		it(`is all of ${path}`, () => assert.deepEqual(splitEntryPath(path), { path, variable: undefined }));
	}
});
