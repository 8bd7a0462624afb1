import assert from "node:assert/strict";
import {
	collectTree,
	findInstalled,
	readManifest,
} from "../../../../engine/package/native/installed-tree.ts";
import { memoryHost } from "../../../support/memory-host.ts";

const target = { cpu: "arm64", libc: "glibc" } as const;

function disk(packages: Readonly<Record<string, object>>) {
	const files = Object.entries(packages).map(([path, manifest]) => [
		`/p/${path}/package.json`,
		JSON.stringify(manifest),
	]);
	return memoryHost({ files: Object.fromEntries(files) });
}

describe("installed packages", () => {
	it("are found in the folders above whoever asks", async () => {
		const host = disk({ "node_modules/a": { version: "1" }, "apps/x/node_modules/b": {} });
		assert.equal(await findInstalled(host, { name: "a", from: "/p/apps/x/src" }), "/p/node_modules/a");
		assert.equal(await findInstalled(host, { name: "b", from: "/p/apps" }), undefined);
		assert.deepEqual(await readManifest(host, "/p/node_modules/a"), { version: "1" });
		assert.deepEqual(await readManifest(host, "/p/none"), {});
	});

	it("bring what they need: dependencies, peers, and what is optional and installed", async () => {
		const host = disk({
			"node_modules/a": {
				dependencies: { b: "1", gone: "1" },
				peerDependencies: { c: "1", d: "1" },
				peerDependenciesMeta: { d: { optional: true } },
				optionalDependencies: {
					"a-linux-x64": "1.2.3",
					"a-linux-arm64": "1.2.3",
					"a-darwin-arm64": "1.2.3",
					e: "1",
				},
			},
			...Object.fromEntries(["b", "c", "d", "e"].map((name) => [`node_modules/${name}`, {}])),
			"node_modules/a-linux-x64": { os: ["linux"], cpu: ["x64"] },
		});
		const { packages, absent } = await collectTree(
			host,
			[{ name: "a", from: "/p" }],
			target,
			(name) => name === "b",
		);
		assert.deepEqual(packages.map(({ at }) => at).sort(), [
			"node_modules/a",
			"node_modules/c",
			"node_modules/e",
		]);
		assert.deepEqual(absent, [{ name: "a-linux-arm64", range: "1.2.3", of: "a" }]);
	});

	it("that need each other have an end", async () => {
		const host = disk({
			"node_modules/a": { dependencies: { b: "1" } },
			"node_modules/b": { dependencies: { a: "1" } },
		});
		const { packages } = await collectTree(host, [{ name: "a", from: "/p" }], target, () => false);
		assert.equal(packages.length, 2);
	});
});
