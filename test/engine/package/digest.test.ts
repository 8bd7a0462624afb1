import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, it } from "mocha";
import { contentKey, digestOf } from "../../../engine/package/digest.ts";

describe("a digest", () => {
	it("is the SHA-256 that FIPS 180-2 gives for its examples, in hex and base64", async () => {
		assert.deepEqual(await digestOf(Buffer.from("abc")), {
			hex: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
			base64: "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=",
		});
		assert.equal(contentKey(Buffer.from("abc")), (await digestOf(Buffer.from("abc"))).hex);
	});

	it("does not change with the pieces in which a large artifact is read", async () => {
		const bytes = Buffer.alloc(9 * 1024 * 1024 + 7, "spool");
		const { stdout } = spawnSync(
			"python3",
			["-c", "import hashlib,sys;print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())"],
			{
				input: bytes,
				encoding: "utf8",
			},
		);
		assert.equal((await digestOf(bytes)).hex, stdout.trim());
	});

	it("leaves room for other work", async () => {
		let turns = 0;
		const timer = setInterval(() => turns++, 0);
		await digestOf(Buffer.alloc(48 * 1024 * 1024));
		clearInterval(timer);
		assert.ok(turns > 2, `only ${turns} turns`);
	});
});
