import { logicalId } from "../../names/logical-id.ts";
import type { Target } from "../../names/target.ts";
import { getAtt, sub } from "../../template/intrinsics.ts";
import { type Child, type CommandPlan, defineResource, type SecretPlan, type Surroundings } from "../kind.ts";
import { runtimeSecretId } from "../shared/convex-secret.ts";
import { partName } from "../shared/web/names.ts";
import { amendChild } from "./amend.ts";
import { checkConvex } from "./check.ts";
import { addressOf, instanceName, parts, secretName, secretValue } from "./names.ts";
import { convexParts } from "./parts.ts";
import { type Convex, DEFAULT_COMMAND, engineOf, hasDashboard, properties } from "./properties.ts";

/** Logical id of what has the address of the database: its machine, or the cluster. */
function databaseId(convex: Convex): string {
	const owner = partName(convex.name, parts.database);
	const isCluster = engineOf(convex).type.startsWith("aurora");
	return logicalId({ owner, type: isCluster ? "AWS::RDS::DBCluster" : "AWS::RDS::DBInstance" });
}

/** What the backend is told when it starts. The password stands in it as a reference, which CloudFormation reads. */
function compile(convex: Convex, { target }: Surroundings): readonly Child[] {
	const password = secretValue(convex, "dbPassword", target);
	const database = databaseId(convex);
	const text = JSON.stringify({
		instanceSecret: secretValue(convex, "instanceSecret", target),
		// The backend appends the name of the database itself.
		postgresUrl: `postgresql://convex:${password}@\${host}:\${port}?sslmode=disable`,
	});
	return [
		{
			id: runtimeSecretId(convex.name),
			resource: {
				Type: "AWS::SecretsManager::Secret",
				Properties: {
					Description: `What the Convex backend ${convex.name} is started with`,
					SecretString: sub(text, {
						host: getAtt(database, "Endpoint.Address"),
						port: getAtt(database, "Endpoint.Port"),
					}),
				},
			},
		},
	];
}

function secretsOf(convex: Convex, target: Target): readonly SecretPlan[] {
	return [
		{
			name: secretName(convex, target),
			keys: [
				{ key: "instanceSecret", kind: "hex", bytes: 32 },
				{ key: "dbPassword", kind: "password", length: 32 },
				{
					key: "adminKey",
					kind: "convex-admin-key",
					instanceName: String(instanceName(convex)),
					secretKey: "instanceSecret",
				},
			],
		},
	];
}

/** Folder that the command runs in when the config does not say. */
function usualFolder(appDirectory: string): string {
	const words = appDirectory.replace(/\/+$/, "").split("/");
	return words.at(-1) === "convex" ? words.slice(0, -1).join("/") || "." : appDirectory;
}

function commandsOf(convex: Convex, target: Target): readonly CommandPlan[] {
	const { functionsDeployment = {}, appDirectory } = convex.values;
	const { enabled = true, command = DEFAULT_COMMAND, workingDirectory } = functionsDeployment;
	if (!enabled) return [];
	return [
		{
			label: `Send the functions of ${convex.name}`,
			command: String(command),
			folder: String(workingDirectory ?? usualFolder(String(appDirectory))),
			timeoutSeconds: 600,
			variables: [
				{ name: "CONVEX_SELF_HOSTED_URL", value: addressOf(convex, "cloud") },
				{ name: "CONVEX_SELF_HOSTED_ADMIN_KEY", value: secretValue(convex, "adminKey", target) },
			],
		},
	];
}

const paramDocs = {
	url: "Address of the backend, for clients and the command line of Convex.",
	siteUrl: "Address of the HTTP actions.",
	dashboardUrl: "Address of the dashboard; only when there is one.",
	adminKey: "Key by which one may do everything in the backend.",
	instanceSecret: "Secret that the admin key is made of.",
};

/** The room of `convex`. */
export const convex = defineResource({
	type: "convex",
	docs: "A Convex backend of your own: a database of documents, functions that read and change them, and clients that see every change. It consists of two containers, a PostgreSQL database, five buckets and a load balancer.",
	source: "https://docs.convex.dev/self-hosting",
	properties,
	snippet: "type: convex\nproperties:\n  appDirectory: ${1:convex}",
	names: () => ({}),
	paramDocs,
	params: (convex, { target }) => ({
		url: { docs: paramDocs.url, value: addressOf(convex, "cloud"), shown: true },
		siteUrl: { docs: paramDocs.siteUrl, value: addressOf(convex, "site"), shown: true },
		...(hasDashboard(convex) && {
			dashboardUrl: { docs: paramDocs.dashboardUrl, value: addressOf(convex, "dashboard"), shown: true },
		}),
		adminKey: {
			docs: paramDocs.adminKey,
			value: secretValue(convex, "adminKey", target),
			shown: false,
			sensitive: true,
		},
		instanceSecret: {
			docs: paramDocs.instanceSecret,
			value: secretValue(convex, "instanceSecret", target),
			shown: false,
			sensitive: true,
		},
	}),
	parts: convexParts,
	amend: amendChild,
	check: checkConvex,
	compile,
	secrets: secretsOf,
	commands: commandsOf,
});
