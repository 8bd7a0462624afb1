import type { Finding, Path, Surroundings } from "../kind.ts";
import { checkIdentifier } from "../shared/check-identifier.ts";
import { deployedProperties } from "../shared/deployed.ts";
import { diskOfDomain, zonesOf } from "./machines.ts";
import { domainId, domainName, domainNames } from "./names.ts";
import { type Domain, instanceTypes, limits, masters } from "./properties.ts";

const multiAz =
	"https://docs.aws.amazon.com/opensearch-service/latest/developerguide/managedomains-multiaz.html";

function checkName(domain: Domain, { target }: Surroundings): readonly Finding[] {
	const name = domainName(domain, target);
	const found = checkIdentifier(name, domainNames);
	if (found.length > 0 || name.text === name.text.toLowerCase()) return found;
	const message = `OpenSearch Service does not take "${name.text}" for a domain: it must be in lower case`;
	const hint = `change the name of the project or the stage; see ${domainNames}`;
	return [{ code: "invalid-identifier", message, path: [], hint }];
}

/** Largest disk by class, in gibibytes, where it is small; from `limits`. */
const smallDisks: Readonly<Record<string, number>> = {
	"t2.micro.search": 35,
	"t2.small.search": 35,
	"t2.medium.search": 35,
	"t3.small.search": 100,
	"t3.medium.search": 200,
};

function checkStorage(domain: Domain): readonly Finding[] {
	const { storage, clusterConfig } = domain.values;
	if (!storage) return [];
	const type = String(clusterConfig?.instanceType);
	const disk = diskOfDomain(domain);
	if (disk === "none") {
		const message = `"${type}" has a disk of its own, so that storage has no meaning`;
		return [
			{
				code: "storage-not-supported",
				message,
				path: ["storage"],
				atKey: true,
				hint: `remove it; see ${instanceTypes}`,
			},
		];
	}
	const speeds = (["iops", "throughput"] as const).filter((key) => storage[key] !== undefined);
	const most = smallDisks[type] ?? Number.POSITIVE_INFINITY;
	return [
		...(disk === "gp2"
			? speeds.map((key) => ({
					code: "disk-speed-not-supported",
					message: `${key} cannot be set for the disks of "${type}"`,
					path: ["storage", key],
					atKey: true,
					hint: "remove it, or use machines of a newer kind, such as m7g.large.search",
				}))
			: []),
		...(storage.size > most
			? [
					{
						code: "storage-limits",
						message: `the disk of "${type}" has at most ${most} GiB`,
						path: ["storage", "size"],
						hint: `the limit is AWS's: ${limits}`,
					},
				]
			: []),
	];
}

const at = (key: string): Path => ["clusterConfig", key];

function checkMasters({ values }: Domain): readonly Finding[] {
	const { dedicatedMasterCount: count = 0, dedicatedMasterType: type } = values.clusterConfig ?? {};
	if (count > 0 && ![3, 5, 7].includes(count)) {
		const message = `dedicatedMasterCount is ${count}, but must be 3, 5 or 7`;
		const hint = `with an even number no half can outvote the other; see ${masters}`;
		return [{ code: "master-count", message, path: at("dedicatedMasterCount"), hint }];
	}
	if (count > 0 && type === undefined)
		return [
			{
				code: "machine-type-missing",
				severity: "warning",
				message: "nothing says which class of machine the dedicated masters are, so AWS chooses one",
				path: at("dedicatedMasterCount"),
				atKey: true,
				hint: "add for example dedicatedMasterType: m7g.large.search",
			},
		];
	if (count > 0 || type === undefined) return [];
	const message = "dedicatedMasterType has no meaning without dedicatedMasterCount";
	return [
		{
			code: "machine-count-missing",
			severity: "warning",
			message,
			path: at("dedicatedMasterType"),
			atKey: true,
			hint: "set dedicatedMasterCount: 3",
		},
	];
}

