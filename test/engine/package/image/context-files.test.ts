import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import {
	type ContextEntry,
	contextDigest,
	readContext,
} from "../../../../engine/package/image/context-files.ts";
import { diskHost, failureOf, makeProject, temporaryFolder, writeFiles } from "../project.ts";
import { imagePlan } from "./project.ts";

const work = { host: diskHost(), plan: imagePlan({}), signal: undefined };
const read = (folder: string) => readContext(work, folder, "./app", () => false);

describe("a folder that goes into an image", () => {
	it("gives its files, and links that stay inside", async () => {
		const folder = makeProject({ "src/a.js": "a" });
		symlinkSync("src/a.js", join(folder, "link"));
		symlinkSync("../src", join(folder, "src/self"));
		const entries = await read(folder);
		assert.deepEqual(
			entries.map((entry) => (entry.kind === "link" ? `${entry.path} -> ${entry.target}` : entry.path)),
			["link -> src/a.js", "src/a.js", "src/self -> ../src", "tsconfig.json"],
		);
	});

	for (const target of ["../secret", "/etc/passwd", "src/../../secret"]) {
		it(`is refused for a link to ${target}`, async () => {
			const folder = makeProject({ "src/a.js": "a" });
			symlinkSync(target, join(folder, "link"));
			const { problems } = await failureOf(read(folder));
			assert.deepEqual(
				problems.map(({ code, message }) => [code, message]),
				[["link-outside", `the link "app/link" leads out of "./app", to "${target}"`]],
			);
		});
	}

	it("is refused for what has no content", async () => {
		const folder = temporaryFolder();
		execFileSync("mkfifo", [join(folder, "pipe")]);
		const { problems } = await failureOf(read(folder));
		assert.deepEqual(
			problems.map(({ code }) => code),
			["not-a-file"],
		);
	});

	it("has a digest of names and contents, and of nothing else", async () => {
		const digestOf = async (files: Record<string, string>, folder = temporaryFolder()) => {
			writeFiles(folder, files);
			return contextDigest(work, await read(folder));
		};
		const files = { "a/b": "1", c: "2" };
		const digest = await digestOf(files);
		assert.equal(await digestOf(files), digest);
		for (const changed of [
			{ "a/b": "2", c: "2" },
			{ "a/x": "1", c: "2" },
			{ "a/b": "1" },
			{ ...files, d: "" },
		]) {
			assert.notEqual(await digestOf(changed), digest);
		}
		const link = (target: string): ContextEntry => ({ kind: "link", path: "l", target });
		assert.notEqual(await contextDigest(work, [link("a")]), await contextDigest(work, [link("b")]));
	});
});
