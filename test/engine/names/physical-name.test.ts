import assert from "node:assert/strict";
import fc from "fast-check";
import { physicalName } from "../../../engine/names/physical-name.ts";

const source = "https://docs.aws.amazon.com/";

// Every hash here is that of `printf '%s' <full name> | openssl dgst -shake256 -xoflen 3`.
const cases: readonly (readonly [
	why: string,
	full: string,
	maxLength: number | undefined,
	expected: string,
])[] = [
	[
		"a long name at 32",
		"my-project-dev-myTooLongResourceNameForSomeResource",
		32,
		"my-project-dev-myTooLongR-8bc3bf",
	],
	[
		"the same name at 40",
		"my-project-dev-myTooLongResourceNameForSomeResource",
		40,
		"my-project-dev-myTooLongResourceN-8bc3bf",
	],
	[
		"the same name at 64, which it fits",
		"my-project-dev-myTooLongResourceNameForSomeResource",
		64,
		"my-project-dev-myTooLongResourceNameForSomeResource",
	],
	["a target group", "my-project-dev-mainLoadBalancer-myLambda", 32, "my-project-dev-mainLoadBa-bc57ab"],
	["exactly the limit", "my-project-dev-mainLb-myLambda12", 32, "my-project-dev-mainLb-myLambda12"],
	["one above the limit", "my-project-dev-mainLb-myLambda123", 32, "my-project-dev-mainLb-myL-8a35ac"],
	[
		"a cut that takes the region",
		"my-project-production-aVeryLongFunctionNameForProcessingOrders-eu-west-1",
		64,
		"my-project-production-aVeryLongFunctionNameForProcessingO-f449ef",
	],
	[
		"a cut that takes the name",
		"my-very-long-project-name-for-acme-corp-production-eu-main-processOrders",
		64,
		"my-very-long-project-name-for-acme-corp-production-eu-mai-e98c64",
	],
	[
		"a bucket that loses the stack hash",
		"my-project-dev-imagebucketforuseruploadedcontentandthumbnails-175ec9e5",
		63,
		"my-project-dev-imagebucketforuseruploadedcontentandthumb-fad0c0",
	],
	[
		"a cache",
		"my-project-dev-sessioncacheforauthenticatedusers",
		40,
		"my-project-dev-sessioncacheforaut-29b757",
	],
	["exactly 28", "my-project-dev-productsearch", 28, "my-project-dev-productsearch"],
	["an alarm in a rule's name", "LambdaErrorRateForMyLambda0", 23, "LambdaErrorRateF-8220c9"],
	[
		"an agent runtime, before its dashes become underscores",
		"stp_my_project_dev_supportAgentForInternalUseOnlyWithLongName",
		48,
		"stp_my_project_dev_supportAgentForInterna-26d8ee",
	],
	[
		"letters outside of ASCII, which are hashed as UTF-8 and counted as UTF-16",
		"my-project-dev-naïveÜberqueue-with-a-name-of-more-than-eighty-characters-to-be-cut-somewhere",
		80,
		"my-project-dev-naïveÜberqueue-with-a-name-of-more-than-eighty-characters--309382",
	],
	["no limit", "a".repeat(600), undefined, "a".repeat(600)],
];

describe("a name that AWS sees", () => {
	for (const [why, full, maxLength, expected] of cases) {
		it(`is shortened as the format does: ${why}`, () => {
			const name = physicalName([full], { maxLength, source });
			assert.deepEqual(name, { text: expected, full, shortened: expected !== full, provisional: false });
		});
	}

	it("joins its parts by dashes before anything else", () =>
		assert.equal(
			physicalName(["my-project-dev", "mainLb", "myLambda123"], { maxLength: 32, source }).text,
			"my-project-dev-mainLb-myL-8a35ac",
		));

	it("keeps an ending that AWS needs, where the format's reference cuts it off and AWS refuses the queue", () => {
		const name = physicalName(
			["my-project-dev", "ordersToBeProcessedByTheWarehouseIntegrationServiceInTheNightlyBatch"],
			{ maxLength: 80, source },
			{ suffix: ".fifo" },
		);
		assert.equal(
			name.text,
			"my-project-dev-ordersToBeProcessedByTheWarehouseIntegrationServiceIn-78e6ae.fifo",
		);
		assert.equal(name.text.length, 80);
	});

	it("remembers that it holds a placeholder", () =>
		assert.equal(physicalName(["a"], { maxLength: 9, source }, { provisional: true }).provisional, true));

	it("never exceeds its limit and always keeps its ending", () => {
		fc.assert(
			fc.property(
				fc.array(fc.string({ minLength: 1 }), { minLength: 1 }),
				fc.constantFrom("", ".fifo", "-sg"),
				fc.integer({ min: 20, max: 255 }),
				(parts, suffix, maxLength) => {
					const { text, full, shortened } = physicalName(parts, { maxLength, source }, { suffix });
					assert.ok(text.length <= maxLength);
					assert.ok(text.endsWith(suffix));
					assert.equal(shortened, full.length > maxLength);
					if (shortened) assert.equal(text.length, maxLength);
				},
			),
		);
	});
});
