import assert from "node:assert/strict";
import {
	architectureOf,
	instanceType,
	instanceTypeNames,
	usableMemory,
} from "../../../../engine/resources/shared/instance-types.ts";

describe("instance types", () => {
	// Numbers of https://docs.aws.amazon.com/ec2/latest/instancetypes/.
	const known: readonly (readonly [string, number, number])[] = [
		["t3.nano", 2, 512],
		["t3.medium", 2, 4096],
		["t4g.small", 2, 2048],
		["m7g.medium", 1, 4096],
		["c6g.16xlarge", 64, 131_072],
		["c5.9xlarge", 36, 73_728],
		["r6i.metal", 128, 1_048_576],
		["i3en.24xlarge", 96, 786_432],
		["g5.xlarge", 4, 16_384],
		["p4d.24xlarge", 96, 1_179_648],
		["x1e.32xlarge", 128, 3_997_696],
	];
	for (const [name, vcpus, memoryMiB] of known) {
		it(`have the size of ${name}`, () => assert.deepEqual(instanceType(name), { vcpus, memoryMiB }));
	}

	it("are all of some size", () => {
		const names = [...instanceTypeNames()];
		assert.ok(names.length > 1000);
		const empty = names.filter((name) => {
			const { vcpus = 0, memoryMiB = 0 } = instanceType(name) ?? {};
			return vcpus < 1 || memoryMiB < 500 || !Number.isInteger(memoryMiB);
		});
		assert.deepEqual(empty, []);
	});

	it("that are newer than the table are not known", () => assert.equal(instanceType("m99.large"), undefined));

	it("leave a share of their memory to their system", () => {
		const usable = (memoryMiB: number) => usableMemory({ vcpus: 1, memoryMiB });
		assert.deepEqual([512, 4096, 16_384].map(usable), [384, 3481, 13_926]);
		assert.deepEqual([32_768, 131_072, 262_144].map(usable), [29_491, 117_964, 249_036]);
	});

	it("tell their processor by their name", () => {
		const arm = [
			"a1.large",
			"t4g.nano",
			"m6gd.large",
			"c7gn.xlarge",
			"x2gd.large",
			"im4gn.large",
			"g5g.xlarge",
		];
		const intel = [
			"t3.large",
			"m6a.large",
			"g5.xlarge",
			"g6e.xlarge",
			"p4d.24xlarge",
			"i4i.large",
			"mac1.metal",
		];
		assert.deepEqual([...new Set(arm.map(architectureOf))], ["arm64"]);
		assert.deepEqual([...new Set(intel.map(architectureOf))], ["x86_64"]);
	});
});