function checkWarm({ values }: Domain): readonly Finding[] {
	const { warmCount = 0, warmType, dedicatedMasterCount = 0, instanceType } = values.clusterConfig ?? {};
	if (warmCount === 0 && warmType === undefined) return [];
	if (warmCount === 0) {
		const message = "warmType has no meaning without warmCount";
		return [
			{
				code: "machine-count-missing",
				severity: "warning",
				message,
				path: at("warmType"),
				atKey: true,
				hint: "set warmCount: 2",
			},
		];
	}
	if (warmType === undefined) {
		const message = "warmCount needs warmType";
		const hint = "add the class of the machines, for example warmType: ultrawarm1.medium.search";
		return [{ code: "machine-type-missing", message, path: at("warmCount"), atKey: true, hint }];
	}
	if (!String(warmType).startsWith("ultrawarm1.")) {
		const message = `"${warmType}" is not a class of machine for warm data`;
		return [
			{
				code: "warm-machine-type",
				message,
				path: at("warmType"),
				hint: "use ultrawarm1.medium.search or ultrawarm1.large.search",
			},
		];
	}
	if (dedicatedMasterCount === 0) {
		const message = "machines for warm data need dedicated masters, but dedicatedMasterCount is not set";
		return [{ code: "masters-needed", message, path: at("warmCount"), hint: "set dedicatedMasterCount: 3" }];
	}
	if (/^t[23]\./.test(String(instanceType))) {
		const message = `machines for warm data cannot stand beside "${instanceType}"`;
		return [
			{ code: "masters-needed", message, path: at("instanceType"), hint: "use for example m7g.large.search" },
		];
	}
	if (warmCount >= 2) return [];
	const message = `warmCount is ${warmCount}, but must be at least 2`;
	return [{ code: "warm-count", message, path: at("warmCount"), hint: `the limit is AWS's: ${limits}` }];
}

function checkStandby(domain: Domain): readonly Finding[] {
	const {
		standbyEnabled,
		multiAzDisabled,
		instanceCount = 1,
		instanceType,
		dedicatedMasterCount = 0,
	} = domain.values.clusterConfig ?? {};
	if (!standbyEnabled) return [];
	const finding = (message: string, key: string, hint: string): readonly Finding[] => [
		{ code: "standby-not-possible", message, path: at(key), hint: `${hint}; see ${multiAz}` },
	];
	if (multiAzDisabled)
		return finding(
			"a reserve needs three zones, but multiAzDisabled is set",
			"multiAzDisabled",
			"remove one of the two",
		);
	if (zonesOf(domain) !== 3 || instanceCount % 3 !== 0)
		return finding(
			`a reserve needs a multiple of 3 machines, but instanceCount is ${instanceCount}`,
			"instanceCount",
			`set instanceCount to ${Math.max(3, Math.ceil(instanceCount / 3) * 3)}`,
		);
	if (dedicatedMasterCount === 0)
		return finding("a reserve needs dedicated masters", "standbyEnabled", "set dedicatedMasterCount: 3");
	if (/^t[23]\./.test(String(instanceType)))
		return finding(
			`"${instanceType}" cannot have a reserve`,
			"instanceType",
			"use for example m7g.large.search",
		);
	return [];
}

/** A domain stays inside or outside of the network for ever. */
function checkDeployed(domain: Domain, surroundings: Surroundings): readonly Finding[] {
	const deployed = deployedProperties(surroundings, domainId(domain.name));
	if (!deployed) return [];
	const { accessibilityMode = "internet" } = domain.values.accessibility ?? {};
	const wasInside = deployed["VPCOptions"] !== undefined;
	if (wasInside === (accessibilityMode !== "internet")) return [];
	const where = wasInside ? "inside of the network" : "on the internet";
	return [
		{
			code: "domain-cannot-move",
			message: `the deployed domain is ${where}, which cannot be changed`,
			path: domain.values.accessibility ? ["accessibility", "accessibilityMode"] : [],
			hint: "give the resource another name, which makes a new and empty domain",
		},
	];
}

/** Finds what is wrong with a domain, as far as its schema cannot say it. */
export function checkDomain(domain: Domain, surroundings: Surroundings): readonly Finding[] {
	return [
		...checkName(domain, surroundings),
		...checkStorage(domain),
		...checkMasters(domain),
		...checkWarm(domain),
		...checkStandby(domain),
		...checkDeployed(domain, surroundings),
	];
}
