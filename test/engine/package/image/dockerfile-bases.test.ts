import assert from "node:assert/strict";
import { baseDigests, baseNames } from "../../../../engine/package/image/dockerfile-bases.ts";
import { bench } from "./stand-ins.ts";

describe("the images that a Dockerfile begins from", () => {
	const cases: [why: string, text: string, names: string[]][] = [
		["one", "FROM node:24", ["node:24"]],
		[
			"in small letters, with a platform and a comment",
			"# FROM a\nfrom --platform=linux/arm64 node:24 as build",
			["node:24"],
		],
		[
			"without stages and nothing",
			"FROM node AS build\nFROM scratch\nCOPY --from=build /a /a\nCOPY --from=0 /b /b\nFROM BUILD",
			["node"],
		],
		[
			"copied from",
			"FROM a\nCOPY --chown=1:1 --from=composer:2 /usr/bin/composer .\nRUN --mount=type=bind,from=tools:1,target=/t x",
			["a", "composer:2", "tools:1"],
		],
		["by arguments", "ARG V=20\nARG B=node:$V\nFROM ${B}-alpine\nFROM x:${W:-7}", ["node:20-alpine", "x:7"]],
		["by arguments in quotes", 'ARG V="22"\nFROM node:${V}', ["node:22"]],
		["by an argument that nobody knows", "FROM $BASE", ["$BASE"]],
		["over several lines", "FROM \\\n  node:24 \\\n  AS build", ["node:24"]],
		["none", "RUN x", []],
	];
	for (const [why, text, names] of cases) {
		it(why, () => assert.deepEqual(baseNames(text, new Map()), names));
	}

	it("follow the arguments of the build", () => {
		assert.deepEqual(baseNames("ARG V=20\nFROM node:$V", new Map([["V", "24"]])), ["node:24"]);
	});

	it("are asked for their digests, and count by their names where nobody answers", async () => {
		const work = bench("custom-dockerfile", { buildContextPath: "." }, {});
		const official = "public.ecr.aws/docker/library/node";
		const [known, unknown, none] = await baseDigests(work, [
			`${official}:24`,
			"private.example/app",
			"$BASE",
		]);
		assert.match(known ?? "", /^public\.ecr\.aws\/docker\/library\/node:24 sha256:[0-9a-f]{64}$/);
		assert.equal(unknown, "private.example/app:latest unknown");
		assert.equal(none, "$BASE");
	});

	it("are a stop's business too", async () => {
		const work = bench(
			"custom-dockerfile",
			{ buildContextPath: "." },
			{},
			{},
			{ signal: AbortSignal.abort() },
		);
		await assert.rejects(baseDigests(work, ["node"]), { name: "AbortError" });
	});
});
