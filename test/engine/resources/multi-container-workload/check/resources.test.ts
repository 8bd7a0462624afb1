import assert from "node:assert/strict";
import { checkResources } from "../../../../../engine/resources/multi-container-workload/check/resources.ts";
import { assertMarked } from "../../../../support/analysed.ts";
import { config, mainContainer, workload } from "../example.ts";

type Resources = Parameters<typeof workload>[0] extends infer V
	? V extends { readonly resources?: infer R }
		? NonNullable<R>
		: never
	: never;

const codes = (resources: Resources) =>
	checkResources(workload({ resources })).map(({ code, path }) => `${code} at ${path.join(".")}`);

describe("the size of a service", () => {
	const fitting: readonly (readonly [
		0.25 | 0.5 | 1 | 2 | 4 | 8 | 16,
		readonly number[],
		readonly number[],
	])[] = [
		[0.25, [512, 1024, 2048], [256, 1536, 3072]],
		[0.5, [1024, 4096], [512, 5120]],
		[1, [2048, 8192], [1024, 2049, 9216]],
		[2, [4096, 16_384], [3072, 17_408]],
		[4, [8192, 30_720], [7168, 31_744]],
		[8, [16_384, 20_480, 61_440], [17_408, 65_536]],
		[16, [32_768, 122_880], [36_864, 131_072]],
	];
	for (const [cpu, right, wrong] of fitting) {
		it(`is one that Fargate has for ${cpu} vCPU`, () => {
			for (const memory of right) assert.deepEqual(codes({ cpu, memory }), [], String(memory));
			for (const memory of wrong)
				assert.deepEqual(codes({ cpu, memory }), ["memory-not-fitting at resources.memory"], String(memory));
		});
	}

	it("is whole on Fargate", () => {
		const missing = ["fargate-size-missing at resources"];
		for (const resources of [{}, { cpu: 1 }, { memory: 2048 }] as const)
			assert.deepEqual(codes(resources), missing);
	});

	it("is what the smallest machine can spare", () => {
		assert.deepEqual(codes({ instanceTypes: ["t3.medium"] }), []);
		assert.deepEqual(codes({ instanceTypes: ["t3.medium"], memory: 3481 }), []);
		assert.deepEqual(codes({ instanceTypes: ["t3.large", "t3.medium"], memory: 3482 }), [
			"instance-too-small at resources.memory",
		]);
		assert.deepEqual(codes({ instanceTypes: ["t3.medium"], cpu: 4 }), [
			"instance-too-small at resources.cpu",
		]);
	});

	it("is asked for where a machine is not known", () => {
		assert.deepEqual(codes({ instanceTypes: ["z9.large"] }), [
			"instance-memory-unknown at resources.instanceTypes.0",
		]);
		assert.deepEqual(codes({ instanceTypes: ["z9.large"], memory: 4000 }), []);
	});

	it("has machines of one kind", () => {
		assert.deepEqual(codes({ instanceTypes: ["m7g.large", "m7i.large"] }), [
			"mixed-processors at resources.instanceTypes.1",
		]);
		assert.deepEqual(codes({ instanceTypes: ["m7g.large"], architecture: "arm64" }), [
			"architecture-of-instances at resources.architecture",
		]);
	});

	it("keeps one type of machine ready", () => {
		const at = ["warm-pool-types at resources.enableWarmPool"];
		assert.deepEqual(codes({ instanceTypes: ["t3.medium", "t3.large"], enableWarmPool: true }), at);
		assert.deepEqual(codes({ cpu: 1, memory: 2048, enableWarmPool: true }), at);
		assert.deepEqual(codes({ instanceTypes: ["t3.medium"], enableWarmPool: true }), []);
	});

	it("is told of at the word that is wrong", () =>
		assertMarked(
			config(`${mainContainer}      resources: { cpu: 0.25, memory: 3000 }
      #                               ^^^^ memory-not-fitting: 3000 MB is no memory that 0.25 vCPU can have on Fargate
`),
		));
});
