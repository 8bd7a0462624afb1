import type { Domain } from "./properties.ts";

/** Kind of disk that a class of machine can have. */
type Disk = "gp3" | "gp2" | "none";

/** Families with disks of their own; https://docs.aws.amazon.com/opensearch-service/latest/developerguide/supported-instance-types.html */
const ownDisk = /^(i\d|im\d|r6gd|ultrawarm)/;
/** Older families, whose disks are of an older kind. */
const oldDisk = /^(t2|m3|m4|c4|r3|r4)\./;

/** The disk of a class of machine; for classes that nobody knows yet the newest kind. */
function diskOf(type: string): Disk {
	if (ownDisk.test(type)) return "none";
	return oldDisk.test(type) ? "gp2" : "gp3";
}

/** The disk of the machines that hold data. */
export function diskOfDomain({ values }: Domain): Disk {
	const type = values.clusterConfig?.instanceType;
	return typeof type === "string" ? diskOf(type) : "gp3";
}

/** Over how many zones the machines are spread. */
export function zonesOf({ values }: Domain): 1 | 2 | 3 {
	const { instanceCount = 1, multiAzDisabled } = values.clusterConfig ?? {};
	if (multiAzDisabled || instanceCount < 2) return 1;
	return instanceCount === 2 ? 2 : 3;
}
