import assert from "node:assert/strict";
import {
	cacheKeyOf,
	cachePolicy,
	type PolicyPlace,
	requestPolicy,
} from "../../../../../engine/resources/shared/cdn/policies.ts";
import { checkTemplate } from "../../../../support/aws-schema.ts";
import { resourcesOf, target } from "../../../../support/placed.ts";

const place: PolicyPlace = { owner: "files", nature: "static", target, origin: ["cdn"] };
const dynamic: PolicyPlace = { ...place, nature: "dynamic" };

describe("policies of a CDN", () => {
	it("are the stack's own where nothing else is wanted", () => {
		const all = [place, dynamic].flatMap((one) => [
			cachePolicy(undefined, one),
			requestPolicy(undefined, one),
		]);
		const children = all.flatMap((policy) => policy.children);
		assert.deepEqual(
			children.map(({ id, shared, name }) => [id, shared, name?.text]),
			[
				["StpCdnDefStaticCachePolicy", true, "ProjDevDefStaticCachePolicy"],
				["StpCdnDefStaticOriginRequestPolicy", true, "ProjDevDefStaticOriginRequestPolicy"],
				["StpCdnDefDynamicCachePolicy", true, "ProjDevDefDynamicCachePolicy"],
				["StpCdnDefDynamicOriginRequestPolicy", true, "ProjDevDefDynamicOriginRequestPolicy"],
			],
		);
		const Resources = resourcesOf(children);
		const template = {
			AWSTemplateFormatVersion: "2010-09-09",
			Description: "",
			Resources,
			Outputs: {},
		} as const;
		assert.deepEqual(checkTemplate(template), []);
	});

	it("are named by the options that they come from", () => {
		const options = {
			minTTL: 0,
			defaultTTL: 0,
			maxTTL: 31_536_000,
			cacheMethods: ["GET" as const, "HEAD" as const, "OPTIONS" as const],
			cacheKeyParameters: { headers: { none: true }, cookies: { none: true }, queryString: { all: true } },
		};
		const { id, children } = cachePolicy(options, dynamic);
		assert.deepEqual(id, { Ref: "FilesCdnCacheBehavior7525a449CachePolicy" });
		assert.equal(children[0]?.name?.text, "ProjDevFilesCdnCacheBehavior7525a449CachePolicy");
	});

	it("are the stack's own when options say what holds anyway, or only how much is sent", () => {
		const ids = [
			cachePolicy({ cacheKeyParameters: { cookies: { none: true } } }, place),
			cachePolicy({ disableCompression: true, cacheMethods: ["GET", "HEAD"] }, place),
			requestPolicy({ allowedMethods: ["GET", "HEAD"], customRequestHeaders: [] }, place),
			requestPolicy({ headers: { allExcept: ["host"] } }, dynamic),
		].map(({ id }) => JSON.stringify(id));
		assert.deepEqual(ids, [
			'{"Ref":"StpCdnDefStaticCachePolicy"}',
			'{"Ref":"StpCdnDefStaticCachePolicy"}',
			'{"Ref":"StpCdnDefStaticOriginRequestPolicy"}',
			'{"Ref":"StpCdnDefDynamicOriginRequestPolicy"}',
		]);
	});

	it("are those that the user names", () => {
		assert.deepEqual(cachePolicy({ cachePolicyId: "658327ea" }, place), { id: "658327ea", children: [] });
		assert.deepEqual(requestPolicy({ originRequestPolicyId: "b689b0a8" }, place), {
			id: "b689b0a8",
			children: [],
		});
	});

	it("have lists of what counts", () => {
		const [child] = requestPolicy(
			{
				headers: { allViewerAndWhitelistCloudFront: ["CloudFront-Viewer-Country"] },
				cookies: { whitelist: ["a"] },
			},
			dynamic,
		).children;
		const { OriginRequestPolicyConfig: config } = JSON.parse(JSON.stringify(child?.resource.Properties));
		assert.deepEqual(config.HeadersConfig, {
			HeaderBehavior: "allViewerAndWhitelistCloudFront",
			Headers: ["CloudFront-Viewer-Country"],
		});
		assert.deepEqual(config.CookiesConfig, { CookieBehavior: "whitelist", Cookies: ["a"] });
		assert.deepEqual(config.QueryStringsConfig, { QueryStringBehavior: "all" });
	});

	it("keep lifetimes in order", () => {
		const lives = (options: Parameters<typeof cacheKeyOf>[0], nature: "static" | "dynamic") => {
			const { minTTL, defaultTTL, maxTTL } = cacheKeyOf(options, nature);
			return [minTTL, defaultTTL, maxTTL];
		};
		assert.deepEqual(lives({ minTTL: 60 }, "dynamic"), [60, 60, 31_536_000]);
		assert.deepEqual(lives({ maxTTL: 60 }, "static"), [0, 60, 60]);
		assert.deepEqual(lives({ defaultTTL: 40_000_000 }, "static"), [0, 40_000_000, 40_000_000]);
		assert.deepEqual(lives({ defaultTTL: 0 }, "static"), [0, 0, 31_536_000]);
	});

	it("have no key when nothing is kept", () => {
		const [child] = cachePolicy({ maxTTL: 0 }, dynamic).children;
		const { CachePolicyConfig: config } = JSON.parse(JSON.stringify(child?.resource.Properties));
		assert.deepEqual(config.ParametersInCacheKeyAndForwardedToOrigin, {
			CookiesConfig: { CookieBehavior: "none" },
			HeadersConfig: { HeaderBehavior: "none" },
			QueryStringsConfig: { QueryStringBehavior: "none" },
			EnableAcceptEncodingGzip: false,
			EnableAcceptEncodingBrotli: false,
		});
	});
});
