import assert from "node:assert/strict";
import { pathsOfFiles } from "../../../../engine/deploy/websites/paths-of-files.ts";

describe("path patterns of a website's files", () => {
	const files = ["_app/a.js", "_app/b/c.css", "favicon.ico", "index.html", "docs/index.html", "docs/a/b.png"];

	it("are one for each file and folder at the top", () =>
		assert.deepEqual(pathsOfFiles(files, { pagesElsewhere: false }), [
			"_app/*",
			"docs/*",
			"favicon.ico",
			"index.html",
		]));

	it("leave pages, and what stands beside them without an ending, to the server", () =>
		assert.deepEqual(pathsOfFiles([...files, "docs/c.png", "docs/LICENSE"], { pagesElsewhere: true }), [
			"_app/*",
			"docs/*.png",
			"docs/LICENSE",
			"favicon.ico",
		]));

	it("have stars for what browsers send encoded", () =>
		assert.deepEqual(pathsOfFiles(["my file (1).png", "größe/a.txt"], { pagesElsewhere: true }), [
			"gr*e/*",
			"my*file*1*.png",
		]));
});
