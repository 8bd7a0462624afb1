import type { Static } from "../../../schema/schema.ts";
import type { Text } from "../../../template/intrinsics.ts";
import type { Child, Deployed, Finding, Path, Statement } from "../../kind.ts";
import type { kafkaProperties } from "./kafka-schema.ts";
import { allowOn, eventSourceMapping } from "./mapping.ts";

/** Properties of an event of a Kafka topic. */
type KafkaEvent = Deployed<Static<typeof kafkaProperties>>;
type Authentication = NonNullable<KafkaEvent["customKafkaConfiguration"]>["authentication"];

/** The secrets of an authentication, each with what Lambda calls its use. */
function accessConfigurations(
	authentication: Authentication,
): readonly { readonly Type: string; readonly URI: Text }[] {
	if (authentication.type !== "MTLS") {
		return [{ Type: authentication.type, URI: authentication.properties.authenticationSecretArn }];
	}
	const { clientCertificate, serverRootCaCertificate } = authentication.properties;
	return [
		{ Type: "CLIENT_CERTIFICATE_TLS_AUTH", URI: clientCertificate },
		...(serverRootCaCertificate === undefined
			? []
			: [{ Type: "SERVER_ROOT_CA_CERTIFICATE", URI: serverRootCaCertificate }]),
	];
}

/** What hands the messages of a Kafka topic to the function named `owner`, for its event at `index`. */
export function compileKafka(owner: string, event: KafkaEvent, index: number): readonly Child[] {
	const { customKafkaConfiguration: cluster } = event;
	if (!cluster) return [];
	const source = {
		SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: cluster.bootstrapServers } },
		Topics: [cluster.topicName],
		SourceAccessConfigurations: accessConfigurations(cluster.authentication),
	};
	return [eventSourceMapping(owner, index, source, event)];
}

/** The statement by which a function may read the secrets of its Kafka clusters; none without such events. */
export function kafkaStatements(events: readonly KafkaEvent[]): readonly Statement[] {
	const secrets = events.flatMap(({ customKafkaConfiguration: cluster }) =>
		cluster ? accessConfigurations(cluster.authentication).map(({ URI }) => URI) : [],
	);
	return allowOn(["secretsmanager:GetSecretValue"], secrets);
}

/** Finds what is wrong with an event of a Kafka topic whose properties stand at `path`. */
export function checkKafka(event: KafkaEvent, path: Path): readonly Finding[] {
	if (event.customKafkaConfiguration) return [];
	return [
		{
			code: "missing-property",
			message: '"customKafkaConfiguration" is missing: nothing else says where the topic is',
			path,
			atKey: true,
			hint: "add customKafkaConfiguration with bootstrapServers, topicName and authentication",
		},
	];
}
