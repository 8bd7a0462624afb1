import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { readTarball } from "../../../../engine/package/native/tarball.ts";
import { failureOf } from "../project.ts";
import { tarballOf } from "./registry.ts";

describe("a package of a registry", () => {
	it("is its files, also those with long names", async () => {
		const long = `lib/${"deep/".repeat(40)}x.js`;
		const files = await readTarball(
			await tarballOf({ "package.json": "{}", [long]: "long", "ä.txt": "umlaut" }),
		);
		assert.deepEqual(
			files.map(({ path, bytes }) => [path, Buffer.from(bytes).toString()]).sort(),
			[
				[long, "long"],
				["package.json", "{}"],
				["ä.txt", "umlaut"],
			].sort(),
		);
	});

	it("cannot write outside of its folder", async () => {
		assert.deepEqual(await readTarball(await tarballOf({ "../../evil": "x", "a/../../b": "x" })), []);
	});

	it("must be one", async () => {
		assert.equal((await failureOf(readTarball(Buffer.from("<html>")))).code, "native-package-missing");
		assert.deepEqual(await readTarball(gzipSync(Buffer.alloc(1024))), []);
	});
});
