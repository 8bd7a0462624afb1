import { logicalId } from "../../names/logical-id.ts";
import { physicalName } from "../../names/physical-name.ts";
import { stackHash, type Target } from "../../names/target.ts";
import { getAtt, ref, sub } from "../../template/intrinsics.ts";
import { ArtifactSlot, SnapshotSlot } from "../../template/slot.ts";
import { type ArtifactPlan, type Child, defineResource, type Statement, type Surroundings } from "../kind.ts";
import { EDGE_REGION, edgeRef } from "../shared/edge.ts";
import { inlinePolicy, policyDocument, trustPolicy, writtenStatements } from "../shared/iam.ts";
import { handlerOf, runtimeOf } from "../shared/lambda/language.ts";
import { logGroup } from "../shared/log-group.ts";
import { checkEdgeFunction } from "./check.ts";
import {
	FUNCTION,
	functionId,
	functionName,
	logGroupId,
	logGroupName,
	ROLE,
	roleId,
	roleName,
	rolePolicyId,
	VERSION,
	versionId,
} from "./names.ts";
import { DEFAULT_MEMORY, DEFAULT_TIMEOUT, type EdgeFunction, properties } from "./properties.ts";

const guide = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide";

/** Regions where CloudFront runs functions, and where their logs lie. */
const logRegions = [
	"us-east-1",
	"us-east-2",
	"us-west-1",
	"us-west-2",
	"ap-south-1",
	"ap-northeast-1",
	"ap-northeast-2",
	"ap-southeast-1",
	"ap-southeast-2",
	"eu-west-1",
	"eu-west-2",
	"eu-central-1",
	"sa-east-1",
];

const hasLogs = ({ values }: EdgeFunction) => values.logging?.disabled !== true;
const isAway = ({ region }: Target) => region !== EDGE_REGION;

/** The newest Node.js that CloudFront runs. */
const newestNode = "nodejs22.x";

function edgeRuntime({ values }: EdgeFunction): string | undefined {
	const runtime = runtimeOf(values.runtime, values.packaging);
	const node = /^nodejs(\d+)/.exec(runtime ?? "")?.[1];
	return node !== undefined && Number(node) > 22 ? newestNode : runtime;
}

/** Copies of the function write into log groups of many regions, which they make themselves. */
function logStatement(fn: EdgeFunction, target: Target): Statement {
	const group = `arn:\${AWS::Partition}:logs:*:\${AWS::AccountId}:log-group:${logGroupName(fn.name, target).text}`;
	return {
		Effect: "Allow",
		Action: [
			"logs:CreateLogGroup",
			"logs:PutLogEvents",
			"logs:DescribeLogGroups",
			"logs:DescribeLogStreams",
			"logs:CreateLogStream",
		],
		Resource: [sub(group), sub(`${group}:*`), sub(`${group}:*:*`)],
	};
}

function roleChild(fn: EdgeFunction, target: Target): Child {
	const name = roleName(fn.name, target);
	return {
		id: roleId(fn.name),
		name,
		region: EDGE_REGION,
		resource: {
			Type: ROLE,
			Properties: {
				RoleName: name.text,
				AssumeRolePolicyDocument: trustPolicy(["lambda.amazonaws.com", "edgelambda.amazonaws.com"]),
				Policies: [inlinePolicy("allow-cloudwatch-logging-policy", [logStatement(fn, target)])],
			},
		},
	};
}

/**
 * What the function may do beside writing logs. It may name resources of the stack, so it stands in the stack and not
 * in us-east-1: roles belong to no region.
 */
function policyChild(fn: EdgeFunction, surroundings: Surroundings): readonly Child[] {
	const statements = [
		...writtenStatements(fn.values.iamRoleStatements),
		...surroundings.connections(fn).statements,
	];
	if (statements.length === 0) return [];
	const { target } = surroundings;
	return [
		{
			id: rolePolicyId(fn.name),
			resource: {
				Type: "AWS::IAM::RolePolicy",
				Properties: {
					PolicyName: "custom-iam-role-statements",
					RoleName: isAway(target) ? roleName(fn.name, target).text : ref(roleId(fn.name)),
					PolicyDocument: policyDocument(statements),
				},
			},
		},
	];
}

function functionChildren(fn: EdgeFunction, target: Target): readonly Child[] {
	const name = functionName(fn.name, target);
	const { memory = DEFAULT_MEMORY, timeout = DEFAULT_TIMEOUT } = fn.values;
	// CloudFront keeps copies for hours after nobody uses them any more, and until then they cannot be deleted.
	const kept = { DeletionPolicy: "Retain", UpdateReplacePolicy: "Retain" } as const;
	return [
		{
			id: functionId(fn.name),
			name,
			region: EDGE_REGION,
			resource: {
				Type: FUNCTION,
				...kept,
				Properties: {
					FunctionName: name.text,
					Architectures: ["x86_64"],
					Code: {
						S3Bucket: new ArtifactSlot(fn.name, "bucket"),
						S3Key: new ArtifactSlot(fn.name, "key"),
					},
					Handler: handlerOf(fn.values.packaging),
					Runtime: edgeRuntime(fn),
					MemorySize: memory,
					Timeout: timeout,
					Role: getAtt(roleId(fn.name), "Arn"),
				},
			},
		},
		{
			id: versionId(fn.name),
			region: EDGE_REGION,
			resource: {
				Type: VERSION,
				...kept,
				Properties: {
					FunctionName: ref(functionId(fn.name)),
					Description: new SnapshotSlot(functionId(fn.name)),
				},
			},
		},
	];
}

