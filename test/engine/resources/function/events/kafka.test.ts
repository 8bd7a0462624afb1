import assert from "node:assert/strict";
import {
	checkKafka,
	compileKafka,
	kafkaStatements,
} from "../../../../../engine/resources/function/events/kafka.ts";
import { resourcesOf } from "../../../../support/placed.ts";
import { inShort } from "../example.ts";

type Event = Parameters<typeof compileKafka>[1];
type Authentication = NonNullable<Event["customKafkaConfiguration"]>["authentication"];

const secret = (name: string) => `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}`;
const withPassword: Authentication = {
	type: "SASL_SCRAM_256_AUTH",
	properties: { authenticationSecretArn: secret("password") },
};
const kafka = (authentication: Authentication): Event => ({
	customKafkaConfiguration: {
		bootstrapServers: ["broker.example.com:9092"],
		topicName: "orders",
		authentication,
	},
});

describe("an event of a Kafka topic", () => {
	it("makes a mapping", () =>
		assert.deepEqual(resourcesOf(compileKafka("api", { ...kafka(withPassword), batchSize: 5 }, 0)), {
			ApiEvent0EventSourceMapping: {
				Type: "AWS::Lambda::EventSourceMapping",
				Properties: {
					SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: ["broker.example.com:9092"] } },
					Topics: ["orders"],
					SourceAccessConfigurations: [{ Type: "SASL_SCRAM_256_AUTH", URI: secret("password") }],
					FunctionName: { "Fn::GetAtt": ["ApiFunction", "Arn"] },
					Enabled: true,
					BatchSize: 5,
				},
			},
		}));

	const certificates: readonly (readonly [string, object, readonly object[]])[] = [
		[
			"the client's certificate",
			{ clientCertificate: secret("client") },
			[{ Type: "CLIENT_CERTIFICATE_TLS_AUTH", URI: secret("client") }],
		],
		[
			"both certificates",
			{ clientCertificate: secret("client"), serverRootCaCertificate: secret("root") },
			[
				{ Type: "CLIENT_CERTIFICATE_TLS_AUTH", URI: secret("client") },
				{ Type: "SERVER_ROOT_CA_CERTIFICATE", URI: secret("root") },
			],
		],
	];
	for (const [why, properties, expected] of certificates) {
		it(`gives ${why}`, () => {
			const authentication = { type: "MTLS" as const, properties: { clientCertificate: "", ...properties } };
			const [child] = compileKafka("api", kafka(authentication), 0);
			assert.deepEqual(child?.resource.Properties?.["SourceAccessConfigurations"], expected);
			const [statement, ...more] = kafkaStatements([kafka(authentication), kafka(withPassword)]);
			assert.deepEqual(more, []);
			assert.deepEqual(statement?.Action, ["secretsmanager:GetSecretValue"]);
			assert.deepEqual(statement?.Resource, [...Object.values(properties), secret("password")]);
		});
	}

	it("is nothing without a cluster, which is a problem", () => {
		assert.deepEqual(compileKafka("api", {}, 0), []);
		assert.deepEqual(kafkaStatements([{}]), []);
		assert.deepEqual(inShort(checkKafka({}, ["at"])), ["missing-property at at"]);
		assert.deepEqual(checkKafka(kafka(withPassword), ["at"]), []);
	});
});
