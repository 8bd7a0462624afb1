import { sub } from "../../template/intrinsics.ts";
import { defineResource } from "../kind.ts";
import { checkCluster } from "./check.ts";
import { clusterChild, clusterId, clusterName, connectionString } from "./cluster.ts";
import { CLUSTER_TYPE, peeringConnection, projectChildren, projectIdInText } from "./project.ts";
import { properties } from "./properties.ts";
import { adminChild, roleUser } from "./users.ts";

const paramDocs = {
	connectionString: "Address of the cluster, without a user: `mongodb+srv://…`.",
};

/** The room of `mongo-db-atlas-cluster`. */
export const mongoDbAtlasCluster = defineResource({
	type: CLUSTER_TYPE,
	docs: "A cluster of MongoDB at MongoDB Atlas, made by MongoDB's own types for CloudFormation, which have to be activated in the account. The account at Atlas stands in `providerConfig.mongoDbAtlas`; all clusters of a stack share one project there.",
	source: "https://www.mongodb.com/docs/atlas/",
	properties,
	snippet: `type: mongo-db-atlas-cluster
properties:
  clusterTier: \${1:M10}`,
	names: (cluster) => ({ [clusterId(cluster.name)]: clusterName(cluster.name) }),
	paramDocs,
	params: (cluster) => ({
		connectionString: {
			docs: paramDocs.connectionString,
			value: connectionString(cluster.name),
			shown: true,
		},
	}),
	// Whoever connects signs in by its role, which Atlas knows as a user.
	connect: () => [],
	admit: roleUser,
	check: checkCluster,
	compile: (cluster, surroundings) => [
		...projectChildren(surroundings),
		clusterChild(cluster, surroundings),
		...adminChild(cluster, surroundings),
	],
	outputs: () => ({ peeringConnectionId: peeringConnection }),
	// Atlas asks for the peering, and CloudFormation has no resource that accepts what another account asks for.
	aftercare: ({ reference }) => [{ kind: "vpc-peering", resource: reference, output: "peeringConnectionId" }],
	links: (cluster) => ({
		metrics: sub(
			`https://cloud.mongodb.com/v2/${projectIdInText}#clusters/detail/${clusterName(cluster.name).text}`,
		),
	}),
});
