import assert from "node:assert/strict";
import { fetchPackages } from "../../../../engine/package/native/fetch-packages.ts";
import { memoryHost, type Program } from "../../../support/memory-host.ts";
import { failureOf, scriptPlan, sharedBundler, workOn } from "../project.ts";
import { tarballOf } from "./registry.ts";

const wanted = { name: "a-linux-x64", range: "1.0.0", of: "a" };

async function start(settings = "") {
	const tarball = await tarballOf({ "package.json": '{"name":"a-linux-x64"}', "a.node": "native" });
	const sh: Program = ([, command = ""]) => {
		const out = /--pack-destination "([^"]+)"/.exec(command)?.[1];
		host.files.set(`${out}/a-linux-x64-1.0.0.tgz`, tarball);
		return { exitCode: 0, stdout: "", stderr: "" };
	};
	const host = memoryHost({ programs: { sh }, files: { "/p/.npmrc": settings } });
	host.variables.set("SPOOL_CACHE_DIR", "/cache");
	const work = { ...workOn("/p", scriptPlan({}), sharedBundler()), host };
	return { host, work };
}

describe("packages of another system", () => {
	it("are fetched by npm in the folder of the project, once for all settings", async () => {
		const { host, work } = await start();
		const [fetched] = await fetchPackages(work, "/p/src", [wanted]);
		assert.deepEqual(
			[fetched?.name, fetched?.files.map(({ path }) => path).sort()],
			["a-linux-x64", ["a.node", "package.json"]],
		);
		await fetchPackages(work, "/p/src", [wanted]);
		assert.equal(host.runs.length, 1);
		assert.equal(host.runs[0]?.cwd, "/p/src");
		assert.match(
			host.runs[0]?.args[1] ?? "",
			/^npm pack --silent --ignore-scripts --pack-destination "\/cache\/npm\/[0-9a-f]{32}" "a-linux-x64@1\.0\.0"$/,
		);
		host.files.set("/p/.npmrc", Buffer.from("registry=https://other.example.com"));
		await fetchPackages(work, "/p/src", [wanted]);
		assert.equal(host.runs.length, 2);
	});

	it("are not fetched by words that a shell would read", async () => {
		const { host, work } = await start();
		const failure = await failureOf(fetchPackages(work, "/p", [{ ...wanted, range: '1"; rm -rf "x' }]));
		assert.equal(failure.code, "native-package-missing");
		assert.deepEqual(host.runs, []);
	});

	it("say what is missing where npm is", async () => {
		const host = memoryHost({});
		host.variables.set("SPOOL_CACHE_DIR", "/cache");
		const failure = await failureOf(
			fetchPackages({ ...workOn("/p", scriptPlan({}), sharedBundler()), host }, "/p", [wanted]),
		);
		assert.match(
			failure.message,
			/^"api" needs a-linux-x64@1\.0\.0 for its processor, and npm cannot fetch it$/,
		);
	});

	it("are none for nothing", async () => {
		const { work } = await start();
		assert.deepEqual(await fetchPackages(work, "/p", []), []);
	});
});
