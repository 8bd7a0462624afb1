import assert from "node:assert/strict";
import { analyse } from "../../../../../engine/analyse.ts";
import { astroWeb } from "../../../../../engine/resources/astro-web.ts";
import { nuxtWeb } from "../../../../../engine/resources/nuxt-web.ts";
import { remixWeb } from "../../../../../engine/resources/remix-web.ts";
import { checkSite, siteUrl } from "../../../../../engine/resources/shared/web/distribution.ts";
import { frameworks } from "../../../../../engine/resources/shared/web/framework.ts";
import { partName, policiesName, websiteOf } from "../../../../../engine/resources/shared/web/names.ts";
import type { Website } from "../../../../../engine/resources/shared/web/properties.ts";
import {
	buildFolder,
	placeOfServer,
	serverSettings,
} from "../../../../../engine/resources/shared/web/server.ts";
import { website } from "../../../../../engine/resources/shared/web/website.ts";
import { solidstartWeb } from "../../../../../engine/resources/solidstart-web.ts";
import { sveltekitWeb } from "../../../../../engine/resources/sveltekit-web.ts";
import { tanstackWeb } from "../../../../../engine/resources/tanstack-web.ts";
import { FilePathsSlot } from "../../../../../engine/template/slot.ts";
import { placed, surroundings, target } from "../../../../support/placed.ts";

function template(properties: string, type = "astro-web") {
	const text = `resources:\n  site:\n    type: ${type}\n    properties: ${properties}\n`;
	const { compiled, problems } = analyse({ path: "stacktape.yml", text }, target);
	return { resources: compiled.template.Resources, problems };
}

const site: Website = placed("astro-web", "site", {});

describe("a website", () => {
	it("has a room for each framework", () => {
		const rooms = [astroWeb, nuxtWeb, solidstartWeb, tanstackWeb, sveltekitWeb, remixWeb];
		assert.deepEqual(
			rooms.map(({ type }) => type),
			Object.values(frameworks).map(({ type }) => type),
		);
		assert.match(website(frameworks.sveltekit).docs, /adapter-node/);
	});

	it("is the children of the format, with a CDN that has its own name", () => {
		const { resources, problems } = template("{}");
		assert.deepEqual(problems, []);
		const own = Object.keys(resources).filter((id) => id.startsWith("Site"));
		assert.deepEqual(own.sort(), [
			"SiteAstrowebHostHeaderRewriteFunction",
			"SiteBucketBucket",
			"SiteBucketBucketPolicy",
			"SiteCdnDistribution0",
			"SiteServerFunctionCdnCacheBehavior7525a449CachePolicy",
			"SiteServerFunctionCdnCloudFrontOriginAccessIdentity",
			"SiteServerFunctionFunction",
			"SiteServerFunctionLogGroup",
			"SiteServerFunctionPublicUrlPermission",
			"SiteServerFunctionRole",
			"SiteServerFunctionUrl",
		]);
	});

	it("sends paths of files to the bucket and everything else to the server", () => {
		const { resources } = template("{}");
		const { DistributionConfig: config } = (resources["SiteCdnDistribution0"]?.Properties ?? {}) as {
			readonly DistributionConfig?: {
				readonly DefaultCacheBehavior: { readonly TargetOriginId: string };
				readonly CacheBehaviors: readonly { readonly PathPattern: string; readonly TargetOriginId: string }[];
			};
		};
		assert.equal(config?.DefaultCacheBehavior.TargetOriginId, "siteServerFunction0");
		assert.deepEqual(
			config.CacheBehaviors.map(({ PathPattern, TargetOriginId }) => [PathPattern, TargetOriginId]),
			[[new FilePathsSlot("site", "_astro/*"), "siteBucket1"]],
		);
	});

	it("is cached on paths as the config says", () => {
		const { resources } = template(
			'{cdn: {pathCachingOverrides: [{path: "/_astro/*", cachingOptions: {disableCompression: true}}, {path: "/a/*", cachingOptions: {defaultTTL: 9}}]}}',
		);
		const text = JSON.stringify(resources["SiteCdnDistribution0"]);
		assert.match(text, /"PathPattern":"_astro\/\*".*"Compress":false/);
		assert.match(text, /"PathPattern":"a\/\*","TargetOriginId":"siteServerFunction2"/);
	});

	it("lets only its own CDN read the bucket", () => {
		const bucket = { ...placed("bucket", "siteBucket", {}), reference: "site.bucket" };
		const around = surroundings([site, bucket], []);
		assert.equal(websiteOf(bucket, around), site);
		assert.equal(websiteOf(placed("bucket", "other", {}), around), undefined);
		assert.equal(policiesName(site), "siteServerFunction");
		assert.equal(policiesName(placed("nextjs-web", "site", { useEdgeLambda: true })), "siteBucket");
		assert.equal(partName("site", "bucket"), "siteBucket");
	});

	it("has an address of its own or of CloudFront", () => {
		const own: Website = placed("astro-web", "site", {
			customDomains: [{ domainName: "a.example.com" }, { domainName: "b.example.com" }],
		});
		assert.equal(siteUrl(own), "https://a.example.com, https://b.example.com");
		assert.match(JSON.stringify(siteUrl(site)), /SiteCdnDistribution0/);
	});

	it("points at its own properties where a part is wrong", () => {
		assert.deepEqual(placeOfServer(["memory"]), ["serverLambda", "memory"]);
		assert.deepEqual(placeOfServer(["environment", 0]), ["environment", 0]);
		assert.equal(serverSettings(site).logging.retentionDays, 180);
		assert.equal(buildFolder(site), ".spool/web/site");
	});

	it("refuses caching options that CloudFront refuses", () => {
		const wrong: Website = placed("astro-web", "site", {
			cdn: { defaultCachingOptions: { minTTL: 10, maxTTL: 5 } },
		});
		assert.equal(checkSite(wrong, surroundings([wrong], [])).length > 0, true);
		assert.deepEqual(checkSite(site, surroundings([site], [])), []);
	});
});
