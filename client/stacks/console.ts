/** Where the pages of the AWS console are, by the partition that a region is in. */
function consoleHost(region: string): string {
	if (region.startsWith("cn-")) return `https://${region}.console.amazonaws.cn`;
	if (region.startsWith("us-gov-")) return `https://${region}.console.amazonaws-us-gov.com`;
	return `https://${region}.console.aws.amazon.com`;
}

type Page = (id: string, region: string) => string;

/** CloudWatch writes the parts of its addresses with a `$` for each `%`. */
const inFragment = (text: string) => encodeURIComponent(encodeURIComponent(text)).replaceAll("%", "$");
const encoded = encodeURIComponent;

/** Pages by type, from the physical id that CloudFormation gives. */
const pages: Readonly<Record<string, Page>> = {
	"AWS::ApiGatewayV2::Api": (id, region) =>
		`apigateway/main/apis/${encoded(id)}/routes?api=${encoded(id)}&region=${region}`,
	"AWS::CloudFront::Distribution": (id) => `cloudfront/v4/home#/distributions/${encoded(id)}`,
	"AWS::Cognito::UserPool": (id, region) => `cognito/v2/idp/user-pools/${encoded(id)}/users?region=${region}`,
	"AWS::DynamoDB::GlobalTable": (id, region) => `dynamodbv2/home?region=${region}#table?name=${encoded(id)}`,
	"AWS::DynamoDB::Table": (id, region) => `dynamodbv2/home?region=${region}#table?name=${encoded(id)}`,
	"AWS::EC2::SecurityGroup": (id, region) => `ec2/home?region=${region}#SecurityGroup:groupId=${encoded(id)}`,
	"AWS::EC2::VPC": (id, region) => `vpcconsole/home?region=${region}#VpcDetails:VpcId=${encoded(id)}`,
	"AWS::ECR::Repository": (id, region) => `ecr/repositories/private/${encoded(id)}?region=${region}`,
	"AWS::ECS::Cluster": (id, region) => `ecs/v2/clusters/${encoded(id)}/services?region=${region}`,
	"AWS::Events::EventBus": (id, region) => `events/home?region=${region}#/eventbus/${encoded(id)}`,
	"AWS::IAM::Role": (id, region) => `iam/home?region=${region}#/roles/details/${encoded(id)}`,
	"AWS::Kinesis::Stream": (id, region) =>
		`kinesis/home?region=${region}#/streams/details/${encoded(id)}/monitoring`,
	"AWS::Lambda::Function": (id, region) => `lambda/home?region=${region}#/functions/${encoded(id)}`,
	"AWS::Logs::LogGroup": (id, region) =>
		`cloudwatch/home?region=${region}#logsV2:log-groups/log-group/${inFragment(id)}`,
	"AWS::RDS::DBCluster": (id, region) =>
		`rds/home?region=${region}#database:id=${encoded(id)};is-cluster=true`,
	"AWS::RDS::DBInstance": (id, region) =>
		`rds/home?region=${region}#database:id=${encoded(id)};is-cluster=false`,
	"AWS::S3::Bucket": (id, region) => `s3/buckets/${encoded(id)}?region=${region}`,
	"AWS::SNS::Topic": (id, region) => `sns/v3/home?region=${region}#/topic/${id}`,
	"AWS::SQS::Queue": (id, region) => `sqs/v3/home?region=${region}#/queues/${encoded(id)}`,
	"AWS::SecretsManager::Secret": (id, region) => `secretsmanager/secret?name=${encoded(id)}&region=${region}`,
	"AWS::StepFunctions::StateMachine": (id, region) =>
		`states/home?region=${region}#/statemachines/view/${encoded(id)}`,
};

/** The page of a deployed resource in the AWS console; `undefined` for a type that has none of its own. */
export function consolePage(type: string, physicalId: string, region: string): string | undefined {
	const page = pages[type];
	return page && `${consoleHost(region)}/${page(physicalId, region)}`;
}

/** The page of a stack, which lists every resource of it. */
export function stackPage(stackId: string, region: string): string {
	return `${consoleHost(region)}/cloudformation/home?region=${region}#/stacks/resources?stackId=${encoded(stackId)}`;
}
