import type { Graph } from "../graph/graph.ts";
import type { Problem } from "../report/problem.ts";
import type { Template } from "../template/template.ts";
import type { Children } from "./shares.ts";
import { writtenPlace } from "./written-place.ts";

type Limit = { readonly property: string; readonly maxLength: number; readonly source: string };

const reference = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference";

/** Names that a user can write in `overrides` and `cloudformationResources`; those of the format are short enough. */
const limits: Readonly<Record<string, Limit>> = {
	"AWS::IAM::Role": {
		property: "RoleName",
		maxLength: 64,
		source: `${reference}/aws-resource-iam-role.html`,
	},
	"AWS::IAM::User": {
		property: "UserName",
		maxLength: 64,
		source: `${reference}/aws-resource-iam-user.html`,
	},
	"AWS::IAM::InstanceProfile": {
		property: "InstanceProfileName",
		maxLength: 128,
		source: `${reference}/aws-resource-iam-instanceprofile.html`,
	},
	"AWS::Lambda::Function": {
		property: "FunctionName",
		maxLength: 64,
		source: `${reference}/aws-resource-lambda-function.html`,
	},
	"AWS::Events::Rule": {
		property: "Name",
		maxLength: 64,
		source: `${reference}/aws-resource-events-rule.html`,
	},
	"AWS::Scheduler::Schedule": {
		property: "Name",
		maxLength: 64,
		source: `${reference}/aws-resource-scheduler-schedule.html`,
	},
	"AWS::SQS::Queue": {
		property: "QueueName",
		maxLength: 80,
		source: `${reference}/aws-resource-sqs-queue.html`,
	},
	"AWS::SNS::Topic": {
		property: "TopicName",
		maxLength: 256,
		source: `${reference}/aws-resource-sns-topic.html`,
	},
	"AWS::S3::Bucket": {
		property: "BucketName",
		maxLength: 63,
		source: `${reference}/aws-resource-s3-bucket.html`,
	},
	"AWS::DynamoDB::Table": {
		property: "TableName",
		maxLength: 255,
		source: `${reference}/aws-resource-dynamodb-table.html`,
	},
	"AWS::DynamoDB::GlobalTable": {
		property: "TableName",
		maxLength: 255,
		source: `${reference}/aws-resource-dynamodb-globaltable.html`,
	},
	"AWS::ElasticLoadBalancingV2::LoadBalancer": {
		property: "Name",
		maxLength: 32,
		source: `${reference}/aws-resource-elasticloadbalancingv2-loadbalancer.html`,
	},
	"AWS::ElasticLoadBalancingV2::TargetGroup": {
		property: "Name",
		maxLength: 32,
		source: `${reference}/aws-resource-elasticloadbalancingv2-targetgroup.html`,
	},
	"AWS::RDS::DBInstance": {
		property: "DBInstanceIdentifier",
		maxLength: 63,
		source: `${reference}/aws-resource-rds-dbinstance.html`,
	},
	"AWS::StepFunctions::StateMachine": {
		property: "StateMachineName",
		maxLength: 80,
		source: `${reference}/aws-resource-stepfunctions-statemachine.html`,
	},
	"AWS::Logs::LogGroup": {
		property: "LogGroupName",
		maxLength: 512,
		source: `${reference}/aws-resource-logs-loggroup.html`,
	},
	"AWS::IAM::ManagedPolicy": {
		property: "ManagedPolicyName",
		maxLength: 128,
		source: `${reference}/aws-resource-iam-managedpolicy.html`,
	},
	"AWS::IAM::Group": {
		property: "GroupName",
		maxLength: 128,
		source: `${reference}/aws-resource-iam-group.html`,
	},
	"AWS::ECS::Cluster": {
		property: "ClusterName",
		maxLength: 255,
		source: `${reference}/aws-resource-ecs-cluster.html`,
	},
	"AWS::ECS::Service": {
		property: "ServiceName",
		maxLength: 255,
		source: `${reference}/aws-resource-ecs-service.html`,
	},
	"AWS::ECS::TaskDefinition": {
		property: "Family",
		maxLength: 255,
		source: `${reference}/aws-resource-ecs-taskdefinition.html`,
	},
	"AWS::Kinesis::Stream": {
		property: "Name",
		maxLength: 128,
		source: `${reference}/aws-resource-kinesis-stream.html`,
	},
	"AWS::Events::EventBus": {
		property: "Name",
		maxLength: 256,
		source: `${reference}/aws-resource-events-eventbus.html`,
	},
	"AWS::CloudWatch::Alarm": {
		property: "AlarmName",
		maxLength: 255,
		source: `${reference}/aws-resource-cloudwatch-alarm.html`,
	},
	"AWS::SecretsManager::Secret": {
		property: "Name",
		maxLength: 512,
		source: `${reference}/aws-resource-secretsmanager-secret.html`,
	},
	"AWS::Cognito::UserPool": {
		property: "UserPoolName",
		maxLength: 128,
		source: `${reference}/aws-resource-cognito-userpool.html`,
	},
	"AWS::OpenSearchService::Domain": {
		property: "DomainName",
		maxLength: 28,
		source: `${reference}/aws-resource-opensearchservice-domain.html`,
	},
	"AWS::ElastiCache::ReplicationGroup": {
		property: "ReplicationGroupId",
		maxLength: 40,
		source: `${reference}/aws-resource-elasticache-replicationgroup.html`,
	},
	"AWS::Batch::JobDefinition": {
		property: "JobDefinitionName",
		maxLength: 128,
		source: `${reference}/aws-resource-batch-jobdefinition.html`,
	},
	"AWS::Batch::JobQueue": {
		property: "JobQueueName",
		maxLength: 128,
		source: `${reference}/aws-resource-batch-jobqueue.html`,
	},
};

/** Names that are longer than AWS takes. */
export function nameLimitProblems(
	resources: Template["Resources"],
	graph: Graph,
	children: Children,
): readonly Problem[] {
	return Object.entries(resources).flatMap(([id, { Type, Properties = {} }]): Problem[] => {
		const limit = Object.hasOwn(limits, Type) ? limits[Type] : undefined;
		const name = limit && Properties[limit.property];
		if (!limit || typeof name !== "string" || name.length <= limit.maxLength) return [];
		return [
			{
				code: "name-too-long",
				severity: "error",
				message: `the ${limit.property} of ${id} has ${name.length} characters, and AWS takes ${limit.maxLength}`,
				span: writtenPlace(id, [limit.property], graph, children),
				hint: `shorten "${name.length > 40 ? `${name.slice(0, 39)}…` : name}" (${limit.source})`,
			},
		];
	});
}
