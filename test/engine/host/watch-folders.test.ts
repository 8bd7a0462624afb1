import assert from "node:assert/strict";
import { appendFileSync, renameSync, writeFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import type { Watcher } from "../../../engine/host/port.ts";
import { watchFolders } from "../../../engine/host/watch-folders.ts";
import { emptyFolders } from "./folder.ts";

describe("watching folders", function () {
	this.timeout(15_000);
	const at = emptyFolders();
	const open: Watcher[] = [];
	afterEach(() => {
		for (const watcher of open.splice(0)) watcher.close();
	});

	/** Watches, and waits until it does: a save that is seen proves it. */
	async function watching(...folders: string[]): Promise<string[]> {
		const saves: string[] = [];
		open.push(watchFolders(folders, (path) => saves.push(path)));
		for (const folder of folders) {
			const probe = `${folder}/probe`;
			for (let round = 0; !saves.includes(probe) && round < 100; round++, await delay(20)) {
				await writeFile(probe, String(round));
			}
		}
		await delay(60);
		saves.length = 0;
		return saves;
	}

	async function until(saves: readonly string[], ...expected: string[]): Promise<void> {
		for (let round = 0; round < 100 && expected.some((path) => !saves.includes(path)); round++)
			await delay(30);
		// Long enough for anything that should not come.
		await delay(90);
		assert.deepEqual([...saves].sort(), expected.sort());
	}

	it("tells of a save once, however many writes it took", async () => {
		await writeFile(at("a.ts"), "old");
		const saves = await watching(at());
		// Without a pause in between, as an editor saves, however busy the machine is.
		writeFileSync(at("a.ts"), "new");
		appendFileSync(at("a.ts"), "er");
		appendFileSync(at("a.ts"), "est");
		await until(saves, at("a.ts"));
	});

	it("tells of each of two saves", async () => {
		const saves = await watching(at());
		await writeFile(at("a.ts"), "1");
		await until(saves, at("a.ts"));
		await writeFile(at("a.ts"), "2");
		await until(saves, at("a.ts"), at("a.ts"));
	});

	it("sees a save by renaming, again and again, and not the temporary file", async () => {
		await writeFile(at("a.ts"), "0");
		const saves = await watching(at());
		for (let round = 1; round <= 3; round++) {
			writeFileSync(at("a.ts.tmp"), String(round));
			renameSync(at("a.ts.tmp"), at("a.ts"));
			await until(saves, ...Array.from({ length: round }, () => at("a.ts")));
		}
	});

	it("sees files in folders below, also in those that are new", async () => {
		await mkdir(at("old"));
		const saves = await watching(at());
		await writeFile(at("old", "a.ts"), "1");
		await mkdir(at("new", "deeper"), { recursive: true });
		await writeFile(at("new", "deeper", "b.ts"), "1");
		await until(saves, at("old", "a.ts"), at("new", "deeper", "b.ts"));
		await writeFile(at("new", "deeper", "b.ts"), "2");
		await until(saves, at("old", "a.ts"), at("new", "deeper", "b.ts"), at("new", "deeper", "b.ts"));
	});

	it("sees files in a folder that was deleted and made again", async () => {
		await mkdir(at("dist"));
		const saves = await watching(at());
		for (let round = 1; round <= 2; round++) {
			await rm(at("dist"), { recursive: true });
			await delay(60);
			await mkdir(at("dist"));
			await writeFile(at("dist", "a.js"), String(round));
			await until(saves, ...Array.from({ length: round }, () => at("dist", "a.js")));
		}
	});

	it("leaves node_modules and .git alone, and does not tell of deletions", async () => {
		for (const folder of ["node_modules", ".git"]) await mkdir(at("app", folder, "x"), { recursive: true });
		await writeFile(at("app", "gone.ts"), "1");
		const saves = await watching(at());
		await writeFile(at("app", "node_modules", "x", "index.js"), "1");
		await writeFile(at("app", ".git", "index"), "1");
		await rm(at("app", "gone.ts"));
		await writeFile(at("app", "seen.ts"), "1");
		await until(saves, at("app", "seen.ts"));
	});

	it("watches several folders, and none after it is closed", async () => {
		await mkdir(at("one"));
		await mkdir(at("two"));
		const saves = await watching(at("one"), at("two"));
		await writeFile(at("one", "a"), "1");
		await writeFile(at("two", "b"), "1");
		await until(saves, at("one", "a"), at("two", "b"));
		for (const watcher of open) watcher.close();
		await writeFile(at("one", "c"), "1");
		await until(saves, at("one", "a"), at("two", "b"));
	});

	it("takes a folder that is not there", () => {
		open.push(watchFolders([at("missing")], () => assert.fail("nothing can happen there")));
	});
});
