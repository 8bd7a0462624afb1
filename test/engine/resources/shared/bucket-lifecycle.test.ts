import assert from "node:assert/strict";
import Value from "typebox/value";
import {
	checkLifecycleRules,
	lifecycleEntry,
	lifecycleRules,
} from "../../../../engine/resources/shared/bucket-lifecycle.ts";

describe("a lifecycle rule of a bucket", () => {
	const days = (type: string, key: string, value: number) => [{ type, properties: { [key]: value } }];

	const accepted: readonly (readonly [string, unknown, boolean])[] = [
		["deletes after a day", days("expiration", "daysAfterUpload", 1), true],
		["deletes at once", days("expiration", "daysAfterUpload", 0), false],
		["deletes after half a day", days("expiration", "daysAfterUpload", 0.5), false],
		[
			"drops unfinished uploads at once",
			days("abort-incomplete-multipart-upload", "daysAfterInitiation", 0),
			false,
		],
		["deletes old versions at once", days("non-current-version-expiration", "daysAfterVersioned", 0), false],
		["moves nowhere", days("class-transition", "daysAfterUpload", 30), false],
	];
	for (const [why, value, expected] of accepted) {
		it(`${expected ? "may be one that" : "is none that"} ${why}`, () => {
			assert.equal(Value.Check(lifecycleRules, value), expected);
		});
	}

	it("says which objects it means", () => {
		const tags = [
			{ key: "a", value: "1" },
			{ key: "b", value: { Ref: "Value" } },
		];
		const rule = { type: "expiration", properties: { daysAfterUpload: 3, prefix: "tmp/", tags } } as const;
		assert.deepEqual(lifecycleEntry(rule), {
			Status: "Enabled",
			Prefix: "tmp/",
			TagFilters: [
				{ Key: "a", Value: "1" },
				{ Key: "b", Value: { Ref: "Value" } },
			],
			ExpirationInDays: 3,
		});
	});

	it("may have an empty list of tags for unfinished uploads", () => {
		const properties = { daysAfterInitiation: 1, tags: [] };
		assert.deepEqual(checkLifecycleRules([{ type: "abort-incomplete-multipart-upload", properties }]), []);
	});
});
