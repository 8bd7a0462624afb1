import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readTree } from "../../../engine/host/read-tree.ts";
import { temporaryFolder } from "../package/project.ts";

const isRoot = process.getuid?.() === 0;
const isWindows = process.platform === "win32";

describe("the tree below a folder", () => {
	it("has files, links as they are written, and what is neither", async function () {
		if (isWindows) this.skip();
		const folder = temporaryFolder();
		mkdirSync(join(folder, "b/empty"), { recursive: true });
		writeFileSync(join(folder, "b/file"), "four");
		writeFileSync(join(folder, "a"), "");
		symlinkSync("../a", join(folder, "b/link"));
		symlinkSync(folder, join(folder, "loop"));
		symlinkSync("nowhere", join(folder, "lost"));
		execFileSync("mkfifo", [join(folder, "pipe")]);
		const found = await readTree(folder);
		assert.deepEqual(
			found.map(({ path, kind }) => `${kind} ${path}`),
			["file a", "file b/file", "link b/link", "link loop", "link lost", "other pipe"],
		);
		assert.deepEqual(
			found.flatMap((entry) => (entry.kind === "link" ? [entry.target] : [])),
			["../a", folder, "nowhere"],
		);
		assert.equal(found.find(({ path }) => path === "b/file")?.kind === "file", true);
	});

	it("leaves out what nobody wants, with all that is in it", async () => {
		const folder = temporaryFolder();
		mkdirSync(join(folder, "node_modules/x"), { recursive: true });
		writeFileSync(join(folder, "node_modules/x/index.js"), "");
		writeFileSync(join(folder, "keep"), "");
		const asked: string[] = [];
		const found = await readTree(folder, (path) => {
			asked.push(path);
			return path === "node_modules";
		});
		assert.deepEqual(
			found.map(({ path }) => path),
			["keep"],
		);
		assert.deepEqual(asked.toSorted(), ["keep", "node_modules"]);
	});

	it("stamps a file that nobody touched as before, and one that was just written never", async () => {
		const stampOf = async (folder: string, name: string) => {
			const entry = (await readTree(folder, (path) => path !== name)).at(0);
			return entry?.kind === "file" ? entry.stamp : undefined;
		};
		const here = import.meta.dirname;
		assert.equal(await stampOf(here, "folder.ts"), await stampOf(here, "folder.ts"));
		const folder = temporaryFolder();
		writeFileSync(join(folder, "a"), "one");
		const before = await stampOf(folder, "a");
		assert.ok(before);
		assert.notEqual(await stampOf(folder, "a"), before);
		// Neither size nor date betray this change.
		writeFileSync(join(folder, "a"), "two");
		utimesSync(join(folder, "a"), 1, 1);
		assert.notEqual(await stampOf(folder, "a"), before);
	});

	it("fails where nothing is", async () => {
		await assert.rejects(readTree(join(temporaryFolder(), "nowhere")), { code: "file-unreadable" });
	});

	it("fails where it may not look (not for root, who may)", async function () {
		if (isRoot || isWindows) this.skip();
		const folder = temporaryFolder();
		mkdirSync(join(folder, "closed"));
		chmodSync(join(folder, "closed"), 0);
		await assert.rejects(readTree(folder), {
			code: "file-unreadable",
			message: /closed cannot be read: permission denied/,
		});
		chmodSync(join(folder, "closed"), 0o755);
	});
});
