import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { loadAwsServiceSpecSync } from "@aws-cdk/aws-service-spec";

/**
 * The AWS services whose types get full facts: those that Spool's format compiles to, and what users most often
 * add beside it. Of every other type only its existence is known, which keeps the file under 150 KB instead of
 * 450 KB.
 */
const describedServices = new Set([
	"ApiGatewayV2",
	"ApplicationAutoScaling",
	"Batch",
	"BedrockAgentCore",
	"Budgets",
	"CertificateManager",
	"CloudFormation",
	"CloudFront",
	"CloudWatch",
	"CodeDeploy",
	"Cognito",
	"DynamoDB",
	"ECR",
	"ECS",
	"EFS",
	"ElastiCache",
	"ElasticLoadBalancingV2",
	"Events",
	"IAM",
	"KMS",
	"Kinesis",
	"Lambda",
	"Logs",
	"OpenSearchService",
	"RDS",
	"Route53",
	"S3",
	"SNS",
	"SQS",
	"SSM",
	"Scheduler",
	"SecretsManager",
	"ServiceDiscovery",
	"StepFunctions",
	"WAFv2",
]);

/** EC2 alone has more types than ten other services together; these are the ones that networks are made of. */
const describedEc2Types = new Set([
	"EIP",
	"EIPAssociation",
	"FlowLog",
	"Instance",
	"InternetGateway",
	"LaunchTemplate",
	"NatGateway",
	"Route",
	"RouteTable",
	"SecurityGroup",
	"SecurityGroupEgress",
	"SecurityGroupIngress",
	"Subnet",
	"SubnetRouteTableAssociation",
	"VPC",
	"VPCEndpoint",
	"VPCGatewayAttachment",
	"VPCPeeringConnection",
	"Volume",
]);

/**
 * What the sandbox has to know of a resource type. A property's text says `R` when a change replaces the
 * resource, `M` when it may, and ends in `!` when the property is required.
 */
type TypeFacts = {
	attributes: readonly string[];
	identifier: readonly string[];
	properties: Record<string, string>;
};

type Property = { readonly required?: boolean; readonly causesReplacement?: string };

const replacement: Record<string, string> = { yes: "R", maybe: "M" };

function propertyFacts(property: Property): string {
	return (replacement[property.causesReplacement ?? ""] ?? "") + (property.required ? "!" : "");
}

/**
 * The facts file as text, with the version of `@aws-cdk/aws-service-spec` that it was made from. That package
 * is AWS's own collection of the resource type schemas of the CloudFormation registry.
 */
export function cfnFacts(): string {
	const specVersion: unknown = createRequire(import.meta.url)(
		"@aws-cdk/aws-service-spec/package.json",
	).version;
	const types: Record<string, string[]> = {};
	const resources: Record<string, TypeFacts> = {};
	const all = [...loadAwsServiceSpecSync().all("resource")];
	all.sort((a, b) => (a.cloudFormationType < b.cloudFormationType ? -1 : 1));
	for (const resource of all) {
		const [, service = "", name = ""] = resource.cloudFormationType.split("::");
		types[service] ??= [];
		types[service].push(name);
		if (!describedServices.has(service) && !(service === "EC2" && describedEc2Types.has(name))) continue;
		resources[resource.cloudFormationType] = {
			attributes: Object.keys(resource.attributes).sort(),
			identifier: resource.primaryIdentifier ?? [],
			properties: Object.fromEntries(
				Object.entries(resource.properties)
					.map(([key, property]) => [key, propertyFacts(property)] as const)
					.sort(([a], [b]) => (a < b ? -1 : 1)),
			),
		};
	}
	return `${JSON.stringify({ specVersion, types, resources })}\n`;
}

/** Where the facts are kept: beside the Python that reads them. */
export const cfnFactsFile = fileURLToPath(new URL("ministack_repairs/cfn-facts.json", import.meta.url));

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const text = cfnFacts();
	writeFileSync(cfnFactsFile, text);
	console.log(`${cfnFactsFile}: ${text.length} bytes`);
}
