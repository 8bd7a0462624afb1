import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "mocha";
import { findInstalls } from "../../../engine/package/installs.ts";
import { type Files, makeProject, scriptPlan, sharedBundler, workOn } from "./project.ts";

const bundler = sharedBundler();

async function installs(files: Files, missing: readonly string[]): Promise<Record<string, string>> {
	const root = makeProject({ "package.json": "{}", "package-lock.json": "", ...files });
	const work = workOn(root, scriptPlan({}), bundler);
	return Object.fromEntries(await findInstalls(work, join(root, "app/src/api.ts"), missing));
}

describe("how to install a missing package", () => {
	it("is not asked when nothing is missing", async () => assert.deepEqual(await installs({}, []), {}));

	it("follows the nearest lock file", async () => {
		assert.deepEqual(await installs({}, ["a"]), { a: 'run "npm install a"' });
		assert.deepEqual(await installs({ "app/bun.lock": "" }, ["a"]), { a: 'run "bun add a"' });
	});

	it("tells what package.json has from what it has not", async () => {
		const files = {
			"package.json": '{ "devDependencies": { "a": "1" } }',
			"app/package.json": '{ "optionalDependencies": { "b": "1" } }',
			"app/src/package.json": "broken",
			"app/yarn.lock": "",
		};
		assert.deepEqual(await installs(files, ["a", "b", "c"]), {
			a: 'run "yarn install": "a" is in package.json but not installed',
			b: 'run "yarn install": "b" is in package.json but not installed',
			c: 'run "yarn add c"',
		});
	});
});
