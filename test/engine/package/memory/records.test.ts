import assert from "node:assert/strict";
import { changedEvidence, changedSettings } from "../../../../engine/package/memory/explain.ts";
import {
	addMade,
	type Made,
	noRecords,
	printRecords,
	readRecords,
} from "../../../../engine/package/memory/records.ts";

const made = (at: number, settings: Readonly<Record<string, string>>): Made => ({
	at,
	settings,
	evidence: new Map([
		["/app/a.ts", "1"],
		["sources:/app", "2"],
	]),
	inputs: ["/app/a.ts"],
	digest: "d",
	size: 1,
	unzippedSize: 2,
	largestEntries: [{ path: "index.js", size: 2 }],
	warnings: ["careful"],
});

describe("records of packaging", () => {
	it("are read as they were written", () => {
		const records = noRecords();
		addMade(records, "api", made(1, { runtime: "a" }));
		addMade(records, "task", { ...made(2, {}), evidence: new Map([["/app/a.ts", "other"]]) });
		records.seen.set("/app/a.ts", { stamp: "s", sha256: "1" });
		records.seen.set("zip:d", { stamp: "z", sha256: "d" });
		records.seen.set("/unused", { stamp: "u", sha256: "u" });
		const read = readRecords(printRecords(records));
		assert.deepEqual(read.made, records.made);
		assert.deepEqual(
			[...read.seen],
			[
				["/app/a.ts", { stamp: "s", sha256: "1" }],
				["zip:d", { stamp: "z", sha256: "d" }],
			],
		);
	});

	it("count for nothing when a byte of them is another", () => {
		const records = noRecords();
		addMade(records, "api", made(1, {}));
		const text = printRecords(records);
		for (let at = 0; at < text.length; at += 7) {
			const damaged = `${text.slice(0, at)}${text[at] === "x" ? "y" : "x"}${text.slice(at + 1)}`;
			assert.equal(readRecords(damaged).made.size, 0);
		}
	});

	it("are the newest of each few settings, and of jobs that are not too old", () => {
		const records = noRecords();
		const day = 86_400_000;
		for (let stage = 0; stage < 6; stage++) addMade(records, "api", made(stage * day, { stage: `${stage}` }));
		addMade(records, "api", made(6 * day, { stage: "4" }));
		assert.deepEqual(
			records.made.get("api")?.map(({ settings }) => settings["stage"]),
			["4", "5", "3", "2"],
		);
		addMade(records, "api", made(100 * day, { stage: "9" }));
		assert.equal(records.made.get("api")?.length, 1);
	});

	it("tell what has changed: settings by their names, files before folders", () => {
		assert.deepEqual(changedSettings({ a: "1", b: "2", c: "3" }, { a: "1", b: "4", d: "x".repeat(80) }), [
			"b is 4, was 2",
			"c is not set, was 3",
			`d is ${"x".repeat(57)}..., was not set`,
		]);
		const before = new Map([
			["sources:/app/src", "1"],
			["packages:/app/node_modules", "1"],
			["/app/src/a.ts", "1"],
			["/shared/b.ts", "1"],
			["/app/same.ts", "1"],
		]);
		const now = new Map(
			[...before.keys()].map((key) => [key, { stamp: undefined, sha256: key.includes("same") ? "1" : "2" }]),
		);
		now.set("/shared/b.ts", { stamp: undefined, sha256: "-" });
		assert.deepEqual(changedEvidence("/app", before, now), [
			"src/a.ts changed",
			"../shared/b.ts is gone",
			"files in src came or went",
			"packages in node_modules came or went",
		]);
	});
});
