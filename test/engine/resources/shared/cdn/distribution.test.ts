import assert from "node:assert/strict";
import {
	cdnAftercare,
	cdnParams,
	type Distribution,
	distributionChildren,
	distributionId,
} from "../../../../../engine/resources/shared/cdn/distribution.ts";
import { readDomains } from "../../../../../engine/resources/shared/custom-domains.ts";
import { checkTemplate } from "../../../../support/aws-schema.ts";
import { placed, resourcesOf, surroundings } from "../../../../support/placed.ts";

const api = placed("http-api-gateway", "api", {});
const plain: Distribution = {
	resource: api,
	behaviors: [{ target: { kind: "http-api-gateway", name: "api" }, path: ["cdn"] }],
	domains: [],
};
const around = surroundings([], [], {
	fact: (want) => (want.kind !== "certificate" ? undefined : want.domain.startsWith("b") ? "arn:b" : "arn:a"),
});

describe("a distribution", () => {
	it("has the address that AWS gives it", () => {
		const children = distributionChildren(plain, around);
		const Resources = resourcesOf(children);
		const template = {
			AWSTemplateFormatVersion: "2010-09-09",
			Description: "",
			Resources,
			Outputs: {},
		} as const;
		assert.deepEqual(checkTemplate(template), []);
		assert.deepEqual(
			children.map(({ id }) => id),
			["StpCdnDefDynamicCachePolicy", "StpCdnDefDynamicOriginRequestPolicy", "ApiCdnDistribution0"],
		);
		const host = { "Fn::GetAtt": ["ApiCdnDistribution0", "DomainName"] };
		const url = { "Fn::Join": ["", ["https://", host]] };
		assert.deepEqual(
			Object.entries(cdnParams(plain, around)).map(([name, { value, shown }]) => [name, value, shown]),
			[
				["cdnDomain", host, false],
				["cdnCanonicalDomain", host, false],
				["cdnCanonicalUrl", url, false],
				["cdnUrl", url, true],
			],
		);
	});

	it("is one for each certificate of its domains", () => {
		const domains = readDomains(
			["a.example.com", "b.example.com", "aa.example.com"].map((domainName) => ({ domainName })),
			["cdn", "customDomains"],
		);
		const cdn = { ...plain, domains };
		const aliases = distributionChildren(cdn, around).flatMap(({ id, resource }) => {
			const config = JSON.parse(JSON.stringify(resource.Properties))["DistributionConfig"];
			return config ? [[id, config.Aliases]] : [];
		});
		assert.deepEqual(aliases, [
			["ApiCdnDistribution0", ["a.example.com", "aa.example.com"]],
			["ApiCdnDistribution1", ["b.example.com"]],
		]);
		const { cdnCustomDomainUrls, cdnCanonicalDomain } = cdnParams(cdn, around);
		assert.equal(
			cdnCustomDomainUrls?.value,
			"https://a.example.com, https://b.example.com, https://aa.example.com",
		);
		assert.deepEqual(cdnCanonicalDomain?.value, {
			"Fn::Join": [
				",",
				[0, 1].map((index) => ({ "Fn::GetAtt": [distributionId("api", index), "DomainName"] })),
			],
		});
	});

	it("is made to forget by a deploy, unless the config wants to keep what is cached", () => {
		const forget = { kind: "cdn-invalidation", resource: "api", stem: "ApiCdnDistribution" };
		assert.deepEqual(cdnAftercare(plain, undefined), [forget]);
		assert.deepEqual(cdnAftercare(plain, true), []);
	});

	it("can be named after another resource than its policies", () => {
		const children = distributionChildren(
			{
				...plain,
				names: { distribution: "site", policies: "siteServer" },
				behaviors: [
					{ ...plain.behaviors[0], caching: { minTTL: 1 }, forwardsNothing: true },
					{
						...plain.behaviors[0],
						pathPattern: "/a/*",
						target: {
							kind: "bucket",
							name: "files",
							hasCleanUrls: false,
							isSinglePageApp: false,
							keepsHeaders: false,
						},
					},
				],
			},
			around,
		);
		const ids = children.map(({ id }) => id).filter((id) => !id.startsWith("Stp"));
		assert.equal(ids[0], "SiteServerCdnCloudFrontOriginAccessIdentity");
		assert.match(ids[1] ?? "", /^SiteServerCdnCacheBehavior[0-9a-f]+CachePolicy$/);
		assert.equal(ids[2], "SiteCdnDistribution0");
	});
});
