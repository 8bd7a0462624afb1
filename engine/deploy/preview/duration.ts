import type { PreviewChange } from "./preview.ts";

/** Seconds that AWS usually takes to make one, of the types that take minutes. Everything else is done meanwhile. */
const slow: Readonly<Record<string, number>> = {
	"AWS::OpenSearchService::Domain": 1_500,
	"AWS::RDS::DBCluster": 900,
	"AWS::RDS::DBInstance": 900,
	"AWS::CloudFront::Distribution": 600,
	"AWS::ElastiCache::ReplicationGroup": 600,
	"AWS::Batch::ComputeEnvironment": 600,
	"MongoDB::Atlas::Cluster": 600,
	"AWS::EFS::FileSystem": 300,
	"AWS::ECS::Service": 240,
	"AWS::DynamoDB::GlobalTable": 240,
	"AWS::AutoScaling::AutoScalingGroup": 180,
	"AWS::EC2::NatGateway": 180,
	"AWS::ElasticLoadBalancingV2::LoadBalancer": 150,
	"AWS::EC2::VPCEndpoint": 120,
};

/** What everything takes beside the slowest resource. */
const base = 60;

function secondsOf({ action, type }: PreviewChange): number {
	const create = slow[type] ?? 0;
	if (action === "remove") return create * 0.3;
	// Of most changes a part takes as long as to make it anew.
	return action === "change" ? create * 0.7 : create;
}

/** Seconds that CloudFormation will probably take: those of the slowest resource, because it works on many at once. */
export function likelySeconds(changes: readonly PreviewChange[]): number {
	return base + Math.max(0, ...changes.map(secondsOf));
}
