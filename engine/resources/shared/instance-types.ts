import { instanceTypeTable } from "./instance-type-table.ts";

/** What an instance type has. */
type InstanceType = { readonly vcpus: number; readonly memoryMiB: number };

/** The vCPUs of the sizes that have the same number in most families. */
function usualVcpus(size: string): number | undefined {
	if (size === "medium") return 1;
	if (size === "large") return 2;
	const [, times] = /^(\d*)xlarge$/.exec(size) ?? [];
	return times === undefined ? undefined : 4 * Number(times || "1");
}

function readSize(word: string, memoryPerVcpu: number): readonly [string, InstanceType] {
	const [short = "", ownVcpus, ownMemory] = word.split(":");
	const size = short.replace(/^(\d*)x$/, "$1xlarge");
	const vcpus = ownVcpus === undefined ? (usualVcpus(size) ?? 0) : Number(ownVcpus);
	const memoryMiB = ownMemory === undefined ? vcpus * memoryPerVcpu : Number(ownMemory);
	return [size, { vcpus, memoryMiB }];
}

function readTable(): ReadonlyMap<string, InstanceType> {
	const lines = instanceTypeTable.trim().split("\n");
	return new Map(
		lines.flatMap((line) => {
			const [family = "", memoryPerVcpu = "", ...sizes] = line.split(" ");
			return sizes.map((word) => {
				const [size, type] = readSize(word, Number(memoryPerVcpu));
				return [`${family}.${size}`, type] as const;
			});
		}),
	);
}

const instanceTypes = readTable();

/** Every type that the table has. */
export const knownInstanceTypes: readonly string[] = [...instanceTypes.keys()];

/** What the instance type of this name has; `undefined` for a type that is newer than the table. */
export function instanceType(name: string): InstanceType | undefined {
	return instanceTypes.get(name);
}

/** Names of all instance types that are known. */
export function instanceTypeNames(): Iterable<string> {
	return instanceTypes.keys();
}

/**
 * The processor of an instance type, which its name tells: families of AWS's own processors have a `g` right behind
 * their number (https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html), but for the first one
 * and two more.
 */
export function architectureOf(name: string): "x86_64" | "arm64" {
	const [family = ""] = name.split(".", 1);
	return /^(a1|im4gn|is4gen|[a-z]+\d+g[a-z]*)$/.test(family) ? "arm64" : "x86_64";
}

/**
 * Megabytes of an instance's memory that tasks can have: the rest is for its system and the agents of ECS. The format
 * sets aside 15 % of up to 16 GiB, 10 % of up to 128 GiB and 5 % of more, and never less than 128 MiB.
 */
export function usableMemory({ memoryMiB }: InstanceType): number {
	const share = memoryMiB <= 16 * 1024 ? 0.15 : memoryMiB <= 128 * 1024 ? 0.1 : 0.05;
	return Math.floor(memoryMiB - Math.max(128, memoryMiB * share));
}
