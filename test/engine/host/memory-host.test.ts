import assert from "node:assert/strict";
import { fakeClock } from "../../support/fake-clock.ts";
import { memoryHost } from "../../support/memory-host.ts";

describe("the machine in memory", () => {
	const files = { "/app/b.ts": "b", "/app/a/x.ts": "x", "/app/B.ts": "B", "/other/c": "c" };

	it("reads, lists and tells apart what it was given", async () => {
		const host = memoryHost({ files });
		assert.equal(await host.readText("/app/b.ts"), "b");
		assert.equal(await host.readBytes("/app/none"), undefined);
		assert.equal(await host.kindOf("/app/a"), "directory");
		assert.equal(await host.kindOf("/app/a/x.ts"), "file");
		assert.equal(await host.kindOf("/ap"), undefined);
		assert.deepEqual(
			(await host.list("/app")).map(({ path }) => path),
			["B.ts", "a/x.ts", "b.ts"],
		);
		await assert.rejects(host.list("/nowhere"), { kind: "file", code: "file-missing" });
		await assert.rejects(host.readText("/app"), { kind: "file", code: "file-unreadable" });
	});

	it("keeps its files when a test changes what it gave or got", async () => {
		const content = new Uint8Array([1]);
		const host = memoryHost({ files: { "/a": content } });
		content[0] = 2;
		const read = (await host.readBytes("/a")) ?? assert.fail("no file");
		read[0] = 3;
		assert.deepEqual(await host.readBytes("/a"), new Uint8Array([1]));
	});

	it("writes, removes and makes folders", async () => {
		const host = memoryHost({ files });
		await host.write("/app/new/file", "1");
		await host.remove("/app/a");
		assert.deepEqual(
			(await host.list("/app")).map(({ path }) => path),
			["B.ts", "b.ts", "new/file"],
		);
		const folder = await host.temporaryDirectory("spool-");
		assert.deepEqual(await host.list(folder), []);
		assert.notEqual(await host.temporaryDirectory("spool-"), folder);
		await host.remove(folder);
		assert.equal(await host.kindOf(folder), undefined);
	});

	it("tells of saves below the watched folders until it is told to stop", () => {
		const host = memoryHost();
		const saves: string[] = [];
		const watcher = host.watch(["/app"], (path) => saves.push(path));
		host.save("/app/a/b.ts", "1");
		host.save("/apple/c.ts", "1");
		watcher.close();
		host.save("/app/a/b.ts", "2");
		assert.deepEqual(saves, ["/app/a/b.ts"]);
	});

	it("runs programs that a test has written, and writes down which", async () => {
		const host = memoryHost({
			programs: { git: (args) => ({ exitCode: 0, stdout: args.join(" "), stderr: "" }) },
		});
		assert.equal((await host.run("git", ["status"], { cwd: "/app" })).stdout, "status");
		assert.deepEqual(host.runs, [{ command: "git", args: ["status"], cwd: "/app" }]);
		await assert.rejects(host.run("docker", [], { cwd: "/" }), { kind: "file", code: "command-missing" });
		const signal = AbortSignal.abort();
		await assert.rejects(host.run("git", [], { cwd: "/", signal }), (error) => error === signal.reason);
	});

	it("has the time of the test", async () => {
		const clock = fakeClock({ start: 5 });
		const host = memoryHost({ clock });
		await host.sleep(10_000);
		assert.equal(host.now(), 10_005);
	});
});
