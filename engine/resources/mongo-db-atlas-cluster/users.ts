import { logicalId } from "../../names/logical-id.ts";
import type { Text } from "../../template/intrinsics.ts";
import type { Child, Placed, Surroundings } from "../kind.ts";
import { member } from "../shared/event-use.ts";
import { clusterId, clusterName } from "./cluster.ts";
import { atlasResource, CLUSTER_TYPE, profile, projectId } from "./project.ts";
import type { Cluster } from "./properties.ts";

const USER = "MongoDB::Atlas::DatabaseUser";

const scope = (owner: string) => ({ Type: "CLUSTER", Name: clusterName(owner).text });
const onAdmin = (RoleName: string) => ({ RoleName, DatabaseName: "admin" });

/** The user with a password. */
export function adminChild({ name: owner, values }: Cluster, surroundings: Surroundings): readonly Child[] {
	const { adminUserCredentials: admin } = values;
	if (!admin) return [];
	return [
		{
			id: logicalId({ owner, type: USER }),
			origin: ["adminUserCredentials"],
			resource: atlasResource(
				"DatabaseUser",
				{
					ProjectId: projectId,
					Profile: profile(surroundings),
					DatabaseName: "admin",
					Username: admin.userName,
					Password: admin.password,
					Roles: [onAdmin("atlasAdmin"), onAdmin("readWriteAnyDatabase")],
					Scopes: [scope(owner)],
				},
				[clusterId(owner)],
			),
		},
	];
}

/** The clusters that `by` connects to. */
function connectedClusters(by: Placed, { resource }: Surroundings): readonly string[] {
	const written = member(by.values, "connectTo");
	const names = Array.isArray(written) ? written.map(String) : [];
	return [...new Set(names)].filter((name) => resource(name)?.type === CLUSTER_TYPE);
}

/**
 * The user for a role: what has the role signs in without a password. A resource has one for all clusters that it
 * connects to, which the first of them gives.
 */
export function roleUser(
	cluster: Cluster,
	by: Placed,
	role: Text,
	surroundings: Surroundings,
): readonly Child[] {
	const clusters = connectedClusters(by, surroundings);
	if (clusters[0] !== cluster.reference) return [];
	return [
		{
			id: logicalId({ owner: by.name, specifier: "AtlasMongo", type: USER }),
			origin: ["connectTo"],
			resource: atlasResource(
				"DatabaseUser",
				{
					ProjectId: projectId,
					Profile: profile(surroundings),
					DatabaseName: "$external",
					AWSIAMType: "ROLE",
					Username: role,
					Roles: [onAdmin("readWriteAnyDatabase")],
					Scopes: clusters.map(scope),
				},
				clusters.map(clusterId),
			),
		},
	];
}
