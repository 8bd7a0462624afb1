import assert from "node:assert/strict";
import { fits, isForMachines, mayBeFor, nativeKind } from "../../../../engine/package/native/platform.ts";

const x64 = { cpu: "x64", libc: "glibc" } as const;
const arm = { cpu: "arm64", libc: "glibc" } as const;
const alpine = { cpu: "x64", libc: "musl" } as const;

describe("what native code is for", () => {
	it("is said by the package", () => {
		assert.equal(fits({}, x64), true);
		assert.equal(fits({ os: ["linux"], cpu: ["arm64"] }, x64), false);
		assert.equal(fits({ os: ["!win32"], cpu: "x64", libc: ["glibc"] }, x64), true);
		assert.equal(fits({ os: ["!linux"] }, x64), false);
		assert.equal(fits({ libc: ["musl"] }, x64), false);
		assert.equal(fits({ cpu: ["any"] }, arm), true);
		assert.deepEqual([isForMachines({ os: ["linux"] }), isForMachines({})], [true, false]);
	});

	it("may be judged by its name", () => {
		const names = [
			"@img/sharp-linux-x64",
			"@img/sharp-linux-arm64",
			"@img/sharp-linuxmusl-x64",
			"@img/sharp-darwin-arm64",
			"@img/sharp-wasm32",
			"@swc/core-linux-x64-gnu",
			"@swc/core-linux-x64-musl",
			"@rollup/rollup-linux-arm-gnueabihf",
			"@esbuild/linux-x64",
			"lightningcss-linux-arm64-gnu",
			"detect-libc",
		];
		assert.deepEqual(
			names.filter((name) => mayBeFor(name, x64)),
			[names[0], names[5], names[8]],
		);
		assert.deepEqual(
			names.filter((name) => mayBeFor(name, arm)),
			[names[1], names[9]],
		);
		assert.deepEqual(
			names.filter((name) => mayBeFor(name, alpine)),
			[names[0], names[2], names[6], names[8]],
		);
	});

	it("stands in its first bytes", () => {
		const elf = (machine: number, text = "") => {
			const head = Buffer.alloc(20);
			head.write("\x7fELF", "latin1");
			head[18] = machine;
			return Buffer.concat([head, Buffer.from(text)]);
		};
		assert.equal(nativeKind(elf(62), x64), "fitting");
		assert.equal(nativeKind(elf(62), arm), "foreign");
		assert.equal(nativeKind(elf(62, "libc.musl-x86_64.so.1"), x64), "foreign");
		assert.equal(nativeKind(elf(62, "libc.musl-x86_64.so.1"), alpine), "fitting");
		assert.equal(nativeKind(Buffer.from("cffaedfe", "hex"), x64), "foreign");
		assert.equal(nativeKind(Buffer.from("MZ.."), x64), "foreign");
		assert.equal(nativeKind(Buffer.from("text"), x64), undefined);
		assert.equal(nativeKind(new Uint8Array(), x64), undefined);
	});
});
