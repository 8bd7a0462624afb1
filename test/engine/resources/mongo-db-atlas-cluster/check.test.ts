import assert from "node:assert/strict";
import { analyse } from "../../../../engine/index.ts";
import { checkCluster } from "../../../../engine/resources/mongo-db-atlas-cluster/check.ts";
import { mongoDbAtlasCluster } from "../../../../engine/resources/mongo-db-atlas-cluster/index.ts";
import { assertProblems } from "../../../support/marked.ts";
import { target } from "../../../support/placed.ts";

/** An account at Atlas, and clusters that only the network of the stack reaches. */
const account = `providerConfig:
  mongoDbAtlas:
    publicKey: public
    privateKey: private
    organizationId: organization
    accessibility:
      accessibilityMode: vpc
`;

/** Resources that carry their problems as marks; see `assertProblems`. */
const cases: Readonly<Record<string, string>> = {
	"what shared machines do not have": `resources:
  shared:
    type: mongo-db-atlas-cluster
    properties:
      clusterTier: M2
#                  ^^ cluster-out-of-reach: a cluster of the tier M2 has no way into the VPC, but accessibilityMode is vpc
      version: "7.0"
#     ^^^^^^^ (warning) tier-too-small: version has no effect with the tier M2: Atlas chooses it
      numShards: 1
#     ^^^^^^^^^ tier-too-small: numShards cannot be used with the tier M2
      diskSizeGB: 10
#     ^^^^^^^^^^ tier-too-small: diskSizeGB cannot be used with the tier M2
      enableBackups: true
#     ^^^^^^^^^^^^^ tier-too-small: enableBackups cannot be used with the tier M2
      enablePointInTimeRecovery: true
#     ^^^^^^^^^^^^^^^^^^^^^^^^^ tier-too-small: enablePointInTimeRecovery cannot be used with the tier M2
      biConnector:
#     ^^^^^^^^^^^ tier-too-small: biConnector cannot be used with the tier M2
        enabled: false
      autoScaling:
#     ^^^^^^^^^^^ tier-too-small: autoScaling cannot be used with the tier M2
        maxClusterTier: M10
      replication:
#     ^^^^^^^^^^^ tier-too-small: replication cannot be used with the tier M2
        numReadOnlyNodes: 1
`,
	"shards on small machines": `resources:
  shards:
    type: mongo-db-atlas-cluster
    properties:
      clusterTier: M20
      numShards: 2
#     ^^^^^^^^^ tier-too-small: numShards cannot be used with the tier M20
`,
	"points in time without backups": `resources:
  recovery:
    type: mongo-db-atlas-cluster
    properties:
      clusterTier: M10
      enablePointInTimeRecovery: true
#     ^^^^^^^^^^^^^^^^^^^^^^^^^ backups-missing: enablePointInTimeRecovery needs backups, but enableBackups is not set
`,
	"analytics nodes that are not there": `resources:
  connector:
    type: mongo-db-atlas-cluster
    properties:
      clusterTier: M10
      biConnector:
        enabled: true
        readPreference: analytics
#                       ^^^^^^^^^ analytics-nodes-missing: biConnector reads from analytics nodes, but the cluster has none
`,
	"tiers and numbers that there are not": `resources:
  tiers:
    type: mongo-db-atlas-cluster
    properties:
      clusterTier: M15
#                  ^^^ value-not-allowed: "M15" is not a value of clusterTier
      autoScaling:
        minClusterTier: M5
#                       ^^ value-not-allowed: "M5" is not a value of minClusterTier
      replication:
        numElectableNodes: 4
#                          ^ value-not-allowed: "4" is not a value of numElectableNodes
`,
};

describe("what is wrong with a cluster at Atlas", () => {
	for (const [what, resources] of Object.entries(cases)) {
		it(`is reported: ${what}`, () => {
			const text = `${account}${resources}`;
			assertProblems(text, analyse({ path: "stacktape.yml", text }, target).problems);
		});
	}

	it("is reported once when it is the account", () => {
		assert.equal(mongoDbAtlasCluster.check, checkCluster);
		const text = `
providerConfig:
  mongoDbAtlas:
    publicKey: public
resources:
  first:
# ^^^^^ provider-credentials-missing: a cluster at MongoDB Atlas needs privateKey, organizationId of providerConfig.mongoDbAtlas
    type: mongo-db-atlas-cluster
    properties:
      clusterTier: M10
  second:
    type: mongo-db-atlas-cluster
    properties:
      clusterTier: M10
`;
		assertProblems(text, analyse({ path: "stacktape.yml", text }, target).problems);
	});

	it("is a bound below the other, or that no address is let in", () => {
		const text = `
providerConfig:
  mongoDbAtlas:
    publicKey: public
    privateKey: $Secret('atlas.key')
    organizationId: organization
    accessibility:
      accessibilityMode: whitelisted-ips-only
resources:
  bounds:
# ^^^^^^ nobody-let-in: nobody can connect: accessibilityMode is whitelisted-ips-only, and whitelistedIps is empty
    type: mongo-db-atlas-cluster
    properties:
      clusterTier: M30
      autoScaling:
        minClusterTier: M40
#                       ^^^ minimum-above-maximum: minClusterTier is M40, which is above maxClusterTier, M20
        maxClusterTier: M20
  above:
    type: mongo-db-atlas-cluster
    properties:
      clusterTier: M30
      autoScaling:
        minClusterTier: M40
#                       ^^^ minimum-above-maximum: minClusterTier is M40, which is above the tier of the cluster, M30
  below:
    type: mongo-db-atlas-cluster
    properties:
      clusterTier: M30
      autoScaling:
        maxClusterTier: M20
#                       ^^^ minimum-above-maximum: maxClusterTier is M20, which is below the tier of the cluster, M30
  fitting:
    type: mongo-db-atlas-cluster
    properties:
      clusterTier: "M40 Low-CPU (R40)"
      autoScaling:
        maxClusterTier: "M200 Low-CPU (R200)"
`;
		assertProblems(text, analyse({ path: "stacktape.yml", text }, target).problems);
	});
});