/** The bucket for code in us-east-1, where the stack's own bucket is elsewhere: Lambda reads from its own region only. */
function bucketChildren(target: Target): readonly Child[] {
	if (!isAway(target)) return [];
	const id = logicalId({ owner: undefined, specifier: "EdgeDeployment", type: "AWS::S3::Bucket" });
	const name = physicalName(
		["stp-edge-deployment-bucket", stackHash(target)],
		{
			maxLength: 63,
			source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html",
		},
		{ provisional: target.account === undefined },
	);
	const encryption = [{ ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }];
	return [
		{
			id,
			name,
			shared: true,
			region: EDGE_REGION,
			resource: {
				Type: "AWS::S3::Bucket",
				Properties: {
					BucketName: name.text,
					BucketEncryption: { ServerSideEncryptionConfiguration: encryption },
					PublicAccessBlockConfiguration: {
						BlockPublicAcls: true,
						BlockPublicPolicy: true,
						IgnorePublicAcls: true,
						RestrictPublicBuckets: true,
					},
				},
			},
		},
		{
			id: logicalId({ owner: undefined, specifier: "EdgeDeployment", type: "AWS::S3::BucketPolicy" }),
			shared: true,
			region: EDGE_REGION,
			resource: {
				Type: "AWS::S3::BucketPolicy",
				Properties: {
					Bucket: ref(id),
					PolicyDocument: policyDocument([
						{
							Effect: "Deny",
							Principal: "*",
							Action: "s3:*",
							Resource: sub(`arn:\${AWS::Partition}:s3:::\${${id}}/*`),
							Condition: { Bool: { "aws:SecureTransport": false } },
						},
					]),
				},
			},
		},
	];
}

function compile(fn: EdgeFunction, surroundings: Surroundings): readonly Child[] {
	const { target } = surroundings;
	const logs = logGroup({
		owner: fn.name,
		name: logGroupName(fn.name, target),
		retentionDays: fn.values.logging?.retentionDays ?? 180,
		...(fn.values.logging && { origin: ["logging"] }),
	});
	return [
		...bucketChildren(target),
		roleChild(fn, target),
		...(hasLogs(fn) ? [{ ...logs, region: EDGE_REGION } as const] : []),
		...functionChildren(fn, target),
		...policyChild(fn, surroundings),
	];
}

function artifacts(fn: EdgeFunction): readonly ArtifactPlan[] {
	const { packaging } = fn.values;
	const runtime = edgeRuntime(fn);
	if (runtime === undefined) return [];
	const source = packaging.type === "custom-artifact" ? "packagePath" : "entryfilePath";
	const span = fn.spanOf(["packaging", "properties", source]);
	return [
		{ job: fn.name, kind: "zip", packaging, runtime, architecture: "x86_64", region: EDGE_REGION, span },
	];
}

const paramDocs = { arn: "ARN of the newest version of the function, as CloudFront takes it." };

function consoleOf(fn: EdgeFunction, target: Target): Readonly<Record<string, string>> {
	const name = functionName(fn.name, target).text;
	const logs = encodeURIComponent(encodeURIComponent(logGroupName(fn.name, target).text));
	const page = (region: string, service: string, fragment: string) =>
		`https://${region}.console.aws.amazon.com/${service}/home?region=${region}#${fragment}`;
	return {
		console: page(EDGE_REGION, "lambda", `functions/${name}?tab=code`),
		...Object.fromEntries(
			logRegions.map((region) => [
				`logs-${region}`,
				page(region, "cloudwatch", `logsV2:log-groups/log-group/${logs}`),
			]),
		),
	};
}

/** The room of `edge-lambda-function`. */
export const edgeLambdaFunction = defineResource({
	type: "edge-lambda-function",
	docs: "A Lambda function that CloudFront runs near whoever calls (Lambda@Edge). A CDN names it in `edgeFunctions`.",
	source: `${guide}/lambda-at-the-edge.html`,
	properties,
	snippet: `type: edge-lambda-function
properties:
  packaging:
    type: stacktape-lambda-buildpack
    properties:
      entryfilePath: \${1:./src/edge.ts}`,
	names: (fn, target) => ({
		[functionId(fn.name)]: functionName(fn.name, target),
		[roleId(fn.name)]: roleName(fn.name, target),
		...(hasLogs(fn) && { [logGroupId(fn.name)]: logGroupName(fn.name, target) }),
	}),
	paramDocs,
	params: (fn, { target }) => ({
		arn: { docs: paramDocs.arn, value: edgeRef(target, versionId(fn.name)), shown: false },
	}),
	check: checkEdgeFunction,
	compile,
	artifacts,
	links: consoleOf,
});
