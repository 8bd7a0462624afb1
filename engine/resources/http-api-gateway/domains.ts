import { getAtt, join, ref } from "../../template/intrinsics.ts";
import type { Child, Finding, Param, Surroundings } from "../kind.ts";
import {
	type CustomDomain,
	certificateOf,
	checkDomains,
	domainId,
	domainRecord,
	ownDomains,
	readDomains,
} from "../shared/custom-domains.ts";
import { apiId, type Gateway, stageId } from "./settings.ts";

const DOMAIN_NAME = "AWS::ApiGatewayV2::DomainName";
const MAPPING = "AWS::ApiGatewayV2::ApiMapping";

/** The domains of a gateway. */
export function domainsOf({ values }: Gateway): readonly CustomDomain[] {
	return readDomains(values.customDomains, ["customDomains"]);
}

function domainChildren(
	gateway: Gateway,
	domain: CustomDomain,
	surroundings: Surroundings,
): readonly Child[] {
	const { arn, children } = certificateOf(domain, "stack-region", surroundings);
	const id = domainId(domain.name, DOMAIN_NAME);
	const origin = domain.path;
	const alias = {
		dnsName: getAtt(id, "RegionalDomainName"),
		hostedZoneId: getAtt(id, "RegionalHostedZoneId"),
	};
	return [
		...children,
		{
			id,
			origin,
			resource: {
				Type: DOMAIN_NAME,
				Properties: {
					DomainName: domain.name,
					DomainNameConfigurations: [{ CertificateArn: arn, EndpointType: "REGIONAL" }],
				},
			},
		},
		{
			id: domainId(domain.name, MAPPING),
			origin,
			resource: {
				Type: MAPPING,
				Properties: { DomainName: ref(id), ApiId: ref(apiId(gateway)), Stage: ref(stageId(gateway)) },
			},
		},
		...domainRecord(domain, alias, surroundings),
	];
}

/** What gives a gateway its domains. */
export function gatewayDomainChildren(gateway: Gateway, surroundings: Surroundings): readonly Child[] {
	return ownDomains(gateway, domainsOf(gateway), surroundings).flatMap((domain) =>
		domainChildren(gateway, domain, surroundings),
	);
}

/** Finds what is wrong with the domains of a gateway. */
export function checkGatewayDomains(gateway: Gateway, surroundings: Surroundings): readonly Finding[] {
	return checkDomains(gateway, domainsOf(gateway), "stack-region", surroundings);
}

/** Docs of the parameters that domains give a gateway. */
export const domainParamDocs = {
	customDomains: "Domains of your own, joined by `, `; only with `customDomains`.",
	customDomainUrl: "Address of the API at the first domain of your own; only with `customDomains`.",
	customDomainUrls: "Addresses at all domains of your own, joined by `, `; only with `customDomains`.",
	canonicalDomain:
		"Names that DNS records of your own must point to, one for each domain, joined by commas; only with `customDomains`.",
};

/** The parameters that domains give a gateway, in place of those of AWS's address. */
export function domainParams(domains: readonly CustomDomain[]): Readonly<Record<string, Param>> {
	const names = domains.map(({ name }) => name);
	const urls = names.map((name) => `https://${name}`);
	const canonical = names.map((name) => getAtt(domainId(name, DOMAIN_NAME), "RegionalDomainName"));
	const docs = domainParamDocs;
	return {
		customDomains: { docs: docs.customDomains, value: names.join(", "), shown: false },
		customDomainUrl: { docs: docs.customDomainUrl, value: urls[0] ?? "", shown: true },
		customDomainUrls: { docs: docs.customDomainUrls, value: urls.join(", "), shown: true },
		canonicalDomain: {
			docs: docs.canonicalDomain,
			value: join(",", canonical),
			shown: domains.some(({ isOwnDns }) => isOwnDns),
		},
	};
}
