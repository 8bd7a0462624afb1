import assert from "node:assert/strict";
import { packProgram } from "../../../../engine/package/languages/pack-program.ts";
import { readProgram } from "../../../../engine/package/languages/program.ts";
import { bug } from "../../../../engine/report/bug.ts";
import { makeProject, scriptPlan, sharedBundler, workOn } from "../project.ts";

describe("a function in another language", () => {
	it("is packaged by what its language needs", async () => {
		const root = makeProject({ "fn/app.py": "" });
		const work = workOn(root, scriptPlan({}, { runtime: "python3.13" }), sharedBundler());
		const program = readProgram({}, "fn/app.py") ?? bug("it is none");
		const { body } = await packProgram(work, program);
		assert.deepEqual(
			body.entries.map(({ path }) => path),
			["app.py"],
		);
	});
});
