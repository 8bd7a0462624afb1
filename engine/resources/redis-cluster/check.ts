import type { Finding, Surroundings } from "../kind.ts";
import { checkIdentifier } from "../shared/check-identifier.ts";
import { deployedProperties } from "../shared/deployed.ts";
import { groupId, groupName, isSharded } from "./names.ts";
import { authTokens, type Cluster, createGroup, DEFAULT_VERSION, supportedNodes } from "./properties.ts";

function checkReplicas({ values }: Cluster): readonly Finding[] {
	const { enableSharding, enableAutomaticFailover, numReplicaNodes = 0, numShards } = values;
	const useless: Finding = {
		code: "shards-without-sharding",
		severity: "warning",
		message: "numShards has no meaning, because enableSharding is not set",
		path: ["numShards"],
		atKey: true,
		hint: "set enableSharding: true, or remove it",
	};
	const key = enableSharding
		? "enableSharding"
		: enableAutomaticFailover
			? "enableAutomaticFailover"
			: undefined;
	return [
		...(numShards !== undefined && !enableSharding ? [useless] : []),
		...(key !== undefined && numReplicaNodes < 1
			? [
					{
						code: "replica-missing",
						message: `${key} needs at least one copy of the data, but numReplicaNodes is ${numReplicaNodes}`,
						path: [values.numReplicaNodes === undefined ? key : "numReplicaNodes"],
						hint: "set numReplicaNodes to 1 or more",
					},
				]
			: []),
	];
}

/** The password is never repeated in a message. */
function checkPassword({ values }: Cluster): readonly Finding[] {
	const { defaultUserPassword: password } = values;
	const path = ["defaultUserPassword"];
	if (typeof password !== "string" || password.startsWith("{{resolve:")) return [];
	if (password.length < 16 || password.length > 128) {
		const message = `defaultUserPassword has ${password.length} characters, but must have 16 to 128`;
		return [{ code: "invalid-password", message, path, hint: `the limit is AWS's: ${authTokens}` }];
	}
	const [wrong] = /[^A-Za-z0-9!&#$^<>-]/.exec(password) ?? [];
	if (wrong !== undefined) {
		const message = `defaultUserPassword contains ${wrong === " " ? "a space" : wrong}, which ElastiCache does not take`;
		const hint = `use letters, digits and !&#$^<>- only; see ${authTokens}`;
		return [{ code: "invalid-password", message, path, hint }];
	}
	return [
		{
			code: "password-in-clear-text",
			severity: "warning",
			message: "defaultUserPassword goes into the template in clear text",
			path,
			hint: "keep it in Secrets Manager and write for example $Secret('redis.password')",
		},
	];
}

function checkNodeType({ values }: Cluster): readonly Finding[] {
	const { instanceSize, engineVersion = DEFAULT_VERSION } = values;
	if (engineVersion !== "6.0" || !/^cache\.[mr]7g\./.test(instanceSize)) return [];
	const message = `"${instanceSize}" needs at least version 6.2, but engineVersion is 6.0`;
	return [{ code: "class-not-of-engine", message, path: ["instanceSize"], hint: `see ${supportedNodes}` }];
}

/** What cannot be changed on a cluster that is deployed. */
function checkDeployed(cluster: Cluster, surroundings: Surroundings): readonly Finding[] {
	const deployed = deployedProperties(surroundings, groupId(cluster));
	if (!deployed) return [];
	const wasSharded = deployed["NumNodeGroups"] !== undefined;
	if (wasSharded === isSharded(cluster)) return [];
	return [
		{
			code: "sharding-changed",
			message: `the deployed cluster has ${wasSharded ? "shards" : "no shards"}, which cannot be changed`,
			path: cluster.values.enableSharding === undefined ? [] : ["enableSharding"],
			hint: "give the resource another name, which makes a new and empty cluster",
		},
	];
}

/** Finds what is wrong with a cluster, as far as its schema cannot say it. */
export function checkCluster(cluster: Cluster, surroundings: Surroundings): readonly Finding[] {
	return [
		...checkIdentifier(groupName(cluster, surroundings.target), createGroup),
		...checkReplicas(cluster),
		...checkPassword(cluster),
		...checkNodeType(cluster),
		...checkDeployed(cluster, surroundings),
	];
}
