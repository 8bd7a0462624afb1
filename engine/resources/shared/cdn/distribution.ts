import { logicalId } from "../../../names/logical-id.ts";
import { concat, getAtt, join, type Text } from "../../../template/intrinsics.ts";
import type { Aftercare, Child, Param, Placed, Surroundings } from "../../kind.ts";
import {
	CLOUDFRONT_ZONE,
	type CustomDomain,
	certificateOf,
	domainRecord,
	ownDomains,
} from "../custom-domains.ts";
import { firewallArn } from "../firewall.ts";
import { type Behavior, behaviorParts } from "./behaviors.ts";
import { identityId } from "./targets.ts";

const DISTRIBUTION = "AWS::CloudFront::Distribution";

/** A CDN, whatever it stands in front of. */
export type Distribution = {
	/** The resource whose properties say it. */
	readonly resource: Placed;
	/**
	 * Names that ids begin with: of distributions, and of policies and the identity for buckets. Those of a website
	 * differ; otherwise both are the name of the resource.
	 */
	readonly names?: { readonly distribution: string; readonly policies: string };
	/** The behaviour for everything, then those for some paths. */
	readonly behaviors: readonly [Behavior, ...Behavior[]];
	readonly domains: readonly CustomDomain[];
	readonly priceClass?: string | undefined;
	readonly indexDocument?: Text | undefined;
	readonly errorDocument?: Text | undefined;
	/** Reference of a firewall. */
	readonly firewall?: Text | undefined;
};

/** Domains that one certificate is for, and that are treated alike in DNS. */
type Group = {
	readonly domains: readonly CustomDomain[];
	readonly certificate: Text | undefined;
};

/** Logical id of the distribution of a group of domains; there is one without domains too. */
export const distributionId = (name: string, index = 0) =>
	logicalId({ owner: name, specifier: "Cdn", type: DISTRIBUTION, index });

/** What the engine does for a CDN after a deploy. `isKept`: the config wants to keep what is cached. */
export function cdnAftercare(cdn: Distribution, isKept: boolean | undefined): readonly Aftercare[] {
	if (isKept) return [];
	const stem = distributionId(namesOf(cdn).distribution).slice(0, -1);
	return [{ kind: "cdn-invalidation", resource: cdn.resource.reference, stem }];
}

const namesOf = ({ names, resource }: Distribution) =>
	names ?? { distribution: resource.name, policies: resource.name };

/** The domains by certificate: a distribution has one. */
function groupsOf(
	{ resource, domains }: Distribution,
	surroundings: Surroundings,
): { readonly groups: readonly Group[]; readonly children: readonly Child[] } {
	if (domains.length === 0) return { groups: [{ domains: [], certificate: undefined }], children: [] };
	const certified = ownDomains(resource, domains, surroundings).map((domain) => ({
		domain,
		...certificateOf(domain, "edge", surroundings),
	}));
	const groups = new Map<string, Group>();
	for (const { domain, arn } of certified) {
		const key = JSON.stringify([arn, domain.isOwnDns]);
		const known = groups.get(key)?.domains ?? [];
		groups.set(key, { certificate: arn, domains: [...known, domain] });
	}
	const children = certified.flatMap((one) => one.children);
	return { groups: [...groups.values()], children };
}

const withoutSlash = (path: Text) => (typeof path === "string" ? path.replace(/^\/+/, "") : path);
const withSlash = (path: Text) => (typeof path === "string" && !path.startsWith("/") ? `/${path}` : path);

function documents({ behaviors: [{ target }], indexDocument, errorDocument }: Distribution) {
	const isBucket = target.kind === "bucket";
	const usual = target.kind === "bucket" && target.isSinglePageApp ? "/index.html" : undefined;
	const page = usual ?? errorDocument ?? (isBucket ? "/404.html" : undefined);
	const index = indexDocument ?? (isBucket ? "index.html" : undefined);
	return {
		...(index !== undefined && { DefaultRootObject: withoutSlash(index) }),
		...(page !== undefined && {
			CustomErrorResponses: [{ ErrorCode: 404, ResponseCode: 404, ResponsePagePath: withSlash(page) }],
		}),
	};
}

function viewerSide({ domains, certificate }: Group) {
	if (domains.length === 0) return { ViewerCertificate: { CloudFrontDefaultCertificate: true } };
	return {
		Aliases: domains.map(({ name }) => name),
		ViewerCertificate: {
			AcmCertificateArn: certificate,
			MinimumProtocolVersion: "TLSv1.2_2018",
			SslSupportMethod: "sni-only",
		},
	};
}

