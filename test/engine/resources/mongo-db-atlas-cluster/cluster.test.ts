import assert from "node:assert/strict";
import {
	clusterChild,
	clusterId,
	clusterName,
	connectionString,
	instanceSize,
} from "../../../../engine/resources/mongo-db-atlas-cluster/cluster.ts";
import { mongoDbAtlasCluster } from "../../../../engine/resources/mongo-db-atlas-cluster/index.ts";
import {
	type Cluster,
	isOnSharedMachines,
} from "../../../../engine/resources/mongo-db-atlas-cluster/properties.ts";
import { checkTemplate } from "../../../support/aws-schema.ts";
import { accepted, placed, resourcesOf, surroundings, target } from "../../../support/placed.ts";

function compiled(values: Cluster["values"], region = "eu-west-1") {
	accepted(mongoDbAtlasCluster, "mainDb", values);
	const around = surroundings([], [], { target: { ...target, region } });
	const Resources = resourcesOf([clusterChild(placed(mongoDbAtlasCluster.type, "mainDb", values), around)]);
	assert.deepEqual(checkTemplate({ Resources }), []);
	return Resources["MainDbCluster"];
}

describe("a cluster at Atlas", () => {
	const nodes = (NodeCount: number, InstanceSize = "M10") => ({ InstanceSize, NodeCount });

	it("has three nodes and a disk that grows, after the network that it is in", () => {
		const cluster = compiled({ clusterTier: "M10" });
		assert.deepEqual(cluster?.DependsOn, ["StpAtlasMongoNetworkContainer"]);
		assert.deepEqual(cluster?.Properties, {
			ProjectId: { "Fn::GetAtt": ["StpAtlasMongoProject", "Id"] },
			Profile: "proj-dev",
			Name: "maindb",
			ClusterType: "REPLICASET",
			MongoDBMajorVersion: "7.0",
			ReplicationSpecs: [
				{
					NumShards: 1,
					AdvancedRegionConfigs: [
						{
							ProviderName: "AWS",
							RegionName: "EU_WEST_1",
							Priority: 7,
							ElectableSpecs: nodes(3),
							AutoScaling: { DiskGB: { Enabled: true } },
						},
					],
				},
			],
		});
	});

	const scaling = (autoScaling: NonNullable<Cluster["values"]["autoScaling"]>) => {
		const specs = JSON.parse(JSON.stringify(compiled({ clusterTier: "M30", autoScaling })?.Properties));
		return specs.ReplicationSpecs[0].AdvancedRegionConfigs[0].AutoScaling;
	};
	const cases: readonly (readonly [string, NonNullable<Cluster["values"]["autoScaling"]>, object])[] = [
		["not at all", { disableDiskScaling: true }, { Enabled: false, ScaleDownEnabled: false }],
		[
			"up to a tier",
			{ maxClusterTier: "M40 Low-CPU (R40)" },
			{ Enabled: true, ScaleDownEnabled: true, MinInstanceSize: "M30", MaxInstanceSize: "R40" },
		],
		[
			"up only",
			{ minClusterTier: "M20", maxClusterTier: "M50", disableScaleDown: true },
			{ Enabled: true, ScaleDownEnabled: false, MaxInstanceSize: "M50" },
		],
	];
	for (const [why, autoScaling, Compute] of cases) {
		it(`scales ${why}`, () => {
			const Enabled = !autoScaling.disableDiskScaling;
			assert.deepEqual(scaling(autoScaling), { DiskGB: { Enabled }, Compute });
		});
	}

	it("is a Flex cluster in the nearest region on shared machines", () => {
		const cluster = compiled({ clusterTier: "M2" }, "ca-central-1");
		assert.equal(cluster?.DependsOn, undefined);
		assert.equal(cluster?.Properties?.["MongoDBMajorVersion"], undefined);
		assert.deepEqual(cluster?.Properties?.["ReplicationSpecs"], [
			{
				AdvancedRegionConfigs: [
					{ ProviderName: "FLEX", BackingProviderName: "AWS", RegionName: "US_EAST_1", Priority: 7 },
				],
			},
		]);
		assert.deepEqual(["M2", "M5", "M10"].map(isOnSharedMachines), [true, true, false]);
	});

	it("is named in small letters and by Atlas's word for its tier", () => {
		assert.equal(clusterId("mainDb"), "MainDbCluster");
		assert.equal(clusterName("mainDb").text, "maindb");
		assert.deepEqual(["M40 Low-CPU (R40)", "M40_NVME", "M30"].map(instanceSize), ["R40", "M40_NVME", "M30"]);
		assert.deepEqual(connectionString("mainDb"), {
			"Fn::GetAtt": ["MainDbCluster", "ConnectionStrings.StandardSrv"],
		});
	});
});
