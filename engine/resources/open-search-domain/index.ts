import { getAtt, sub } from "../../template/intrinsics.ts";
import { type Child, defineResource, type Surroundings } from "../kind.ts";
import { securityGroup, securityGroupRef } from "../shared/network-access.ts";
import { vpcOf } from "../shared/vpc.ts";
import { checkDomain } from "./check.ts";
import { logChildren, logDependencies, publishedLogs } from "./logs.ts";
import { diskOfDomain, zonesOf } from "./machines.ts";
import { DOMAIN, domainId, domainName } from "./names.ts";
import { DEFAULT_SIZE, DEFAULT_VERSION, type Domain, properties } from "./properties.ts";
import { cognitoOptions, signInChildren, signInDependencies } from "./sign-in.ts";

const HTTPS = 443;

function clusterConfig(domain: Domain) {
	const config = domain.values.clusterConfig;
	if (!config) return undefined;
	const { dedicatedMasterCount = 0, warmCount = 0, standbyEnabled } = config;
	const zones = zonesOf(domain);
	return {
		InstanceType: config.instanceType,
		InstanceCount: config.instanceCount,
		...(dedicatedMasterCount > 0 && {
			DedicatedMasterEnabled: true,
			DedicatedMasterCount: dedicatedMasterCount,
			DedicatedMasterType: config.dedicatedMasterType,
		}),
		...(warmCount > 0 && { WarmEnabled: true, WarmCount: warmCount, WarmType: config.warmType }),
		...(zones > 1 && {
			ZoneAwarenessEnabled: true,
			ZoneAwarenessConfig: { AvailabilityZoneCount: zones },
		}),
		MultiAZWithStandbyEnabled: standbyEnabled || undefined,
	};
}

function disk(domain: Domain) {
	const kind = diskOfDomain(domain);
	if (kind === "none") return undefined;
	const { size = DEFAULT_SIZE, iops, throughput } = domain.values.storage ?? {};
	return { EBSEnabled: true, VolumeSize: size, VolumeType: kind, Iops: iops, Throughput: throughput };
}

/** The domain is in as many subnets as it has zones, which AWS wants to be the same number. */
function vpcOptions(domain: Domain, surroundings: Surroundings) {
	const mode = domain.values.accessibility?.accessibilityMode ?? "internet";
	if (mode === "internet") return undefined;
	return {
		SecurityGroupIds: [securityGroupRef(domain.name)],
		SubnetIds: vpcOf(surroundings).publicSubnets.slice(0, zonesOf(domain)),
	};
}

function domainChild(domain: Domain, surroundings: Surroundings): Child {
	const { target, tags } = surroundings;
	const name = domainName(domain, target);
	const after = [...logDependencies(domain), ...signInDependencies(domain)];
	return {
		id: domainId(domain.name),
		name,
		resource: {
			Type: DOMAIN,
			...(after.length > 0 && { DependsOn: after }),
			Properties: {
				DomainName: name.text,
				EngineVersion: `OpenSearch_${domain.values.version ?? DEFAULT_VERSION}`,
				ClusterConfig: clusterConfig(domain),
				EBSOptions: disk(domain),
				VPCOptions: vpcOptions(domain, surroundings),
				LogPublishingOptions: publishedLogs(domain, target),
				CognitoOptions: cognitoOptions(domain),
				Tags: tags,
			},
		},
	};
}

function compile(domain: Domain, surroundings: Surroundings): readonly Child[] {
	const { name, reference, values } = domain;
	const mode = values.accessibility?.accessibilityMode ?? "internet";
	return [
		// The format makes the network for a domain on the internet too.
		...vpcOf(surroundings).children,
		...(mode === "internet" ? [] : [securityGroup({ name, reference, port: HTTPS, mode }, surroundings)]),
		...logChildren(domain, surroundings.target),
		...signInChildren(domain),
		domainChild(domain, surroundings),
	];
}

const paramDocs = {
	domainEndpoint: "Address of the domain, without `https://`.",
	arn: "ARN of the domain.",
};

/** The room of `open-search-domain`. */
export const openSearchDomain = defineResource({
	type: "open-search-domain",
	docs: "A search engine (Amazon OpenSearch Service) with dashboards, for texts, logs and vectors.",
	source: "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/what-is.html",
	properties,
	snippet: `type: open-search-domain
properties:
  clusterConfig:
    instanceType: \${1:t3.small.search}
    instanceCount: \${2:1}`,
	names: (domain, target) => ({ [domainId(domain.name)]: domainName(domain, target) }),
	paramDocs,
	params: ({ name }) => ({
		domainEndpoint: {
			docs: paramDocs.domainEndpoint,
			value: getAtt(domainId(name), "DomainEndpoint"),
			shown: true,
		},
		arn: { docs: paramDocs.arn, value: getAtt(domainId(name), "Arn"), shown: true },
	}),
	connect: ({ name }) => [
		{ Effect: "Allow", Action: ["es:ESHttp*"], Resource: [sub(`\${${domainId(name)}.Arn}/*`)] },
	],
	check: checkDomain,
	compile,
});
