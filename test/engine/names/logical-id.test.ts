import assert from "node:assert/strict";
import fc from "fast-check";
import { type LogicalIdParts, logicalId, pascal } from "../../../engine/names/logical-id.ts";

describe("PascalCase with the format's rules", () => {
	// naming.md, section 5, and stack-baseline.md, 1.1.
	const cases: readonly (readonly [text: string, expected: string])[] = [
		["myAPIGateway", "MyApiGateway"],
		["Stp--VPC", "StpVpc"],
		["dynamo-db-Gateway", "DynamoDbGateway"],
		["SEARCH_SLOW_LOGS", "SearchSlowLogs"],
		["GET-/2fa", "Get_2fa"],
		["orders2Process", "Orders2Process"],
		["CDN", "Cdn"],
		["DBInstance", "DbInstance"],
		["DBSubnetGroup", "DbSubnetGroup"],
		["DBParameterGroup", "DbParameterGroup"],
		["WebACLAssociation", "WebAclAssociation"],
		["EIP", "Eip"],
		["NATGateway", "NatGateway"],
		["myAPI", "MyApi"],
		["ABCtable", "AbCtable"],
		["rep1", "Rep1"],
		["2fa", "2fa"],
		["", ""],
	];
	for (const [text, expected] of cases) {
		it(`makes ${JSON.stringify(text)} ${JSON.stringify(expected)}`, () =>
			assert.equal(pascal(text), expected));
	}
});

const shared = (specifier: string, type: string, index?: number): LogicalIdParts => ({
	owner: undefined,
	specifier,
	type,
	...(index !== undefined && { index }),
});

describe("a logical id", () => {
	// naming.md, section 7: the examples of its two tables.
	const cases: readonly (readonly [parts: LogicalIdParts, expected: string])[] = [
		[{ owner: "myLambda", type: "AWS::Lambda::Function" }, "MyLambdaFunction"],
		[{ owner: "myLambda", type: "AWS::Logs::LogGroup" }, "MyLambdaLogGroup"],
		[
			{ owner: "myLambda", specifier: "PublicUrl", type: "AWS::Lambda::Permission" },
			"MyLambdaPublicUrlPermission",
		],
		[{ owner: "myLambda", specifier: "Event0", type: "AWS::Events::Rule" }, "MyLambdaEvent0Rule"],
		[{ owner: "myLambda", specifier: "Event1", type: "AWS::Lambda::Permission" }, "MyLambdaEvent1Permission"],
		[
			{ owner: "myLambda", specifier: "mainGateway", type: "AWS::Lambda::Permission" },
			"MyLambdaMainGatewayPermission",
		],
		[
			{ owner: "myLambda", specifier: "mainGateway", type: "AWS::ApiGatewayV2::Integration" },
			"MyLambdaMainGatewayIntegration",
		],
		[{ owner: "mainGateway", type: "AWS::ApiGatewayV2::Api" }, "MainGatewayApi"],
		[{ owner: "imageBucket", type: "AWS::S3::Bucket" }, "ImageBucketBucket"],
		[
			{ owner: "web", specifier: "CDN", type: "AWS::CloudFront::Distribution", index: 0 },
			"WebCdnDistribution0",
		],
		[{ owner: "mainDb", type: "AWS::RDS::DBInstance" }, "MainDbDbInstance"],
		[{ owner: "mainDb", type: "AWS::RDS::DBInstance", index: 0 }, "MainDbDbInstance0"],
		[{ owner: "mainDb", specifier: "Replica0", type: "AWS::RDS::DBInstance" }, "MainDbReplica0DbInstance"],
		[{ owner: "table", type: "AWS::DynamoDB::GlobalTable" }, "TableGlobalTable"],
		[{ owner: "orders2Process", type: "AWS::SQS::Queue" }, "Orders2ProcessQueue"],
		[
			{ owner: "LambdaErrorRateForMyLambda0", type: "AWS::CloudWatch::Alarm" },
			"LambdaErrorRateForMyLambda0Alarm",
		],
		[shared("Deployment", "AWS::S3::Bucket"), "StpDeploymentBucket"],
		[shared("Deployment", "AWS::S3::BucketPolicy"), "StpDeploymentBucketPolicy"],
		[shared("Container", "AWS::ECR::Repository"), "StpContainerRepository"],
		[shared("", "AWS::EC2::VPC"), "StpVpc"],
		[shared("", "AWS::EC2::VPCGatewayAttachment"), "StpVpcGatewayAttachment"],
		[shared("Public", "AWS::EC2::Subnet", 0), "StpPublicSubnet0"],
		[shared("s3-Gateway", "AWS::EC2::VPCEndpoint"), "StpS3GatewayVpcEndpoint"],
		[shared("mainGateway-GET-/users/{id}", "AWS::ApiGatewayV2::Route"), "StpMainGatewayGetUsersIdRoute"],
		[shared("mainGateway-Any-Default", "AWS::ApiGatewayV2::Route"), "StpMainGatewayAnyDefaultRoute"],
		[shared("mainGateway-Any-/{proxy+}", "AWS::ApiGatewayV2::Route"), "StpMainGatewayAnyProxyRoute"],
		[shared("api.example.com", "AWS::ApiGatewayV2::ApiMapping"), "StpApiExampleComApiMapping"],
	];
	for (const [parts, expected] of cases) it(`is ${expected}`, () => assert.equal(logicalId(parts), expected));

	it("counts an empty owner as shared", () =>
		assert.equal(logicalId({ owner: "", type: "AWS::EC2::VPC" }), "StpVpc"));

	it("has no _ where the format's reference leaves one that CloudFormation refuses", () =>
		assert.equal(
			logicalId(shared("mainGateway-GET-/2fa", "AWS::ApiGatewayV2::Route")),
			"StpMainGatewayGet2faRoute",
		));

	it("is the same for two routes that differ in separators only, which is reported as a problem", () =>
		assert.equal(
			logicalId(shared("gw-GET-/a/b", "AWS::ApiGatewayV2::Route")),
			logicalId(shared("gw-GET-/a-b", "AWS::ApiGatewayV2::Route")),
		));

	it("holds letters and digits only, whatever the owner's name", () => {
		fc.assert(
			fc.property(
				fc.stringMatching(/^[A-Za-z0-9]{1,30}$/),
				fc.string({ unit: "grapheme-ascii" }),
				(owner, specifier) => {
					assert.match(logicalId({ owner, specifier, type: "AWS::SQS::Queue" }), /^[A-Za-z0-9]+Queue$/);
				},
			),
		);
	});
});
