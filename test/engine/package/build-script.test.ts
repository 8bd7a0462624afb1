import assert from "node:assert/strict";
import { join } from "node:path";
import type { BuildOptions } from "esbuild";
import { describe, it } from "mocha";
import { buildScript } from "../../../engine/package/build-script.ts";
import type { Bundler } from "../../../engine/package/bundler.ts";
import { readPackaging, type ScriptPackaging } from "../../../engine/package/packaging.ts";
import {
	type Files,
	failureOf,
	makeProject,
	scriptPlan,
	sharedBundler,
	workOn,
	writeFiles,
} from "./project.ts";

const plan = scriptPlan({ entryfilePath: "src/api.ts" });
const packaging = readPackaging(plan) as ScriptPackaging;

/** A bundler that counts its builds. */
function countingBundler(): Bundler & { readonly built: BuildOptions[] } {
	const bundler = sharedBundler();
	const built: BuildOptions[] = [];
	return {
		...bundler,
		built,
		build: (name, options, signal) => {
			built.push(options);
			return bundler.build(name, options, signal);
		},
	};
}

const queryBuilder: Files = {
	"src/api.ts": 'import { query } from "query"; export default query;',
	"node_modules/query/package.json": '{ "main": "index.js" }',
	"node_modules/query/index.js": `
		exports.query = (driver) => driver === "oracle" ? require("oracledb/thin") : require("./mysql");`,
	"node_modules/query/mysql.js": 'module.exports = () => require("mysql2");',
};

describe("a package that another one can use", () => {
	it("may be missing, which is said once", async () => {
		const bundler = countingBundler();
		const work = workOn(makeProject(queryBuilder), plan, bundler);
		const build = await buildScript(work, packaging, undefined);
		const text = Buffer.from(
			build.outputs.find(({ path }) => path.endsWith(".js"))?.contents ?? "",
		).toString();
		assert.match(text, /__require\("oracledb\/thin"\)/);
		assert.deepEqual(work.said, ["api: query can use packages that are not installed: mysql2, oracledb"]);
		assert.equal(bundler.built.length, 2);

		await buildScript(work, packaging, undefined);
		assert.equal(bundler.built.length, 3, "the next build fails first");
		assert.equal(work.said.length, 1);
	});

	it("goes into the bundle once it is installed", async () => {
		const bundler = countingBundler();
		const root = makeProject(queryBuilder);
		const work = workOn(root, plan, bundler);
		await buildScript(work, packaging, undefined);
		writeFiles(root, { "node_modules/mysql2/index.js": "module.exports = 'driver';" });
		const { metafile } = await buildScript(work, packaging, undefined);
		assert.ok("node_modules/mysql2/index.js" in metafile.inputs);
	});

	it("is a problem where the importer cannot be loaded without it", async () => {
		const root = makeProject({
			...queryBuilder,
			"node_modules/query/index.js":
				'import x from "needed"; export const query = () => [x, require("mysql2")];',
		});
		const failure = await failureOf(buildScript(workOn(root, plan, sharedBundler()), packaging, undefined));
		assert.deepEqual(
			failure.problems.map(({ code, message, hint, elsewhere }) => [code, message, hint, elsewhere?.file]),
			[
				[
					"module-not-found",
					'Could not resolve "needed"',
					'run "npm install needed"',
					join(root, "node_modules/query/index.js"),
				],
			],
		);
	});

	it("is not mentioned beside errors in the user's own code", async () => {
		const root = makeProject({
			...queryBuilder,
			"src/api.ts": 'import "query"; import "gone"; export default 1;',
		});
		const failure = await failureOf(buildScript(workOn(root, plan, sharedBundler()), packaging, undefined));
		assert.deepEqual(
			failure.problems.map(({ message }) => message),
			['Could not resolve "gone"'],
		);
	});
});
