import assert from "node:assert/strict";
import { readWindow, windowsOf } from "../../../../engine/resources/relational-database/windows.ts";

describe("the windows of a database", () => {
	const regions: readonly (readonly [string, string, string])[] = [
		["eu-west-1", "Sun:02:00-Sun:04:00", "01:00-01:30"],
		["us-east-1", "Sun:07:00-Sun:09:00", "06:00-06:30"],
		["ap-northeast-1", "Sat:17:00-Sat:19:00", "16:00-16:30"],
		["ap-south-1", "Sat:20:30-Sat:22:30", "19:30-20:00"],
		["us-west-2", "Sun:10:00-Sun:12:00", "09:00-09:30"],
		["xx-unknown-1", "Sun:02:00-Sun:04:00", "01:00-01:30"],
	];
	for (const [region, maintenance, backup] of regions) {
		it(`are at night in ${region}`, () =>
			assert.deepEqual(windowsOf(region, undefined), { maintenance, backup }));
	}

	it("are before the one that the config says, across midnight and the week", () => {
		assert.deepEqual(windowsOf("eu-west-1", "Mon:00:15-Mon:01:00"), {
			maintenance: "Mon:00:15-Mon:01:00",
			backup: "23:15-23:45",
		});
		assert.deepEqual(readWindow("Sun:23:30-Mon:00:30"), { begin: 6 * 1440 + 1410, minutes: 60 });
	});

	for (const text of [
		"Sun:02:00",
		"sun:02:00-sun:04:00",
		"Sun:24:00-Mon:01:00",
		"Sun:02:00-Sun:04:00-x",
		"a-b",
	])
		it(`are not "${text}"`, () => assert.equal(readWindow(text), undefined));
});
