import assert from "node:assert/strict";
import { nativeFiles, targetOf } from "../../../../engine/package/native/own-files.ts";
import { isUnusedRuntime, readPrisma } from "../../../../engine/package/native/prisma.ts";
import { readPackage } from "../../../../engine/package/native/read-package.ts";
import { memoryHost } from "../../../support/memory-host.ts";
import { scriptPlan, sharedBundler, workOn } from "../project.ts";

const output = (inputs: Record<string, { bytesInOutput: number }>) => ({
	bytes: 1,
	inputs,
	imports: [],
	exports: [],
});

describe("native files", () => {
	it("are for what the plan says", () => {
		assert.deepEqual(targetOf({ plan: scriptPlan({}) }), { cpu: "x64", libc: "glibc" });
		const plan = scriptPlan({}, { architecture: "arm64" });
		assert.deepEqual(targetOf({ plan, libc: "musl" }), { cpu: "arm64", libc: "musl" });
	});

	it("of packages do not lie beside the bundle by themselves", () => {
		const inputs = { "node_modules/a/a.node": { bytesInOutput: 1 } };
		const built = {
			outputs: [{ path: "/p/a.node", contents: Buffer.from("x") }],
			metafile: { inputs: {}, outputs: { "a.node": output(inputs) } },
			warnings: [],
		};
		assert.deepEqual(nativeFiles({ plan: scriptPlan({}) }, built), []);
	});

	it("of a package are read without the packages in it, and what its build left", async () => {
		const names = ["index.js", "node_modules/b/x.js", "build/Release/a.node", "build/Release/obj.target/a.o"];
		const host = memoryHost({ files: Object.fromEntries(names.map((name) => [`/p/a/${name}`, ""])) });
		const entries = await readPackage({ host, signal: undefined }, "/p/a", "node_modules/a");
		assert.deepEqual(
			entries.map(({ path }) => path),
			["node_modules/a/build/Release/a.node", "node_modules/a/index.js"],
		);
	});

	it("of Prisma on Alpine are others", async () => {
		const at = "/p/node_modules/.prisma/client/libquery_engine";
		const names = ["linux-musl-openssl-3.0.x", "rhel-openssl-3.0.x", "debian-openssl-3.0.x"];
		const host = memoryHost({
			files: Object.fromEntries(names.map((name) => [`${at}-${name}.so.node`, ""])),
		});
		const folder = "/p/node_modules/@prisma/client";
		const client = { name: "@prisma/client", at: "node_modules/@prisma/client", folder, manifest: {} };
		const found = async (libc: "glibc" | "musl", runtime: string) => {
			const work = { ...workOn("/p", scriptPlan({}, { runtime }), sharedBundler()), host };
			const read = await readPrisma(work, client, "/p/src", { cpu: "x64", libc });
			return "entries" in read ? read.entries.map(({ path }) => path.split("engine-")[1]) : read.missing;
		};
		assert.deepEqual(await found("musl", ""), ["linux-musl-openssl-3.0.x.so.node"]);
		assert.deepEqual(await found("glibc", ""), ["debian-openssl-3.0.x.so.node"]);
		assert.deepEqual(await found("glibc", "nodejs24.x"), ["rhel-openssl-3.0.x.so.node"]);
		assert.deepEqual(
			[isUnusedRuntime("runtime/query_engine_bg.wasm", true), isUnusedRuntime("runtime/library.js", true)],
			[true, false],
		);
	});
});
