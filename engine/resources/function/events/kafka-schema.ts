import { integer, list, object, optional, text, variant, variants } from "../../../schema/schema.ts";

const kafka = "https://docs.aws.amazon.com/lambda/latest/dg/with-kafka.html";
const authenticationPage = "https://docs.aws.amazon.com/lambda/latest/dg/kafka-cluster-auth.html";

const secretArn = (docs: string) =>
	text(docs, {
		pattern: "^(arn:[^:]+:secretsmanager:|\\{\\{resolve:)",
		patternHint: "write the ARN of a secret of Secrets Manager",
		source: authenticationPage,
	});

const secretProperties = object("Where the credentials are.", {
	authenticationSecretArn: secretArn("ARN of the secret with user name and password."),
});

/** Properties of an event of type `kafka-topic`. */
export const kafkaProperties = object("Which topic, and how its messages are handed over.", {
	customKafkaConfiguration: optional(
		object("A Kafka cluster of your own. It is needed: the format knows no other one.", {
			bootstrapServers: list(
				"Addresses of the brokers.",
				text("Host and port, for example `broker1.example.com:9092`.", {
					minLength: 1,
					maxLength: 300,
					examples: ["broker1.example.com:9092"],
				}),
				{ minItems: 1, maxItems: 10, source: kafka },
			),
			topicName: text("Name of the topic.", { minLength: 1, maxLength: 249, source: kafka }),
			authentication: variants("How the function's mapping authenticates itself.", [
				variant("User name and password.", "BASIC_AUTH", secretProperties),
				variant("SASL/SCRAM with SHA-256.", "SASL_SCRAM_256_AUTH", secretProperties),
				variant("SASL/SCRAM with SHA-512.", "SASL_SCRAM_512_AUTH", secretProperties),
				variant(
					"Certificates on both sides.",
					"MTLS",
					object("Where the certificates are.", {
						clientCertificate: secretArn("ARN of the secret with the client's certificate and key."),
						serverRootCaCertificate: optional(
							secretArn("ARN of the secret with the authority that signed the brokers' certificates."),
						),
					}),
				),
			]),
		}),
	),
	batchSize: optional(
		integer("Messages that the function is called with at most.", {
			unit: "messages",
			default: 100,
			minimum: 1,
			maximum: 10_000,
			source: kafka,
		}),
	),
	maxBatchWindowSeconds: optional(
		integer(
			"How many whole seconds messages are collected before the function is called with them; half a second when left out.",
			{ unit: "seconds", minimum: 0, maximum: 300, source: kafka },
		),
	),
});

/** Messages of a Kafka topic. */
export const kafkaVariant = variant("Messages of a Kafka topic.", "kafka-topic", kafkaProperties, {
	source: kafka,
});
