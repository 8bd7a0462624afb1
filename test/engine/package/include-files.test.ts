import assert from "node:assert/strict";
import { join } from "node:path";
import { before, describe, it } from "mocha";
import { findIncluded } from "../../../engine/package/include-files.ts";
import { diskHost, makeProject } from "./project.ts";

const tree = Object.fromEntries(
	[
		"templates/mail.html",
		"templates/de/mail.html",
		"templates/.hidden",
		"data/one.json",
		"data/two.json",
		"data/[draft].json",
		"readme.md",
		"node_modules/pkg/readme.md",
		".env",
	].map((path) => [path, "x"]),
);

describe("included files", () => {
	let root = "";
	before(() => {
		root = makeProject(tree);
	});

	const cases: readonly (readonly [string, readonly string[], readonly string[], readonly string[]])[] = [
		["a single file", ["readme.md"], [], ["readme.md"]],
		["a leading dot", ["./readme.md"], [], ["readme.md"]],
		["a file whose name starts with a dot", [".env"], [], [".env"]],
		["a folder", ["templates"], [], ["templates/.hidden", "templates/de/mail.html", "templates/mail.html"]],
		["a folder with a slash", ["templates/de/"], [], ["templates/de/mail.html"]],
		["a wildcard in a folder", ["data/*.json"], [], ["data/[draft].json", "data/one.json", "data/two.json"]],
		[
			"wildcards that leave names with dots out",
			["templates/**"],
			[],
			["templates/de/mail.html", "templates/mail.html"],
		],
		["a choice", ["data/{one,two}.json"], [], ["data/one.json", "data/two.json"]],
		["separators of Windows", ["data\\o*.json"], [], ["data/one.json"]],
		["everything but installed packages", ["**/*.md"], [], ["readme.md"]],
		["installed packages that a pattern names", ["node_modules/pkg/**"], [], ["node_modules/pkg/readme.md"]],
		["excludeFiles", ["data/*.json"], ["**/two.json", "data/[[]draft].json"], ["data/one.json"]],
		["an excluded folder", ["templates/**"], ["templates/de"], ["templates/mail.html"]],
		["a negated pattern", ["data/*", "!data/t*", "!data/[[]*"], [], ["data/one.json"]],
		["a file that two patterns name, once", ["data/one.json", "data/o*"], [], ["data/one.json"]],
	];
	for (const [name, include, exclude, paths] of cases) {
		it(name, async () => {
			const included = await findIncluded(diskHost(), root, include, exclude);
			assert.deepEqual(included, { paths, unmatched: [], outside: [] });
		});
	}

	it("says which patterns match nothing", async () => {
		const include = ["nothing/**", "missing.txt", "data/*.xml", "readme.md"];
		const { paths, unmatched } = await findIncluded(diskHost(), root, include, []);
		assert.deepEqual({ paths, unmatched }, { paths: ["readme.md"], unmatched: include.slice(0, 3) });
	});

	it("does not leave the folder of the config", async () => {
		const { outside } = await findIncluded(
			diskHost(),
			join(root, "data"),
			["../readme.md", "a/../../x", root],
			[],
		);
		assert.deepEqual(outside, ["../readme.md", "a/../../x", root]);
	});

	it("takes an absolute path inside the folder", async () => {
		const { paths } = await findIncluded(diskHost(), root, [join(root, "data", "o*.json")], []);
		assert.deepEqual(paths, ["data/one.json"]);
	});

	it("walks only the folders in front of the first wildcard", async () => {
		const walked: string[] = [];
		const disk = diskHost();
		const host = diskHost({
			list: (folder) => {
				walked.push(folder);
				return disk.list(folder);
			},
		});
		await findIncluded(host, root, ["templates/de/*.html", "readme.md"], []);
		assert.deepEqual(walked, [join(root, "templates", "de")]);
	});
});
