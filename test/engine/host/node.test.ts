import assert from "node:assert/strict";
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { openHost } from "../../../engine/host/node.ts";
import { emptyFolders } from "./folder.ts";

describe("the machine through Node", () => {
	const host = openHost();
	const at = emptyFolders();

	it("reads text and bytes, and nothing where nothing is", async () => {
		await writeFile(at("a.txt"), "zwölf\r\n");
		assert.equal(await host.readText(at("a.txt")), "zwölf\r\n");
		assert.deepEqual(await host.readBytes(at("a.txt")), await readFile(at("a.txt")));
		assert.equal(await host.readText(at("b.txt")), undefined);
		assert.equal(await host.readBytes(at("a.txt", "below a file")), undefined);
	});

	it("knows the variables of the program; an empty one is as good as none", () => {
		assert.ok(host.variable("PATH"));
		assert.equal(host.variable("SPOOL_TEST_NOT_SET"), undefined);
	});

	it("keeps a byte order mark, so that positions in a text stay those of the file", async () => {
		await writeFile(at("a.txt"), "\uFEFFa");
		assert.equal(await host.readText(at("a.txt")), "\uFEFFa");
	});

	it("names the path and the reason when something cannot be read", async () => {
		await mkdir(at("folder"));
		await assert.rejects(host.readText(at("folder")), {
			name: "Failure",
			kind: "file",
			code: "file-unreadable",
			message: `${at("folder")} cannot be read: it is a folder`,
		});
		await symlink("circle", at("circle"));
		await assert.rejects(host.kindOf(at("circle")), { code: "file-unreadable", message: /circle/ });
	});

	it("tells files, folders and nothing apart, through links", async () => {
		await mkdir(at("folder"));
		await writeFile(at("file"), "");
		await symlink("folder", at("link"));
		await symlink("nothing", at("dangling"));
		assert.equal(await host.kindOf(at("folder")), "directory");
		assert.equal(await host.kindOf(at("file")), "file");
		assert.equal(await host.kindOf(at("link")), "directory");
		assert.equal(await host.kindOf(at("dangling")), undefined);
		assert.equal(await host.kindOf(at("file", "below")), undefined);
	});

	it("writes a file and its folders, and leaves nothing else behind", async () => {
		await host.write(at("a", "b", "c.txt"), "one");
		await host.write(at("a", "b", "c.txt"), new TextEncoder().encode("two"));
		assert.equal(await readFile(at("a", "b", "c.txt"), "utf8"), "two");
		assert.deepEqual(await readdir(at("a", "b")), ["c.txt"]);
	});

	it("shows a reader the old or the new content, never a part", async () => {
		const contents = ["a".repeat(400_000), "b".repeat(400_000)];
		await host.write(at("big"), contents[0] ?? "");
		const isWriting = { now: true };
		const writing = (async () => {
			for (let round = 0; round < 20; round++) await host.write(at("big"), contents[round % 2] ?? "");
			isWriting.now = false;
		})();
		while (isWriting.now) assert.ok(contents.includes((await host.readText(at("big"))) ?? ""));
		await writing;
	});

	it("keeps the mode of a file and the link to it", async () => {
		await writeFile(at("script"), "old");
		await chmod(at("script"), 0o755);
		await symlink("script", at("link"));
		await host.write(at("link"), "new");
		assert.equal(await readFile(at("script"), "utf8"), "new");
		assert.equal((await stat(at("script"))).mode & 0o777, 0o755);
	});

	it("does not write over a folder", async () => {
		await mkdir(at("folder", "below"), { recursive: true });
		await assert.rejects(host.write(at("folder"), "text"), { kind: "file", code: "file-unwritable" });
		assert.deepEqual(await readdir(at()), ["folder"]);
	});

	it("removes a file, a tree, and what is not there", async () => {
		await mkdir(at("tree", "below"), { recursive: true });
		await writeFile(at("tree", "below", "file"), "");
		await host.remove(at("tree"));
		await host.remove(at("nothing"));
		assert.deepEqual(await readdir(at()), []);
	});

	it("makes temporary folders that are empty and different", async () => {
		const folders = [await host.temporaryDirectory("spool-"), await host.temporaryDirectory("spool-")];
		assert.notEqual(folders[0], folders[1]);
		for (const folder of folders) {
			assert.deepEqual(await readdir(folder), []);
			await host.remove(folder);
		}
	});

	it("sleeps, and wakes up with the signal's own reason", async () => {
		const before = host.now();
		await host.sleep(20);
		assert.ok(host.now() - before >= 15);
		const controller = new AbortController();
		const sleeping = host.sleep(60_000, controller.signal);
		controller.abort();
		await assert.rejects(sleeping, (error) => error === controller.signal.reason);
		await assert.rejects(host.sleep(1, controller.signal), (error) => error === controller.signal.reason);
	});

	it("runs programs with its own variables and those that it is given", async () => {
		const script = "console.log(process.env.PATH !== undefined, process.env.SPOOL_TEST)";
		const { stdout } = await host.run(process.execPath, ["-e", script], {
			cwd: at(),
			env: { SPOOL_TEST: "given" },
		});
		assert.equal(stdout, "true given\n");
	});

	it("runs JavaScript by the Node that it runs on itself", async () => {
		await writeFile(at("a.mjs"), "console.log(process.version, process.argv[2])");
		const { stdout } = await host.runNode(at("a.mjs"), ["argument"], { cwd: at() });
		assert.equal(stdout, `${process.version} argument\n`);
	});

	it("runs commands of the shell", async () => {
		const { stdout, exitCode } = await host.runShell('echo "$SPOOL_TEST" | tr a-z A-Z && exit 3', {
			cwd: at(),
			env: { SPOOL_TEST: "a  b" },
		});
		assert.deepEqual([stdout, exitCode], ["A  B\n", 3]);
	});
});
