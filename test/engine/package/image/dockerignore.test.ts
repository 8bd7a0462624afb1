import assert from "node:assert/strict";
import { readDockerignore } from "../../../../engine/package/image/dockerignore.ts";

describe("a .dockerignore", () => {
	const cases: [text: string, ignored: string[], kept: string[]][] = [
		["node_modules", ["node_modules", "node_modules/a/b.js"], ["src/node_modules/a.js", "node_modules.js"]],
		["**/node_modules", ["node_modules/a.js", "src/node_modules/a.js"], ["src/a.js"]],
		["/dist/\n", ["dist/a"], ["src/dist/a"]],
		["*.md", ["README.md"], ["docs/README.md"]],
		["docs\n!docs/keep.md", ["docs/a.md"], ["docs/keep.md"]],
		["*\n!src", ["a", "b/c"], ["src/a", "src/b/c"]],
		["!a\na", ["a"], []],
		["# a comment\n\n  .env  ", [".env"], ["# a comment"]],
		["temp?", ["temp1"], ["temp", "temp12"]],
		[".", [], ["a"]],
	];
	for (const [text, ignored, kept] of cases) {
		it(JSON.stringify(text), () => {
			const { file } = readDockerignore(text);
			assert.deepEqual(
				ignored.filter((path) => !file(path)),
				[],
			);
			assert.deepEqual(kept.filter(file), []);
		});
	}

	it("lets folders be skipped only where nothing below can come back", () => {
		assert.equal(readDockerignore("docs").folder("docs"), true);
		assert.equal(readDockerignore("docs\n!docs/keep.md").folder("docs"), false);
	});
});
