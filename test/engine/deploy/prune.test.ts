import assert from "node:assert/strict";
import { obsoleteKeys, obsoleteTags } from "../../../engine/deploy/prune.ts";
import { recordKey } from "../../../engine/names/artifact-key.ts";

const stored = (...keys: string[]) => keys.map((key) => ({ key, size: 1, modifiedAt: 0, etag: "" }));
const zip = (version: number, digest = "d") => `api/v${String(version).padStart(6, "0")}-${digest}.zip`;

describe("pruning the deployment bucket", () => {
	it("keeps the newest hundred records of deploys", () => {
		const record = (index: number) => recordKey(new Date(index * 1_000).toISOString(), "v000001");
		const records = Array.from({ length: 102 }, (_, index) => record(index));
		const needs = { used: new Set<string>(), sent: [], previous: 1 };
		assert.deepEqual(obsoleteKeys(stored(...records), needs), [record(0), record(1)]);
		assert.deepEqual(obsoleteKeys(stored(...records.slice(2), "deploys/notes.json"), needs), []);
	});

	const cases: readonly [string, string[], string[], string[], number, string[]][] = [
		[
			"keeps what there is room for, the new one counted",
			[zip(1), zip(2), zip(3), zip(4)],
			[zip(5)],
			[],
			2,
			[zip(2), zip(1)],
		],
		[
			"counts what a failed deploy had sent before only once",
			[zip(1), zip(2), zip(3)],
			[zip(3)],
			[zip(3)],
			1,
			[zip(1)],
		],
		["keeps one more when nothing new was sent", [zip(1), zip(2), zip(3), zip(4)], [], [zip(4)], 2, [zip(1)]],
		["gives up hot swaps first", [zip(0), zip(1), zip(2)], [zip(3)], [], 1, [zip(1), zip(0)]],
		["never gives up what is deployed", [zip(1), zip(2), zip(3)], [zip(4)], [zip(1)], 0, [zip(3), zip(2)]],
		[
			"counts versions: what failed deploys have sent pushes out nothing that can be rolled back to",
			[zip(1), zip(2), zip(3, "a"), zip(3, "b"), zip(3, "c")],
			[zip(3, "d")],
			[zip(3, "d")],
			1,
			[zip(1)],
		],
		["keeps everything when there is room", [zip(1), zip(2)], [], [], 10, []],
		[
			"prunes templates by themselves",
			["cf-template/v000001.yml", "cf-template/v000002.yml", zip(1)],
			["cf-template/v000003.yml"],
			[],
			1,
			["cf-template/v000001.yml"],
		],
		["leaves what is no artifact alone", ["notes.txt", "a/b/c.zip", "api/readme.md", zip(1)], [], [], 0, []],
	];
	for (const [name, before, sent, used, previous, expected] of cases) {
		it(name, () =>
			assert.deepEqual(obsoleteKeys(stored(...before), { sent, used: new Set(used), previous }), expected),
		);
	}
});

describe("tags that nobody needs any more", () => {
	const tag = (job: string, version: number, digest = "abc1") =>
		`${job}--${digest}--v${String(version).padStart(6, "0")}`;

	it("are the oldest of each job, but never one in use and never one that is not Spool's", () => {
		const stored = [
			tag("web", 1, "aa"),
			tag("web", 2, "bb"),
			tag("web", 3, "cc"),
			tag("web", 0, "dd"),
			tag("job", 1),
			"latest",
		];
		const needs = { used: new Set([tag("web", 1, "aa")]), sent: [], previous: 1 };
		assert.deepEqual(obsoleteTags(stored, needs), [tag("web", 0, "dd")]);
		assert.deepEqual(obsoleteTags(stored, { ...needs, used: new Set(), previous: 0 }), [
			tag("web", 2, "bb"),
			tag("web", 1, "aa"),
			tag("web", 0, "dd"),
		]);
		assert.deepEqual(
			obsoleteTags(stored, { ...needs, used: new Set(), sent: [tag("web", 2, "bb")], previous: 0 }),
			[tag("web", 1, "aa"), tag("web", 0, "dd")],
		);
	});
});
