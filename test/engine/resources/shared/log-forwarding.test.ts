import assert from "node:assert/strict";
import { forwardLogs, type LogForwarding } from "../../../../engine/resources/shared/log-forwarding.ts";
import { checkTemplate } from "../../../support/aws-schema.ts";
import { resourcesOf, target } from "../../../support/placed.ts";

function forwarded(...all: readonly LogForwarding[]) {
	const logs = all.map((forwarding, index) => ({
		logGroup: `ApiPart${index}LogGroup`,
		forwarding,
		origin: ["logging", "logForwarding"],
	}));
	return resourcesOf(forwardLogs("api", target, logs));
}

const endpoint = (resources: ReturnType<typeof forwarded>) =>
	resources["ApiPart0LogGroupDeliveryStream"]?.Properties?.["HttpEndpointDestinationConfiguration"];

const http: LogForwarding = {
	type: "http-endpoint",
	properties: { endpointUrl: "https://logs.example.com/in" },
};

describe("logs that are sent on", () => {
	it("have a bucket for what could not be delivered once, and a stream for each log group", () => {
		const made = forwarded(http, http);
		assert.deepEqual(Object.keys(made), [
			"ApiLogForwardingS3Role",
			"ApiLogForwardingFailedRecordsBucket",
			"ApiPart0LogGroupCwToFirehoseRole",
			"ApiPart0LogGroupSubscriptionFilter",
			"ApiPart0LogGroupDeliveryStream",
			"ApiPart1LogGroupCwToFirehoseRole",
			"ApiPart1LogGroupSubscriptionFilter",
			"ApiPart1LogGroupDeliveryStream",
		]);
		const logGroup = { Type: "AWS::Logs::LogGroup", Properties: {} };
		const Resources = { ...made, ApiPart0LogGroup: logGroup, ApiPart1LogGroup: logGroup };
		assert.deepEqual(checkTemplate({ Resources }), []);
		assert.equal(
			made["ApiLogForwardingFailedRecordsBucket"]?.Properties?.["BucketName"],
			"proj-dev-api-logs-10f582ee",
		);
	});

	it("are nothing where no log group is sent on", () => assert.deepEqual(forwardLogs("api", target, []), []));

	it("go to any endpoint as it wants them", () => {
		assert.deepEqual(endpoint(forwarded(http)), {
			BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 },
			EndpointConfiguration: { Url: "https://logs.example.com/in", Name: "logs.example.com/in" },
			RequestConfiguration: { ContentEncoding: "NONE" },
			RetryOptions: { DurationInSeconds: 300 },
			RoleARN: { "Fn::GetAtt": ["ApiLogForwardingS3Role", "Arn"] },
			S3BackupMode: "FailedDataOnly",
			S3Configuration: {
				BucketARN: { "Fn::GetAtt": ["ApiLogForwardingFailedRecordsBucket", "Arn"] },
				RoleARN: { "Fn::GetAtt": ["ApiLogForwardingS3Role", "Arn"] },
				BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 300 },
			},
		});
		const all = endpoint(
			forwarded({
				type: "http-endpoint",
				properties: {
					...http.properties,
					gzipEncodingEnabled: true,
					parameters: { team: "one" },
					retryDuration: 7,
					accessKey: "key",
				},
			}),
		);
		assert.match(
			JSON.stringify(all),
			/"AccessKey":"key".*"GZIP".*"AttributeName":"team","AttributeValue":"one".*"DurationInSeconds":7/,
		);
	});

	it("go to Highlight and Datadog at their own addresses", () => {
		const highlight = endpoint(forwarded({ type: "highlight", properties: { projectId: "p1" } }));
		assert.match(JSON.stringify(highlight), /pub\.highlight\.io.*x-highlight-project","AttributeValue":"p1"/);
		const datadog = endpoint(forwarded({ type: "datadog", properties: { apiKey: "k" } }));
		assert.match(JSON.stringify(datadog), /"SizeInMBs":4.*datadoghq\.com\/v1\/input.*"AccessKey":"k".*:60\}/);
	});
});
