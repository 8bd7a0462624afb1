import assert from "node:assert/strict";
import { readIncluded } from "../../../engine/package/included.ts";
import { failureOf, makeProject, scriptPlan, sharedBundler, workOn } from "./project.ts";

describe("files beside the code", () => {
	const bundler = sharedBundler();
	const work = () => workOn(makeProject({ "a/x.txt": "x", "a/y.txt": "y" }), scriptPlan({}), bundler);

	it("are read, but for those that the artifact has already", async () => {
		const one = work();
		const wanted = { includeFiles: ["a/*", "none/*"], excludeFiles: [] };
		const entries = await readIncluded(one, wanted, (path) => path === "a/y.txt");
		assert.deepEqual(
			entries.map(({ path, bytes }) => [path, Buffer.from(bytes).toString()]),
			[["a/x.txt", "x"]],
		);
		assert.deepEqual(one.said, [
			'api: no file matches "none/*" of includeFiles',
			'api: "a/y.txt" of includeFiles is left out, because the artifact has a file of that name',
		]);
	});

	it("lie in the project", async () => {
		const wanted = { includeFiles: ["../secret"], excludeFiles: [] };
		assert.equal(
			(await failureOf(readIncluded(work(), wanted, () => false))).code,
			"include-outside-project",
		);
	});
});