function identity(cdn: Distribution): readonly Child[] {
	const { behaviors } = cdn;
	const { policies } = namesOf(cdn);
	if (!behaviors.some(({ target }) => target.kind === "bucket")) return [];
	return [
		{
			id: identityId(policies),
			origin: behaviors[0].path,
			resource: {
				Type: "AWS::CloudFront::CloudFrontOriginAccessIdentity",
				Properties: {
					CloudFrontOriginAccessIdentityConfig: {
						Comment: `${policies} attached distros - Access Identity`,
					},
				},
			},
		},
	];
}

/** The distributions of a CDN, with policies, functions, certificates and DNS records. */
export function distributionChildren(cdn: Distribution, surroundings: Surroundings): readonly Child[] {
	const { behaviors, firewall, priceClass } = cdn;
	const names = namesOf(cdn);
	const parts = behaviors.map((one, index) => behaviorParts(one, index, names.policies, surroundings));
	const { groups, children } = groupsOf(cdn, surroundings);
	const [first, ...others] = parts.map(({ behavior }) => behavior);
	const made = parts.flatMap((part) => part.children);
	const distributions = groups.flatMap((group, index): readonly Child[] => {
		const id = distributionId(namesOf(cdn).distribution, index);
		const alias = {
			dnsName: getAtt(id, "DomainName"),
			hostedZoneId: CLOUDFRONT_ZONE,
			evaluateTargetHealth: false,
		} as const;
		return [
			{
				id,
				origin: behaviors[0].path,
				resource: {
					Type: DISTRIBUTION,
					Properties: {
						DistributionConfig: {
							Enabled: true,
							HttpVersion: "http2and3",
							IPV6Enabled: true,
							...viewerSide(group),
							PriceClass: priceClass,
							...documents(cdn),
							WebACLId:
								typeof firewall === "string"
									? firewallArn(firewallName(firewall, surroundings), "cdn", surroundings)
									: undefined,
							Origins: parts.map(({ origin }) => origin),
							DefaultCacheBehavior: first,
							...(others.length > 0 && { CacheBehaviors: others }),
						},
					},
				},
			},
			...group.domains.flatMap((domain) => domainRecord(domain, alias, surroundings)),
		];
	});
	return [
		...identity(cdn),
		// Behaviours with the same options share a policy.
		...made.filter(({ id }, index) => made.findIndex((other) => other.id === id) === index),
		...children,
		...distributions,
	];
}

const firewallName = (reference: string, surroundings: Surroundings) =>
	surroundings.resource(reference)?.name ?? reference;

/** Docs of the parameters that a CDN gives the resource that it stands in front of. */
export const cdnParamDocs = {
	cdnUrl: "Address of the CDN; only with `cdn` and without domains of its own.",
	cdnDomain: "Host name of the CDN; only with `cdn`.",
	cdnCanonicalDomain:
		"Host names that AWS gives the CDN, joined by commas: what DNS records of your own must point to; only with `cdn`.",
	cdnCanonicalUrl: "The same with `https://`; only with `cdn`.",
	cdnCustomDomains: "Domains of the CDN, joined by `, `; only with `cdn.customDomains`.",
	cdnCustomDomainUrls: "Addresses at these domains, joined by `, `; only with `cdn.customDomains`.",
};

/** The parameters that a CDN gives the resource that it stands in front of. */
export function cdnParams(cdn: Distribution, surroundings: Surroundings): Readonly<Record<string, Param>> {
	const { groups } = groupsOf(cdn, surroundings);
	const hosts = groups.map((_group, index) =>
		getAtt(distributionId(namesOf(cdn).distribution, index), "DomainName"),
	);
	const all = (texts: readonly Text[]): Text => (texts.length > 1 ? join(",", texts) : (texts[0] ?? ""));
	const [first = ""] = hosts;
	const docs = cdnParamDocs;
	const names = cdn.domains.map(({ name }) => name);
	const hidden = (key: keyof typeof docs, value: Text) => ({ docs: docs[key], value, shown: false });
	return {
		cdnDomain: hidden("cdnDomain", first),
		cdnCanonicalDomain: hidden("cdnCanonicalDomain", all(hosts)),
		cdnCanonicalUrl: hidden("cdnCanonicalUrl", all(hosts.map((host) => concat("https://", host)))),
		...(names.length > 0
			? {
					cdnCustomDomains: hidden("cdnCustomDomains", names.join(", ")),
					cdnCustomDomainUrls: {
						docs: docs.cdnCustomDomainUrls,
						value: names.map((name) => `https://${name}`).join(", "),
						shown: true,
					},
				}
			: { cdnUrl: { docs: docs.cdnUrl, value: concat("https://", first), shown: true } }),
	};
}
