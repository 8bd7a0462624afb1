import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { findDifferences } from "../../.ci/package.ts";
import type { ZipEntry } from "../../.ci/zip-index.ts";

const always = ["extension.vsixmanifest", "[Content_Types].xml"];

function entry(name: string, mode: number = 0o644): ZipEntry {
	return { name, bytes: 1, compressedBytes: 1, mode };
}

function differences(names: readonly string[], packed: readonly ZipEntry[], manifest: object = {}): string[] {
	return findDifferences({ names, entries: [...always.map((name) => entry(name)), ...packed], manifest });
}

describe("the contents of the package", () => {
	it("are right when the archive holds what was gathered, under the names that vsce gives", () => {
		const packed = [entry("extension/readme.md"), entry("extension/dist/client.cjs")];
		assert.deepEqual(differences(["README.md", "dist/client.cjs"], packed), []);
	});

	it("are wrong when a file is missing", () => {
		assert.deepEqual(differences(["dist/client.cjs"], []), ["the package lacks extension/dist/client.cjs"]);
	});

	it("are wrong when there is a file that nobody meant", () => {
		assert.deepEqual(differences([], [entry("extension/.env")]), ["the package has extension/.env too"]);
	});

	it("are wrong when package.json names a file that is not there", () => {
		const manifest = {
			main: "./dist/client.cjs",
			icon: "client/assets/icon.png",
			contributes: { commands: [{ command: "spool.deploy", icon: "$(rocket)" }] },
		};
		assert.deepEqual(differences(["dist/client.cjs"], [entry("extension/dist/client.cjs")], manifest), [
			"package.json names client/assets/icon.png, which the package lacks",
		]);
	});

	it("are wrong when esbuild cannot be run", () => {
		const name = "dist/esbuild/bin/esbuild";
		assert.deepEqual(differences([name], [entry(`extension/${name}`, 0o755)]), []);
		assert.deepEqual(differences([name], [entry(`extension/${name}`, 0o644)]), [
			`extension/${name} is not executable`,
		]);
	});
});
