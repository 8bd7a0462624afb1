import assert from "node:assert/strict";
import {
	glibcOf,
	neededGlibc,
	processors,
	versionOf,
} from "../../../../engine/package/languages/toolchain.ts";
import { memoryHost } from "../../../support/memory-host.ts";
import { ended } from "./stand-in.ts";

describe("what Lambda has", () => {
	it("is an old C library in old runtimes", () => {
		const runtimes = ["provided.al2", "java11", "dotnet6", "provided.al2023", "java17", "ruby3.3", "dotnet8"];
		assert.deepEqual(runtimes.map(glibcOf), [26, 26, 26, 34, 26, 34, 34]);
	});

	it("is compared with what programs ask for, and with no other file", () => {
		const file = (text: string) => ({ bytes: Buffer.from(text, "latin1"), mode: "file" }) as const;
		assert.equal(neededGlibc([file("\x7fELF GLIBC_2.9 GLIBC_2.28"), file("GLIBC_2.99")]), 28);
		assert.equal(neededGlibc([file("\x7fELF")]), 0);
	});

	it("are two processors, which everybody calls by other names", () =>
		assert.deepEqual(processors.arm64, { go: "arm64", rust: "aarch64", dotnet: "arm64", docker: "arm64" }));
});

describe("the version of a tool", () => {
	it("is what it prints, and nothing where it is missing or broken", async () => {
		const host = memoryHost({
			programs: { one: () => ended(" 1.2 \n"), two: () => ended("", 0, "2.0"), three: () => ended("x", 1) },
		});
		const ask = (program: string) => versionOf({ host, signal: undefined }, "/", program, ["--version"]);
		assert.deepEqual(await Promise.all(["one", "two", "three", "four"].map(ask)), [
			"1.2",
			"2.0",
			undefined,
			undefined,
		]);
	});
});
