/** The code of the functions: the first serves the API and writes to the table, the second takes messages. */
export const apiCode = {
	"index.mjs": `
import { DynamoDBClient, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { SQSClient, SendMessageCommand } from "@aws-sdk/client-sqs";

const tables = new DynamoDBClient({});
const queues = new SQSClient({});

export const handler = async (event, context) => {
	const { method, path } = event.requestContext.http;
	console.log("serving", method, path);
	if (path === "/orders" && method === "POST") {
		const { id } = JSON.parse(event.body);
		await tables.send(new PutItemCommand({ TableName: process.env.TABLE, Item: { pk: { S: id } } }));
		await queues.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE, MessageBody: id }));
		return { statusCode: 201, body: JSON.stringify({ id }) };
	}
	if (path === "/orders") {
		const { Items } = await tables.send(new ScanCommand({ TableName: process.env.TABLE }));
		return Items.map((item) => item.pk.S).sort();
	}
	if (path === "/image") {
		const bytes = Buffer.from([0, 255, 128, 10]).toString("base64");
		return { statusCode: 200, headers: { "content-type": "image/png" }, body: bytes, isBase64Encoded: true };
	}
	if (path === "/cookies") return { statusCode: 200, cookies: ["a=1", "b=2"], body: "" };
	return {
		version: process.env.VERSION,
		node: process.versions.node,
		remaining: context.getRemainingTimeInMillis(),
		arn: context.invokedFunctionArn,
		environment: Object.keys(process.env).sort(),
		raw: event.rawPath,
		query: event.queryStringParameters ?? null,
		proxy: event.pathParameters?.proxy ?? null,
		body: event.body ?? null,
		encoded: event.isBase64Encoded,
	};
};`,
};

export const workerCode = {
	"index.js": `
const { DynamoDBClient, PutItemCommand } = require("@aws-sdk/client-dynamodb");
const tables = new DynamoDBClient({});
exports.handler = async (event) => {
	for (const { body } of event.Records) {
		await tables.send(new PutItemCommand({ TableName: process.env.TABLE, Item: { pk: { S: "done-" + body } } }));
	}
};`,
};

export type AppOptions = {
	readonly bucket: string;
	/** Key of the API function's zip. */
	readonly apiKey?: string;
	readonly version?: string;
	/** Resources on top of the application's. */
	readonly more?: Readonly<Record<string, object>>;
	/** Without the queue and its function, which makes a smaller stack. */
	readonly hasQueue?: boolean;
};

const assumeRole = {
	Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }],
};

/** An application of the kind that Spool deploys: an HTTP API, two functions, a table, a queue and a bucket. */
export function appTemplate(options: AppOptions): string {
	const { bucket, apiKey = "api.zip", version = "1", more = {}, hasQueue = true } = options;
	const resources = {
		...baseResources(bucket, apiKey, version, hasQueue),
		...apiResources(),
		...(hasQueue && queueResources(bucket)),
		...more,
	};
	return JSON.stringify({
		Resources: resources,
		Outputs: {
			Url: { Value: { "Fn::GetAtt": ["Api", "ApiEndpoint"] } },
			FunctionUrl: { Value: { "Fn::GetAtt": ["ApiUrl", "FunctionUrl"] } },
			Table: { Value: { Ref: "Table" } },
			TableId: { Value: { "Fn::GetAtt": ["Table", "TableId"] } },
			Function: { Value: { Ref: "ApiFunction" } },
			Files: { Value: { Ref: "Files" } },
			...(hasQueue && { Queue: { Value: { Ref: "Queue" } }, Mapping: { Value: { Ref: "Mapping" } } }),
		},
	});
}

function lambda(bucket: string, key: string, version: string, environment: object): object {
	return {
		Type: "AWS::Lambda::Function",
		Properties: {
			Runtime: "nodejs24.x",
			Handler: "index.handler",
			Role: { "Fn::GetAtt": ["Role", "Arn"] },
			Code: { S3Bucket: bucket, S3Key: key },
			Timeout: 10,
			Environment: { Variables: { VERSION: version, TABLE: { Ref: "Table" }, ...environment } },
			Tags: [{ Key: "part", Value: "app" }],
		},
	};
}

