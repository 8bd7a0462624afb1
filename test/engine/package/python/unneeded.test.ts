import assert from "node:assert/strict";
import { unneededByPython } from "../../../../engine/package/python/unneeded.ts";

describe("files that no program in Python needs", () => {
	it("are those of tools, by their name in any folder", () => {
		const paths = ["a/__pycache__", ".venv", "node_modules", "src/app.py", ".env", "venvs"];
		assert.deepEqual(paths.filter(unneededByPython), paths.slice(0, 3));
	});
});
