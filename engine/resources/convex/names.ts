import { stackName, type Target } from "../../names/target.ts";
import { concat, type Text } from "../../template/intrinsics.ts";
import { readDomain } from "../shared/custom-domains.ts";
import { DEFAULT_DATABASE } from "../shared/database-schema.ts";
import { dnsName } from "../shared/load-balancer.ts";
import { partName } from "../shared/web/names.ts";
import { type Convex, engineOf } from "./properties.ts";

/** Keys of the parts, by which the config can name them: `backend.database`. */
export const parts = {
	backend: "backendContainerWorkload",
	dashboard: "dashboardContainerWorkload",
	database: "database",
	loadBalancer: "loadBalancer",
} as const;

/** The buckets, and the word for each in the variable that tells the backend of it. */
export const buckets = [
	["modulesBucket", "MODULES"],
	["filesBucket", "FILES"],
	["searchBucket", "SEARCH"],
	["exportsBucket", "EXPORTS"],
	["snapshotImportsBucket", "SNAPSHOT_IMPORTS"],
] as const;

/** Ports of the ways in, in the containers and, without domains, at the load balancer. */
export const ports = { cloud: 3210, site: 3211, dashboard: 6791 } as const;

export type WayIn = keyof typeof ports;

/** The domain of a way in, when the config has one. */
export function domainOf({ values }: Convex, way: WayIn): string | undefined {
	return readDomain(values.customDomains?.[way], ["customDomains", way])?.name;
}

/** Address of a way in. Without a domain nobody has a certificate for the name that AWS gives. */
export function addressOf(convex: Convex, way: WayIn): Text {
	const domain = domainOf(convex, way);
	if (domain !== undefined) return `https://${domain}`;
	return concat("http://", dnsName(partName(convex.name, parts.loadBalancer)), `:${ports[way]}`);
}

/**
 * Name of the instance, which is also that of its database: the backend takes the one for the other. The name of the
 * resource, which the format's reference gives it, would be that of a database which is not there.
 */
export function instanceName(convex: Convex): Text {
	return engineOf(convex).properties.dbName ?? DEFAULT_DATABASE;
}

/** Name of the secret that the engine makes before the first deploy. */
export function secretName({ reference }: Convex, target: Target): string {
	return `stp/${target.region}/${stackName(target)}/${reference}`;
}

/** A key of that secret, as CloudFormation reads it. */
export function secretValue(convex: Convex, key: string, target: Target): string {
	return `{{resolve:secretsmanager:${secretName(convex, target)}:SecretString:${key}}}`;
}
