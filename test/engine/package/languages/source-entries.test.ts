import assert from "node:assert/strict";
import {
	isExcludedBy,
	mergeEntries,
	readEntries,
} from "../../../../engine/package/languages/source-entries.ts";
import { memoryHost } from "../../../support/memory-host.ts";
import { scriptPlan, sharedBundler, workOn } from "../project.ts";

const file = (path: string, text = "") => ({ path, bytes: Buffer.from(text), mode: "file" }) as const;

describe("files of a program", () => {
	it("are left out by globs, also below a folder", () => {
		const isOut = (path: string) => isExcludedBy(["./docs/", "**/*.md", ".env"], path);
		const paths = ["docs/a/b.txt", "x/y.md", ".env", "docs.txt", "x/.env"];
		assert.deepEqual(paths.filter(isOut), paths.slice(0, 3));
	});

	it("of several sources are there once, those of the first", () => {
		const merged = mergeEntries([file("a", "1")], [file("a", "2"), file("b")]);
		assert.deepEqual(
			merged.map(({ path, bytes }) => [path, bytes.length]),
			[
				["a", 1],
				["b", 0],
			],
		);
	});

	it("are read with modes by their content, and links as links", async () => {
		const host = memoryHost({ files: { "/p/run": "#!/bin/sh" } });
		const work = { ...workOn("/p", scriptPlan({}), sharedBundler()), host };
		const entries = await readEntries(work, [
			{ kind: "file", path: "run", file: "/p/run", size: 9, stamp: "" },
			{ kind: "file", path: "gone", file: "/p/gone", size: 9, stamp: "" },
			{ kind: "link", path: "to", target: "run" },
		]);
		assert.deepEqual(
			entries.map(({ path, mode, bytes }) => [path, mode, Buffer.from(bytes).toString()]),
			[
				["run", "executable", "#!/bin/sh"],
				["to", "link", "run"],
			],
		);
	});
});
