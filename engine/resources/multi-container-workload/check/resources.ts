import type { Finding, Path } from "../../kind.ts";
import { architectureOf, instanceType, usableMemory } from "../../shared/instance-types.ts";
import { instanceTypesOf, type Workload } from "../properties.ts";

const fargateSizes =
	"https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size";

/** Least and most megabytes of memory of a number of vCPUs on Fargate, and what lies between two sizes. */
const fargateMemory: Readonly<
	Record<number, { readonly from: number; readonly to: number; readonly step: number }>
> = {
	0.25: { from: 512, to: 2048, step: 0 },
	0.5: { from: 1024, to: 4096, step: 1024 },
	1: { from: 2048, to: 8192, step: 1024 },
	2: { from: 4096, to: 16_384, step: 1024 },
	4: { from: 8192, to: 30_720, step: 1024 },
	8: { from: 16_384, to: 61_440, step: 4096 },
	16: { from: 32_768, to: 122_880, step: 8192 },
};

/** Sizes of memory that a number of vCPUs can have, in megabytes. */
function sizesFor(cpu: number): readonly number[] {
	const range = fargateMemory[cpu];
	if (!range) return [];
	// A quarter of a vCPU has three sizes, each twice the one before.
	if (range.step === 0) return [512, 1024, 2048];
	const count = (range.to - range.from) / range.step + 1;
	return Array.from({ length: count }, (_, index) => range.from + index * range.step);
}

function describeSizes(cpu: number): string {
	const range = fargateMemory[cpu];
	if (!range) return "";
	if (range.step === 0) return sizesFor(cpu).join(", ");
	return `${range.from} to ${range.to} in steps of ${range.step}`;
}

function checkFargateMemory(cpu: number, memory: number): readonly Finding[] {
	const sizes = sizesFor(cpu);
	if (sizes.includes(memory)) return [];
	const next = sizes.find((size) => size >= memory) ?? sizes.at(-1);
	return [
		{
			code: "memory-not-fitting",
			message: `${memory} MB is no memory that ${cpu} vCPU can have on Fargate`,
			path: ["resources", "memory"],
			hint: `possible with ${cpu} vCPU: ${describeSizes(cpu)}, see ${fargateSizes}`,
			...(next !== undefined && { fix: { title: `Change to ${next}`, text: String(next) } }),
		},
	];
}

function checkFargate({ values: { resources } }: Workload): readonly Finding[] {
	const { cpu, memory } = resources;
	const path: Path = ["resources"];
	if (cpu !== undefined && memory !== undefined) return checkFargateMemory(cpu, memory);
	const missing = cpu === undefined ? (memory === undefined ? "cpu and memory" : "cpu") : "memory";
	return [
		{
			code: "fargate-size-missing",
			message: `${missing} must be set, because the containers run on Fargate`,
			path,
			atKey: true,
			hint: "set cpu and memory, or instanceTypes to run on EC2 instances",
		},
	];
}

function checkMachineMemory(
	{ values: { resources } }: Workload,
	types: readonly string[],
): readonly Finding[] {
	const { memory } = resources;
	return types.flatMap((name, index): readonly Finding[] => {
		const type = instanceType(name);
		if (!type && memory === undefined) {
			return [
				{
					code: "instance-memory-unknown",
					message: `the memory of "${name}" is not known, so resources.memory must say what the containers get`,
					path: ["resources", "instanceTypes", index],
					hint: "check the name of the type, or set memory in megabytes to less than the type has",
				},
			];
		}
		if (!type || memory === undefined || memory <= usableMemory(type)) return [];
		return [
			{
				code: "instance-too-small",
				message: `"${name}" can spare ${usableMemory(type)} MB of its ${type.memoryMiB} MB, but ${memory} MB are asked for`,
				path: ["resources", "memory"],
				hint: "ask for less, leave memory out, or use a larger type: the rest is for the system and the agent of ECS",
			},
		];
	});
}

function checkMachineCpu({ values: { resources } }: Workload, types: readonly string[]): readonly Finding[] {
	const { cpu } = resources;
	const small = types.find((name) => (instanceType(name)?.vcpus ?? Number.POSITIVE_INFINITY) < (cpu ?? 0));
	if (small === undefined) return [];
	return [
		{
			code: "instance-too-small",
			message: `"${small}" has ${instanceType(small)?.vcpus} vCPUs, but ${cpu} are asked for`,
			path: ["resources", "cpu"],
			hint: "ask for less, leave cpu out, or use a larger type",
		},
	];
}

/** The image of the machines' system is chosen by the first type. */
function checkProcessors(types: readonly string[]): readonly Finding[] {
	const [first] = types;
	const other = types.findIndex(
		(name) => first !== undefined && architectureOf(name) !== architectureOf(first),
	);
	if (first === undefined || other < 0) return [];
	return [
		{
			code: "mixed-processors",
			message: `"${types[other]}" has another kind of processor than "${first}"`,
			path: ["resources", "instanceTypes", other],
			hint: "use types of one kind only: arm64, whose families have a `g` behind their number, or x86_64",
		},
	];
}

function checkMachines(workload: Workload, types: readonly string[]): readonly Finding[] {
	const { architecture } = workload.values.resources;
	const twice: Finding = {
		code: "architecture-of-instances",
		message: "architecture is for Fargate only: the instance types decide the kind of processor",
		path: ["resources", "architecture"],
		atKey: true,
		hint: "remove it",
	};
	return [
		...(architecture === undefined ? [] : [twice]),
		...checkProcessors(types),
		...checkMachineMemory(workload, types),
		...checkMachineCpu(workload, types),
	];
}

function checkWarmPool({ values: { resources } }: Workload, types: readonly string[]): readonly Finding[] {
	if (!resources.enableWarmPool || types.length === 1) return [];
	const found = types.length === 0 ? "the containers run on Fargate" : `there are ${types.length}`;
	return [
		{
			code: "warm-pool-types",
			message: `enableWarmPool needs exactly one instance type, but ${found}`,
			path: ["resources", "enableWarmPool"],
			atKey: true,
			hint: "keep one type in instanceTypes, or remove enableWarmPool",
		},
	];
}

/** Finds what is wrong with the size of the instances of a service. */
export function checkResources(workload: Workload): readonly Finding[] {
	const types = instanceTypesOf(workload);
	return [
		...(types ? checkMachines(workload, types) : checkFargate(workload)),
		...checkWarmPool(workload, types ?? []),
	];
}
