import assert from "node:assert/strict";
import Value from "typebox/value";
import {
	alarms,
	disabledGlobalAlarms,
	functionTriggers,
	httpApiGatewayTriggers,
	sqsQueueTriggers,
} from "../../../../engine/resources/shared/alarm-schema.ts";
import { bucketCdnConfiguration, cdnConfiguration } from "../../../../engine/resources/shared/cdn/schema.ts";
import {
	connectTo,
	environment,
	iamRoleStatements,
	resourceTags,
	volumeMounts,
} from "../../../../engine/resources/shared/compute-schema.ts";
import { DEFAULT_ALLOWED_HEADERS, endpointCors } from "../../../../engine/resources/shared/cors.ts";
import {
	directoryUpload,
	keyValuePairs,
} from "../../../../engine/resources/shared/directory-upload-schema.ts";
import { customDomains, domainConfiguration } from "../../../../engine/resources/shared/domain-schema.ts";
import {
	eventPattern,
	inputTransformer,
	onDeliveryFailure,
	queueArn,
} from "../../../../engine/resources/shared/event-bus-schema.ts";
import { HTTP_METHODS, httpMethod } from "../../../../engine/resources/shared/http-methods.ts";
import { logForwarding, retentionDays } from "../../../../engine/resources/shared/log-schema.ts";
import type { TSchema } from "../../../../engine/schema/schema.ts";
import { compareSchemas, type Facts, readFacts } from "../../../support/facts.ts";

const functionAlarms = alarms("Alarms.", functionTriggers);
const gatewayAlarms = alarms("Alarms.", httpApiGatewayTriggers);
const queueAlarms = alarms("Alarms.", sqsQueueTriggers);
const cors = endpointCors({ docs: "CORS.", defaultMethods: "all", source: "https://docs.aws.amazon.com/" });

describe("shared schemas", () => {
	const facts = readFacts();

	before(function () {
		if (facts) return;
		console.log("    skipped: the description of the format is not beside the repository");
		this.skip();
	});

	/** A place of the format: a definition, and a property of it. */
	const cases: readonly (readonly [string, TSchema, string, string])[] = [
		["the CDN of a function", cdnConfiguration, "LambdaFunctionProps", "cdn"],
		["the CDN of a bucket", bucketCdnConfiguration, "BucketProps", "cdn"],
		["custom domains", customDomains, "HttpApiGatewayProps", "customDomains"],
		["alarms of a function", functionAlarms, "LambdaFunctionProps", "alarms"],
		["alarms of a gateway", gatewayAlarms, "HttpApiGatewayProps", "alarms"],
		["alarms of a queue", queueAlarms, "SqsQueueProps", "alarms"],
		["alarms that are left out", disabledGlobalAlarms, "SqsQueueProps", "disabledGlobalAlarms"],
		["log forwarding", logForwarding, "LambdaFunctionLogging", "logForwarding"],
		["log retention", retentionDays(90), "LambdaFunctionLogging", "retentionDays"],
		["environment variables", environment, "LambdaFunctionProps", "environment"],
		["statements of a role", iamRoleStatements, "LambdaFunctionProps", "iamRoleStatements"],
		["connections", connectTo, "LambdaFunctionProps", "connectTo"],
		["mounts", volumeMounts, "LambdaFunctionProps", "volumeMounts"],
		["tags", resourceTags, "LambdaFunctionProps", "tags"],
		["CORS of a function URL", cors, "LambdaUrlConfig", "cors"],
		["CORS of a gateway", cors, "HttpApiGatewayProps", "cors"],
		["a method", httpMethod("A method."), "HttpApiIntegrationProps", "method"],
		["a pattern of events", eventPattern, "EventBusIntegrationProps", "eventPattern"],
		["a transformed input", inputTransformer, "EventBusIntegrationProps", "inputTransformer"],
		["a queue for failures", onDeliveryFailure, "EventBusIntegrationProps", "onDeliveryFailure"],
		["a queue for failures of a topic", onDeliveryFailure, "SnsIntegrationProps", "onDeliveryFailure"],
		["a mirrored directory", directoryUpload, "BucketProps", "directoryUpload"],
		["pairs", keyValuePairs("Pairs.", "Key.", "Value."), "DirectoryUploadFilter", "headers"],
	];

	const propertyOf = ({ definitions }: Facts, definition: string, property: string): object => {
		const properties = definitions[definition]?.properties;
		assert.ok(typeof properties === "object" && properties !== null, `no ${definition}`);
		return new Map<string, object>(Object.entries(properties)).get(property) ?? assert.fail(`no ${property}`);
	};

	for (const [name, schema, definition, property] of cases) {
		it(`agree with the format: ${name}`, () => {
			if (!facts) return assert.fail("the description of the format is missing");
			assert.deepEqual(
				compareSchemas({ ...schema }, propertyOf(facts, definition, property), facts, name),
				[],
			);
		});
	}
});