function baseResources(bucket: string, key: string, version: string, hasQueue: boolean): object {
	return {
		Role: {
			Type: "AWS::IAM::Role",
			Properties: { AssumeRolePolicyDocument: assumeRole },
		},
		Files: { Type: "AWS::S3::Bucket", Properties: {} },
		FilesPolicy: {
			Type: "AWS::S3::BucketPolicy",
			Properties: { Bucket: { Ref: "Files" }, PolicyDocument: { Statement: [] } },
		},
		Repository: { Type: "AWS::ECR::Repository", Properties: { EmptyOnDelete: true } },
		Table: {
			Type: "AWS::DynamoDB::GlobalTable",
			Properties: {
				AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
				KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
				BillingMode: "PAY_PER_REQUEST",
				Replicas: [
					{
						Region: { Ref: "AWS::Region" },
						PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
						DeletionProtectionEnabled: false,
						Tags: [{ Key: "version", Value: version }],
					},
				],
			},
		},
		ApiFunction: lambda(bucket, key, version, hasQueue ? { QUEUE: { Ref: "Queue" } } : {}),
		ApiLogs: {
			Type: "AWS::Logs::LogGroup",
			Properties: {
				LogGroupName: { "Fn::Join": ["/", ["/aws/lambda", { Ref: "ApiFunction" }]] },
				RetentionInDays: 30,
			},
		},
		ApiUrl: {
			Type: "AWS::Lambda::Url",
			Properties: { AuthType: "NONE", TargetFunctionArn: { "Fn::GetAtt": ["ApiFunction", "Arn"] } },
		},
		AsyncSettings: {
			Type: "AWS::Lambda::EventInvokeConfig",
			Properties: {
				FunctionName: { Ref: "ApiFunction" },
				Qualifier: "$LATEST",
				MaximumRetryAttempts: Number(version) % 3,
			},
		},
		Nightly: {
			Type: "AWS::Events::Rule",
			Properties: {
				ScheduleExpression: "cron(0 3 * * ? *)",
				Description: `version ${version}`,
				Targets: [{ Id: "0", Arn: { "Fn::GetAtt": ["ApiFunction", "Arn"] } }],
			},
		},
	};
}

function apiResources(): object {
	return {
		Api: {
			Type: "AWS::ApiGatewayV2::Api",
			Properties: {
				Name: "app",
				ProtocolType: "HTTP",
				CorsConfiguration: {
					AllowOrigins: ["https://app.example"],
					AllowMethods: ["GET", "POST"],
					MaxAge: 60,
				},
			},
		},
		Stage: {
			Type: "AWS::ApiGatewayV2::Stage",
			Properties: { ApiId: { Ref: "Api" }, StageName: "$default", AutoDeploy: true },
		},
		Integration: {
			Type: "AWS::ApiGatewayV2::Integration",
			Properties: {
				ApiId: { Ref: "Api" },
				IntegrationType: "AWS_PROXY",
				IntegrationUri: { "Fn::GetAtt": ["ApiFunction", "Arn"] },
				PayloadFormatVersion: "2.0",
			},
		},
		RootRoute: {
			Type: "AWS::ApiGatewayV2::Route",
			Properties: { ApiId: { Ref: "Api" }, RouteKey: "ANY /", Target: integration },
		},
		ProxyRoute: {
			Type: "AWS::ApiGatewayV2::Route",
			Properties: { ApiId: { Ref: "Api" }, RouteKey: "ANY /{proxy+}", Target: integration },
		},
		ApiPermission: {
			Type: "AWS::Lambda::Permission",
			Properties: {
				Action: "lambda:InvokeFunction",
				FunctionName: { Ref: "ApiFunction" },
				Principal: "apigateway.amazonaws.com",
				SourceArn: { "Fn::Join": [":", executeApi] },
			},
		},
	};
}

const anyRoute = { "Fn::Join": ["/", [{ Ref: "Api" }, "*"]] };
const executeApi = ["arn:aws:execute-api", { Ref: "AWS::Region" }, { Ref: "AWS::AccountId" }, anyRoute];

const integration = { "Fn::Join": ["/", ["integrations", { Ref: "Integration" }]] };

function queueResources(bucket: string): object {
	return {
		Queue: { Type: "AWS::SQS::Queue", Properties: { VisibilityTimeout: 30 } },
		QueuePolicy: {
			Type: "AWS::SQS::QueuePolicy",
			Properties: { Queues: [{ Ref: "Queue" }], PolicyDocument: { Statement: [] } },
		},
		Worker: lambda(bucket, "worker.zip", "1", {}),
		Mapping: {
			Type: "AWS::Lambda::EventSourceMapping",
			Properties: {
				EventSourceArn: { "Fn::GetAtt": ["Queue", "Arn"] },
				FunctionName: { Ref: "Worker" },
				BatchSize: 5,
			},
		},
	};
}
