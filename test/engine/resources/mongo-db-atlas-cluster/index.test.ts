import assert from "node:assert/strict";
import { mongoDbAtlasCluster } from "../../../../engine/resources/mongo-db-atlas-cluster/index.ts";
import { accepted, surroundings, target } from "../../../support/placed.ts";

const cluster = accepted(mongoDbAtlasCluster, "mainDb", { clusterTier: "M10" });

describe("a mongo-db-atlas-cluster", () => {
	it("tells its address without a user, and grants nothing in AWS", () => {
		assert.deepEqual(mongoDbAtlasCluster.params(cluster, surroundings([], []))["connectionString"]?.value, {
			"Fn::GetAtt": ["MainDbCluster", "ConnectionStrings.StandardSrv"],
		});
		assert.deepEqual(mongoDbAtlasCluster.connect?.(cluster, target), []);
	});

	it("has a page at Atlas", () => {
		assert.deepEqual(mongoDbAtlasCluster.links?.(cluster, target), {
			metrics: {
				"Fn::Sub": "https://cloud.mongodb.com/v2/${StpAtlasMongoProject.Id}#clusters/detail/maindb",
			},
		});
	});

	it("tells the overview which connection is to be accepted", () => {
		assert.deepEqual(mongoDbAtlasCluster.outputs?.(cluster, surroundings([], [])), {
			peeringConnectionId: { "Fn::GetAtt": ["StpAtlasMongoNetworkPeering", "ConnectionId"] },
		});
	});
});
