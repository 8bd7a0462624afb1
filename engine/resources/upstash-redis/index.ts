import { logicalId } from "../../names/logical-id.ts";
import { physicalName } from "../../names/physical-name.ts";
import { stackHash, stackName, type Target } from "../../names/target.ts";
import { flag, object, optional, type Static } from "../../schema/schema.ts";
import { getAtt, join, sub } from "../../template/intrinsics.ts";
import {
	type Child,
	type Deployed,
	defineResource,
	type Finding,
	type Param,
	type Placed,
	type Surroundings,
} from "../kind.ts";
import { nearestRegion } from "../shared/provider-region.ts";
import { isFirstOfType, providerText } from "../shared/provider-settings.ts";
import { makerChildren, makerToken } from "./maker.ts";

/** The format's own type needs a package of its vendor in every account; the id stays, and so does all that it gives. */
const DATABASE = "AWS::CloudFormation::CustomResource";

const guide = "https://upstash.com/docs/redis";

/** Where Upstash has databases on AWS: https://upstash.com/docs/devops/terraform/resources/upstash_redis_database */
const regions = [
	"us-east-1",
	"us-west-1",
	"us-west-2",
	"eu-west-1",
	"eu-central-1",
	"ap-southeast-1",
	"ap-southeast-2",
	"sa-east-1",
] as const;

const properties = object("Settings of the database.", {
	enableEviction: optional(
		flag("Drop old keys when the database is full, instead of refusing new ones.", {
			default: false,
			source: `${guide}/features/eviction`,
		}),
	),
});

type Database = Placed<Deployed<Static<typeof properties>>>;

const id = ({ name }: Database) => logicalId({ owner: name, type: "Upstash::DatabasesV1::Database" });
const attribute = (database: Database, name: string) => getAtt(id(database), name);

function databaseName({ name }: Database, target: Target) {
	return physicalName(
		[stackName(target), stackHash(target), name],
		{ maxLength: undefined, source: "https://upstash.com/docs/devops/developer-api/introduction" },
		{ provisional: target.account === undefined },
	);
}

function compile(database: Database, surroundings: Surroundings): readonly Child[] {
	const { target } = surroundings;
	const name = databaseName(database, target);
	const Properties = {
		ServiceToken: makerToken,
		// CloudFormation would wait for an hour when the function breaks off without an answer.
		ServiceTimeout: 300,
		DatabaseName: name.text,
		Region: nearestRegion(target.region, [...regions]),
		EvictionEnabled: database.values.enableEviction,
	};
	return [
		...makerChildren(surroundings),
		{ id: id(database), name, resource: { Type: DATABASE, Properties } },
	];
}

function check(database: Database, surroundings: Surroundings): readonly Finding[] {
	const missing = ["accountEmail", "apiKey"].filter(
		(key) => providerText("upstash", key, surroundings) === undefined,
	);
	if (missing.length === 0 || !isFirstOfType(database, surroundings)) return [];
	return [
		{
			code: "provider-credentials-missing",
			message: `a database at Upstash needs ${missing.join(" and ")} of providerConfig.upstash`,
			path: [],
			atKey: true,
			hint: "add providerConfig with upstash: accountEmail and apiKey, the key best as $Secret('upstash.key')",
		},
	];
}

const paramDocs = {
	host: "Host name of the database.",
	port: "Port of the database.",
	password: "Password of the database.",
	restToken: "Token for the REST API.",
	readOnlyRestToken: "Token for the REST API that can only read.",
	restUrl: "Address of the REST API.",
	redisUrl: "Address of the database with its password, for clients of Redis.",
};

type ParamName = keyof typeof paramDocs;

function params(database: Database): Readonly<Record<ParamName, Param>> {
	const [host, port, password] = ["Endpoint", "Port", "Password"].map((name) => attribute(database, name));
	const plain = (name: ParamName, value: Param["value"]): Param => ({
		docs: paramDocs[name],
		value,
		shown: true,
	});
	const secret = (name: ParamName, value: Param["value"]): Param => ({
		...plain(name, value),
		sensitive: true,
	});
	return {
		host: plain("host", attribute(database, "Endpoint")),
		port: plain("port", attribute(database, "Port")),
		password: secret("password", attribute(database, "Password")),
		restToken: secret("restToken", attribute(database, "RestToken")),
		readOnlyRestToken: secret("readOnlyRestToken", attribute(database, "ReadOnlyRestToken")),
		restUrl: plain("restUrl", join("", ["https://", host])),
		redisUrl: secret("redisUrl", join("", ["rediss://:", password, "@", host, ":", port])),
	};
}

/** The room of `upstash-redis`. */
export const upstashRedis = defineResource({
	type: "upstash-redis",
	docs: "A Redis database at Upstash: reached over the internet, by the protocol of Redis or by REST, and paid for by use. The account stands in `providerConfig.upstash`.",
	source: guide,
	properties,
	snippet: "type: upstash-redis",
	names: (database, target) => ({ [id(database)]: databaseName(database, target) }),
	paramDocs,
	params,
	// Whoever connects gets address and password; there is nothing of AWS to allow.
	connect: () => [],
	check,
	compile,
	links: (database) => ({ metrics: sub(`https://console.upstash.com/redis/\${${id(database)}.DatabaseID}`) }),
});
