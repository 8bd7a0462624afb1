import { getAtt, sub, type Text } from "../../template/intrinsics.ts";
import type { Param } from "../kind.ts";
import { groupId, isSharded } from "./names.ts";
import type { Cluster } from "./properties.ts";

/** Docs of every parameter. */
export const paramDocs = {
	sharding: "`enabled` or `disabled`.",
	host: "Address of the cluster.",
	port: "Port of the cluster.",
	connectionString: "All that a program needs to connect, with the password.",
	readerHost: "Address that leads to the copies; not with shards.",
	readerPort: "Port of the copies; not with shards.",
	readerConnectionString:
		"All that a program needs to connect to the copies, with the password; not with shards.",
};

/** The parameters of a cluster. */
export function paramsOf(cluster: Cluster): Readonly<Record<string, Param>> {
	const end = isSharded(cluster) ? "ConfigurationEndPoint" : "PrimaryEndPoint";
	const of = (endpoint: string, what: string) => getAtt(groupId(cluster), `${endpoint}.${what}`);
	const connect = (host: Text): Text =>
		sub("rediss://default:${password}@${host}:${port}", {
			password: cluster.values.defaultUserPassword,
			host,
			port: of(end, "Port"),
		});
	const shown = (docs: string, value: Text, isShown = true): Param => ({ docs, value, shown: isShown });
	const secret = (docs: string, value: Text): Param => ({ docs, value, shown: false, sensitive: true });
	return {
		sharding: shown(paramDocs.sharding, isSharded(cluster) ? "enabled" : "disabled", false),
		host: shown(paramDocs.host, of(end, "Address")),
		port: shown(paramDocs.port, of(end, "Port")),
		connectionString: secret(paramDocs.connectionString, connect(of(end, "Address"))),
		...(!isSharded(cluster) && {
			readerHost: shown(paramDocs.readerHost, of("ReaderEndPoint", "Address")),
			readerPort: shown(paramDocs.readerPort, of("ReaderEndPoint", "Port")),
			readerConnectionString: secret(
				paramDocs.readerConnectionString,
				connect(of("ReaderEndPoint", "Address")),
			),
		}),
	};
}

/** Pages of the console, which wants the names of all machines. */
export function linksOf(cluster: Cluster): Readonly<Record<string, Text>> {
	const { numShards = 1, numReplicaNodes = 0 } = cluster.values;
	const page = (kind: string, group: string) => {
		const machines = Array.from(
			{ length: numReplicaNodes + 1 },
			(_, index) => `${group}-${String(index + 1).padStart(3, "0")}`,
		);
		return sub(
			`https://\${AWS::Region}.console.aws.amazon.com/elasticache/home?region=\${AWS::Region}#${kind}:id=${group};clusters=${machines.join("!")}`,
		);
	};
	const reference = `\${${groupId(cluster)}}`;
	if (!isSharded(cluster)) return { metrics: page("redis-group-nodes", reference) };
	return Object.fromEntries(
		Array.from({ length: numShards }, (_, index) => {
			const shard = String(index + 1).padStart(4, "0");
			return [`metrics-shard-${shard}`, page("redis-cluster-nodes", `${reference}-${shard}`)];
		}),
	);
}
