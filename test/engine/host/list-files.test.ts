import assert from "node:assert/strict";
import { chmod, mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { listFiles } from "../../../engine/host/list-files.ts";
import { emptyFolders } from "./folder.ts";

describe("listing files", () => {
	const at = emptyFolders();
	const put = async (path: string, content = "") => {
		await mkdir(dirname(at(path)), { recursive: true });
		await writeFile(at(path), content);
	};
	const paths = async (folder = at()) => (await listFiles(folder)).map(({ path }) => path);

	it("gives every file with its size, sorted by code units and not by language", async () => {
		for (const path of ["b", "B", "a/z", "a-b", "ä", "a/é/1", "a.b"]) await put(path, path);
		const listed = await listFiles(at());
		assert.deepEqual(
			listed.map(({ path }) => path),
			["B", "a-b", "a.b", "a/z", "a/é/1", "b", "ä"],
		);
		assert.equal(listed.find(({ path }) => path === "a/é/1")?.size, Buffer.byteLength("a/é/1"));
	});

	it("knows which files may be executed", async () => {
		await put("plain");
		await put("script");
		await chmod(at("script"), 0o744);
		assert.deepEqual(
			(await listFiles(at())).map(({ path, executable }) => [path, executable]),
			[
				["plain", false],
				["script", true],
			],
		);
	});

	it("follows links to files and folders, under the names of the links", async () => {
		await put("real/file", "1234");
		await put("elsewhere.txt", "12");
		await symlink("real", at("linked"));
		await symlink("../elsewhere.txt", at("real", "link.txt"));
		assert.deepEqual(await paths(), [
			"elsewhere.txt",
			"linked/file",
			"linked/link.txt",
			"real/file",
			"real/link.txt",
		]);
	});

	it("ends where links lead in circles or nowhere", async () => {
		await put("a/b/file");
		await symlink("..", at("a", "b", "up"));
		await symlink(at(), at("a", "root"));
		await symlink("self", at("self"));
		await symlink("nothing", at("dangling"));
		await symlink("../y", at("a", "x"));
		await mkdir(at("y"));
		await symlink("../a", at("y", "back"));
		assert.deepEqual(await paths(), ["a/b/file", "y/back/b/file"]);
	});

	it("lists a folder that is itself a link", async () => {
		await put("real/file");
		await symlink("real", at("link"));
		await symlink(at("link"), at("real", "again"));
		assert.deepEqual(await paths(at("link")), ["file"]);
	});

	it("finds nothing in an empty folder, and says so when there is none", async () => {
		assert.deepEqual(await paths(), []);
		await assert.rejects(paths(at("missing")), {
			kind: "file",
			code: "file-missing",
			message: `${at("missing")} does not exist`,
		});
		await put("file");
		await assert.rejects(paths(at("file")), { kind: "file", code: "file-unreadable" });
	});
});
