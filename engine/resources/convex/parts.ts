import { logicalId } from "../../names/logical-id.ts";
import type { Target } from "../../names/target.ts";
import { ref, region } from "../../template/intrinsics.ts";
import type { Part, Path } from "../kind.ts";
import { member } from "../shared/event-use.ts";
import { partName } from "../shared/web/names.ts";
import {
	addressOf,
	buckets,
	domainOf,
	instanceName,
	parts,
	ports,
	secretValue,
	type WayIn,
} from "./names.ts";
import { type Convex, engineOf, hasDashboard, imageOf } from "./properties.ts";

/** Path of a part's property → where the config says it; what it does not say is the resource's as a whole. */
type Places = readonly (readonly [of: Path, at: Path])[];

/** The place of `path` by the first of `places` that it begins with. */
function placeBy(places: Places): (path: Path) => Path {
	return (path) => {
		const found = places.find(([of]) => of.every((key, index) => path[index] === key));
		return found ? [...found[1], ...path.slice(found[0].length)] : [];
	};
}

function part(
	convex: Convex,
	key: string,
	type: string,
	properties: Part["properties"],
	places: Places,
): Part {
	return { key, type, name: partName(convex.name, key), properties, placeOf: placeBy(places) };
}

const variable = (name: string, value: unknown) => ({ name, value });

/** Requests of a way in: by its domain, or by a port of its own. */
function event(convex: Convex, way: WayIn, priority: number, conditions: object = {}) {
	const domain = domainOf(convex, way);
	return {
		type: "application-load-balancer",
		properties: {
			loadBalancerName: `${convex.reference}.${parts.loadBalancer}`,
			containerPort: ports[way],
			priority,
			paths: ["*"],
			...(domain !== undefined && { hosts: [domain] }),
			...(!convex.values.customDomains && { listenerPort: ports[way] }),
			...conditions,
		},
	};
}

const exactlyOne = { minInstances: 1, maxInstances: 1 };

function backendPart(convex: Convex): Part {
	const { values, reference, name } = convex;
	const {
		resources = { cpu: 0.5, memory: 1024 },
		logging,
		enableRemoteSessions = true,
	} = values.backend ?? {};
	const bucketId = (key: string) => logicalId({ owner: partName(name, key), type: "AWS::S3::Bucket" });
	const container = {
		name: "convex-backend",
		packaging: { type: "prebuilt-image", properties: { image: imageOf(convex, "backend") } },
		stopTimeout: 30,
		logging,
		environment: [
			variable("INSTANCE_NAME", instanceName(convex)),
			variable("CONVEX_CLOUD_ORIGIN", addressOf(convex, "cloud")),
			variable("CONVEX_SITE_ORIGIN", addressOf(convex, "site")),
			variable("AWS_REGION", region),
			variable("DO_NOT_REQUIRE_SSL", "true"),
			variable("PORT", String(ports.cloud)),
			variable("SITE_PROXY_PORT", String(ports.site)),
			...buckets.map(([key, word]) => variable(`S3_STORAGE_${word}_BUCKET`, ref(bucketId(key)))),
		],
		loadBalancerHealthCheck: { healthcheckPath: "/" },
		events: [event(convex, "cloud", 10), event(convex, "site", 20)],
	};
	const connectTo = [parts.database, ...buckets.map(([key]) => key)].map((key) => `${reference}.${key}`);
	const properties = {
		containers: [container],
		resources,
		// Two backends on one database would undo each other's work.
		scaling: exactlyOne,
		enableRemoteSessions,
		connectTo,
	};
	return part(convex, parts.backend, "multi-container-workload", properties, [
		[
			["containers", 0, "packaging"],
			["backend", "image"],
		],
		[
			["containers", 0, "logging"],
			["backend", "logging"],
		],
		[
			["containers", 0, "events", 0],
			["customDomains", "cloud"],
		],
		[
			["containers", 0, "events", 1],
			["customDomains", "site"],
		],
		[["resources"], ["backend", "resources"]],
	]);
}

