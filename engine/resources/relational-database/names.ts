import { logicalId } from "../../names/logical-id.ts";
import { type NameLimit, type PhysicalName, physicalName } from "../../names/physical-name.ts";
import { stackName, type Target } from "../../names/target.ts";
import { createInstance } from "../shared/database-schema.ts";
import type { Database } from "./properties.ts";

export const INSTANCE = "AWS::RDS::DBInstance";
export const CLUSTER = "AWS::RDS::DBCluster";
const SUBNET_GROUP = "AWS::RDS::DBSubnetGroup";

const identifierLimit: NameLimit = { maxLength: 63, source: createInstance };
const subnetGroupLimit: NameLimit = {
	maxLength: 255,
	source: "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSubnetGroup.html",
};
const logGroupLimit: NameLimit = {
	maxLength: 512,
	source: "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html",
};

/** Logical id of an instance: of the only one, the one at `index` of a cluster, or a read replica. */
export function instanceId(
	owner: string,
	which: { readonly index?: number; readonly replica?: number } = {},
) {
	const { index, replica } = which;
	return logicalId({
		owner,
		type: INSTANCE,
		...(replica !== undefined && { specifier: `Replica${replica}` }),
		...(index !== undefined && { index }),
	});
}

export const clusterId = (owner: string) => logicalId({ owner, type: CLUSTER });
export const subnetGroupId = (owner: string) => logicalId({ owner, type: SUBNET_GROUP });

/** `{stack}-{name}` in lower case where the name is the config's, with what tells several of one database apart. */
export function identifier(database: Database, target: Target, ending?: string): PhysicalName {
	const parts = [stackName(target), database.name.toLowerCase(), ...(ending === undefined ? [] : [ending])];
	return physicalName(parts, identifierLimit);
}

/** Name of the subnet group. */
export function subnetGroupName(database: Database, target: Target): PhysicalName {
	return physicalName([stackName(target), database.name.toLowerCase(), "subnet-group"], subnetGroupLimit);
}

/** Name of a log group: RDS writes to it by the identifier, which it keeps in lower case. */
export function logGroupName(of: "instance" | "cluster", id: PhysicalName, log: string): PhysicalName {
	const name = physicalName([`/aws/rds/${of}/${id.text.toLowerCase()}/${log}`], logGroupLimit);
	return { ...name, shortened: name.shortened || id.shortened };
}
