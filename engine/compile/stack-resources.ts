import { logicalId } from "../names/logical-id.ts";
import { type PhysicalName, physicalName } from "../names/physical-name.ts";
import { stackHash, type Target } from "../names/target.ts";
import type { Child } from "../resources/kind.ts";
import { sub } from "../template/intrinsics.ts";

const bucketNames = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html";
const repositoryNames = "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html";

/** Regions without S3 Transfer Acceleration, as the format has them. */
export const regionsWithoutAcceleration: ReadonlySet<string> = new Set([
	"ap-east-1",
	"ap-northeast-3",
	"af-south-1",
	"eu-north-1",
	"me-south-1",
	"eu-south-1",
]);

const bucketId = logicalId({ owner: undefined, specifier: "Deployment", type: "AWS::S3::Bucket" });
const policyId = logicalId({ owner: undefined, specifier: "Deployment", type: "AWS::S3::BucketPolicy" });
const repositoryId = logicalId({ owner: undefined, specifier: "Container", type: "AWS::ECR::Repository" });

/** Name of the bucket that holds a stack's artifacts. Never changes: the artifacts live there. */
export function deploymentBucketName(target: Target): PhysicalName {
	const provisional = target.account === undefined;
	return physicalName(
		["stp-deployment-bucket", stackHash(target)],
		{ maxLength: 63, source: bucketNames },
		{ provisional },
	);
}

/** Name of the repository that holds a stack's images. Never changes. */
export function repositoryName(target: Target): PhysicalName {
	const provisional = target.account === undefined;
	return physicalName(
		[stackHash(target), "stp-multi-container-workload-repo"],
		{ maxLength: 256, source: repositoryNames },
		{ provisional },
	);
}

function lifecyclePolicy(): string {
	const rule = {
		rulePriority: 1,
		description: "Untagged images are left over from pushes that replaced a tag",
		selection: { tagStatus: "untagged", countType: "sinceImagePushed", countUnit: "days", countNumber: 1 },
		action: { type: "expire" },
	};
	return JSON.stringify({ rules: [rule] });
}

/**
 * The resources that every stack has: the bucket for artifacts with its policy, and the repository for images.
 * They are what the first deploy of a stage creates before it can upload anything.
 *
 * Stronger than the format's reference where that keeps ids and names: public access is blocked, objects are
 * versioned, and parts of broken uploads and old versions go by themselves.
 */
export function stackResources(target: Target): readonly Child[] {
	const bucket = deploymentBucketName(target);
	const repository = repositoryName(target);
	const accelerates = !regionsWithoutAcceleration.has(target.region);
	return [
		{
			id: bucketId,
			name: bucket,
			resource: {
				Type: "AWS::S3::Bucket",
				Properties: {
					BucketName: bucket.text,
					AccelerateConfiguration: accelerates ? { AccelerationStatus: "Enabled" } : undefined,
					BucketEncryption: {
						ServerSideEncryptionConfiguration: [
							{ ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } },
						],
					},
					PublicAccessBlockConfiguration: {
						BlockPublicAcls: true,
						BlockPublicPolicy: true,
						IgnorePublicAcls: true,
						RestrictPublicBuckets: true,
					},
					VersioningConfiguration: { Status: "Enabled" },
					LifecycleConfiguration: {
						Rules: [
							{
								Id: "abort-broken-uploads",
								Status: "Enabled",
								AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
							},
							{
								Id: "expire-replaced-objects",
								Status: "Enabled",
								NoncurrentVersionExpiration: { NoncurrentDays: 30 },
							},
						],
					},
					CorsConfiguration: {
						CorsRules: [{ AllowedMethods: ["GET"], AllowedHeaders: ["*"], AllowedOrigins: ["*"] }],
					},
				},
			},
		},
		{
			id: policyId,
			resource: {
				Type: "AWS::S3::BucketPolicy",
				Properties: {
					Bucket: { Ref: bucketId },
					PolicyDocument: {
						Statement: [
							{
								Effect: "Deny",
								Principal: "*",
								Action: "s3:*",
								Resource: sub(`arn:\${AWS::Partition}:s3:::\${${bucketId}}/*`),
								Condition: { Bool: { "aws:SecureTransport": false } },
							},
						],
					},
				},
			},
		},
		{
			id: repositoryId,
			name: repository,
			resource: {
				Type: "AWS::ECR::Repository",
				Properties: {
					RepositoryName: repository.text,
					LifecyclePolicy: { LifecyclePolicyText: lifecyclePolicy() },
				},
			},
		},
	];
}
