import assert from "node:assert/strict";
import { checkExtension, checkSettings } from "../../../../engine/resources/shared/check-entry-file.ts";
import { readEntryFile } from "../../../../engine/resources/shared/entry-file.ts";

describe("the check of an entry file", () => {
	it("finds files that nobody builds, and says what to do instead", () => {
		const [found] = checkExtension(readEntryFile("src/a.mts"), ["here"], "do it by hand");
		assert.equal(found?.message, 'files with the extension "mts" cannot be packaged');
		assert.match(found?.hint ?? "", /, or do it by hand$/);
		assert.equal(checkExtension(readEntryFile("bin/run"), [], "")[0]?.message, '"run" has no extension');
		assert.deepEqual(checkExtension(readEntryFile("src/a.ts"), [], ""), []);
	});

	it("finds settings of other languages", () => {
		const found = checkSettings({ nodeVersion: 22, pythonVersion: 3.12 }, readEntryFile("a.py"), [
			"settings",
		]);
		assert.deepEqual(
			found.map(({ code, severity, path }) => [code, severity, path]),
			[["setting-of-other-language", "warning", ["settings", "nodeVersion"]]],
		);
		assert.deepEqual(checkSettings({ nodeVersion: 22 }, readEntryFile("a.mts"), []), []);
	});
});
