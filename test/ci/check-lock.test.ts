import assert from "node:assert/strict";
import { completeLock, findMissingPlatforms } from "../../.ci/check-lock.ts";

const tool = {
	version: "2.0.0",
	dev: true,
	optionalDependencies: { "@tool/linux-x64": "2.0.0", "@tool/darwin-arm64": "2.0.0", "@tool/wasm": "2.0.0" },
};

describe("package-lock.json", () => {
	it("is incomplete when a package for another platform is missing", () => {
		const lock = {
			packages: { "": {}, "node_modules/tool": tool, "node_modules/@tool/linux-x64": { version: "2.0.0" } },
		};
		assert.deepEqual(
			findMissingPlatforms(lock).map(({ name }) => name),
			["@tool/darwin-arm64", "@tool/wasm"],
		);
	});

	it("is complete when the package lies in a folder above", () => {
		const inner = { version: "1.0.0", optionalDependencies: { fsevents: "2.3.3" } };
		const packages = { "node_modules/a/node_modules/b": inner, "node_modules/a/node_modules/fsevents": {} };
		assert.deepEqual(findMissingPlatforms({ packages }), []);
		assert.deepEqual(
			findMissingPlatforms({ packages: { "node_modules/b": inner, "node_modules/fsevents": {} } }),
			[],
		);
	});

	it("gets entries that npm skips on other platforms, in npm's order", () => {
		const lock = {
			lockfileVersion: 3,
			packages: { "": {}, "node_modules/tool": tool, "node_modules/@tool/wasm": {} },
		};
		const complete = completeLock(lock);
		assert.deepEqual(Object.keys(complete?.packages ?? {}), [
			"",
			"node_modules/@tool/darwin-arm64",
			"node_modules/@tool/linux-x64",
			"node_modules/@tool/wasm",
			"node_modules/tool",
		]);
		assert.deepEqual(complete?.packages["node_modules/@tool/darwin-arm64" as ""], {
			version: "2.0.0",
			cpu: ["arm64"],
			dev: true,
			optional: true,
			os: ["darwin"],
		});
		assert.equal(complete && completeLock(complete), undefined);
	});
});