describe("texts with a pattern", () => {
	const domain = (domainName: string): readonly [TSchema, unknown] => [domainConfiguration, { domainName }];
	const mount = (mountPath: string): readonly [TSchema, unknown] => [
		volumeMounts,
		[{ type: "efs", properties: { efsFilesystemName: "files", mountPath } }],
	];
	const statement = (Effect: string): readonly [TSchema, unknown] => [
		iamRoleStatements,
		[{ Effect, Resource: ["*"] }],
	];
	const forward = (endpointUrl: string): readonly [TSchema, unknown] => [
		logForwarding,
		{ type: "http-endpoint", properties: { endpointUrl } },
	];

	const cases: readonly (readonly [string, readonly [TSchema, unknown], boolean])[] = [
		["a domain", domain("api.my-app.example.com"), true],
		["a domain with a long ending", domain("example.photography"), true],
		["a domain of an international country", domain("example.xn--p1ai"), true],
		["a domain with an underscore", domain("_acme.example.com"), true],
		["a domain with a protocol", domain("https://example.com"), false],
		["a domain with a path", domain("example.com/a"), false],
		["numbers with dots", domain("123.456.789"), false],
		["a name without a dot", domain("localhost"), false],
		["a label that begins with a dash", domain("-a.example.com"), false],
		["a domain with an empty label", domain("a..example.com"), false],
		["a mount below /mnt", mount("/mnt/data"), true],
		["a mount elsewhere", mount("/data"), false],
		["a mount two folders below", mount("/mnt/data/more"), false],
		["a statement that denies", statement("Deny"), true],
		["a statement that hopes", statement("Maybe"), false],
		["an HTTPS endpoint", forward("https://logs.example.com"), true],
		["an HTTP endpoint", forward("http://logs.example.com"), false],
		["the ARN of a queue", [queueArn("A queue."), "arn:aws:sqs:eu-west-1:123456789012:jobs"], true],
		[
			"the ARN of a queue in China",
			[queueArn("A queue."), "arn:aws-cn:sqs:cn-north-1:123456789012:jobs"],
			true,
		],
		["an ARN that CloudFormation looks up", [queueArn("A queue."), "{{resolve:ssm:/jobs/arn}}"], true],
		["the ARN of a topic", [queueArn("A queue."), "arn:aws:sns:eu-west-1:123456789012:news"], false],
		["the name of a queue", [queueArn("A queue."), "jobs"], false],
	];

	for (const [why, [schema, value], expected] of cases) {
		it(`${expected ? "accept" : "reject"} ${why}`, () => assert.equal(Value.Check(schema, value), expected));
	}
});

describe("lists of values", () => {
	it("hold every method of HTTP that the format knows", () => {
		assert.deepEqual([...HTTP_METHODS].sort(), [
			"*",
			"DELETE",
			"GET",
			"HEAD",
			"OPTIONS",
			"PATCH",
			"POST",
			"PUT",
		]);
	});

	it("hold the headers that browsers may send without being listed", () => {
		assert.deepEqual(DEFAULT_ALLOWED_HEADERS, [
			"Content-Type",
			"X-Amz-Date",
			"Authorization",
			"X-Api-Key",
			"X-Amz-Security-Token",
			"X-Amz-User-Agent",
		]);
	});

	it("tell how long logs are kept by default", () => {
		assert.deepEqual(new Map(Object.entries(retentionDays(30))).get("default"), 30);
	});

	it("limit how long a browser keeps an answer, where AWS does", () => {
		const limited = endpointCors({ docs: "", defaultMethods: "", source: "", maximumMaxAge: 86_400 });
		const settings = (maxAge: number) => ({ enabled: true, maxAge });
		assert.equal(Value.Check(limited, settings(86_400)), true);
		assert.equal(Value.Check(limited, settings(86_401)), false);
		assert.equal(Value.Check(cors, settings(86_401)), true);
		assert.equal(Value.Check(cors, settings(-1)), false);
	});
});