function dashboardPart(convex: Convex): Part {
	const { values } = convex;
	const { resources = { cpu: 0.25, memory: 512 }, logging, allowedIpRanges } = values.dashboard ?? {};
	const container = {
		name: "convex-dashboard",
		packaging: { type: "prebuilt-image", properties: { image: imageOf(convex, "dashboard") } },
		stopTimeout: 5,
		logging,
		environment: [
			variable("NEXT_PUBLIC_DEPLOYMENT_URL", addressOf(convex, "cloud")),
			variable("PORT", String(ports.dashboard)),
		],
		events: [event(convex, "dashboard", 30, allowedIpRanges && { sourceIps: allowedIpRanges })],
	};
	const properties = { containers: [container], resources, scaling: exactlyOne };
	const ranges: Path = ["containers", 0, "events", 0, "properties", "sourceIps"];
	return part(convex, parts.dashboard, "multi-container-workload", properties, [
		[
			["containers", 0, "packaging"],
			["dashboard", "image"],
		],
		[
			["containers", 0, "logging"],
			["dashboard", "logging"],
		],
		[ranges, ["dashboard", "allowedIpRanges"]],
		[
			["containers", 0, "events", 0],
			["customDomains", "dashboard"],
		],
		[["resources"], ["dashboard", "resources"]],
	]);
}

/** The alarms of one part, and where each of them is written. */
function alarmsOf({ values }: Convex, prefix: string) {
	const all = (values.alarms ?? []).map((alarm, index) => ({ alarm, index }));
	const own = all.filter(({ alarm }) => String(member(member(alarm, "trigger"), "type")).startsWith(prefix));
	const places: Places = own.map(({ index }, at) => [
		["alarms", at],
		["alarms", index],
	]);
	return { alarms: own.length > 0 ? own.map(({ alarm }) => alarm) : undefined, places };
}

function databasePart(convex: Convex, target: Target): Part {
	const { database = {}, deletionProtection, disabledGlobalAlarms } = convex.values;
	const { alarms, places } = alarmsOf(convex, "database-");
	const properties = {
		...database,
		engine: engineOf(convex),
		accessibility: database.accessibility ?? { accessibilityMode: "scoping-workloads-in-vpc" },
		credentials: {
			masterUserName: "convex",
			masterUserPassword: secretValue(convex, "dbPassword", target),
		},
		deletionProtection,
		alarms,
		disabledGlobalAlarms,
	};
	return part(convex, parts.database, "relational-database", properties, [
		...places,
		[["deletionProtection"], ["deletionProtection"]],
		[["credentials"], []],
		[[], ["database"]],
	]);
}

function bucketPart(convex: Convex, key: string): Part {
	const { encryption = true, versioning, lifecycleRules } = convex.values.storage ?? {};
	const corsRules = [
		{
			allowedOrigins: ["*"],
			allowedMethods: ["GET", "PUT", "POST", "DELETE", "HEAD"],
			allowedHeaders: ["*"],
		},
	];
	const properties = { encryption, versioning, lifecycleRules, cors: { enabled: true, corsRules } };
	return part(convex, key, "bucket", properties, [[[], ["storage"]]]);
}

function balancerPart(convex: Convex): Part {
	const { customDomains, disabledGlobalAlarms } = convex.values;
	const { alarms, places } = alarmsOf(convex, "application-load-balancer-");
	const ways: readonly WayIn[] = ["cloud", "site", ...(hasDashboard(convex) ? (["dashboard"] as const) : [])];
	const named = ways.filter((way) => customDomains?.[way]);
	const entrance = customDomains
		? { customDomains: named.map((way) => customDomains[way]) }
		: { listeners: ways.map((way) => ({ protocol: "HTTP", port: ports[way] })) };
	return part(
		convex,
		parts.loadBalancer,
		"application-load-balancer",
		{ ...entrance, alarms, disabledGlobalAlarms },
		[
			...places,
			...named.map((way, index): readonly [Path, Path] => [
				["customDomains", index],
				["customDomains", way],
			]),
		],
	);
}

/** What a Convex backend consists of. */
export function convexParts(convex: Convex, target: Target): readonly Part[] {
	return [
		backendPart(convex),
		...(hasDashboard(convex) ? [dashboardPart(convex)] : []),
		databasePart(convex, target),
		...buckets.map(([key]) => bucketPart(convex, key)),
		balancerPart(convex),
	];
}
