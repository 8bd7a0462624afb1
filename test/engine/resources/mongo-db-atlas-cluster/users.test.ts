import assert from "node:assert/strict";
import { mongoDbAtlasCluster } from "../../../../engine/resources/mongo-db-atlas-cluster/index.ts";
import type { Cluster } from "../../../../engine/resources/mongo-db-atlas-cluster/properties.ts";
import { adminChild, roleUser } from "../../../../engine/resources/mongo-db-atlas-cluster/users.ts";
import { checkTemplate } from "../../../support/aws-schema.ts";
import { placed, resourcesOf, surroundings } from "../../../support/placed.ts";

const cluster = (name: string, values: Cluster["values"] = { clusterTier: "M10" }): Cluster =>
	placed(mongoDbAtlasCluster.type, name, values);

const [first, second] = [cluster("first"), cluster("second")];
const by = placed("function", "api", { connectTo: ["table", "first", "second", "first"] });
const around = surroundings([first, second, by, placed("dynamo-db-table", "table", {})], []);

describe("the users of a cluster at Atlas", () => {
	it("are one with a password when the config asks for it", () => {
		assert.deepEqual(adminChild(first, around), []);
		const adminUserCredentials = { userName: "admin", password: "secret-password" };
		const Resources = resourcesOf(
			adminChild(cluster("first", { clusterTier: "M10", adminUserCredentials }), around),
		);
		assert.deepEqual(checkTemplate({ Resources }), []);
		assert.deepEqual(Resources["FirstDatabaseUser"]?.Properties, {
			ProjectId: { "Fn::GetAtt": ["StpAtlasMongoProject", "Id"] },
			Profile: "proj-dev",
			DatabaseName: "admin",
			Username: "admin",
			Password: "secret-password",
			Roles: [
				{ RoleName: "atlasAdmin", DatabaseName: "admin" },
				{ RoleName: "readWriteAnyDatabase", DatabaseName: "admin" },
			],
			Scopes: [{ Type: "CLUSTER", Name: "first" }],
		});
	});

	it("are one for each role that connects, for all of its clusters together", () => {
		const role = { "Fn::GetAtt": ["ApiRole", "Arn"] };
		const children = [first, second].flatMap((one) => roleUser(one, by, role, around));
		const Resources = resourcesOf(children);
		assert.deepEqual(checkTemplate({ Resources }), []);
		assert.deepEqual(Object.keys(Resources), ["ApiAtlasMongoDatabaseUser"]);
		const { DependsOn, Properties } = Resources["ApiAtlasMongoDatabaseUser"] ?? {};
		assert.deepEqual(DependsOn, ["FirstCluster", "SecondCluster"]);
		assert.deepEqual(
			[Properties?.["Username"], Properties?.["DatabaseName"], Properties?.["AWSIAMType"]],
			[role, "$external", "ROLE"],
		);
		assert.deepEqual(Properties?.["Scopes"], [
			{ Type: "CLUSTER", Name: "first" },
			{ Type: "CLUSTER", Name: "second" },
		]);
	});
});
