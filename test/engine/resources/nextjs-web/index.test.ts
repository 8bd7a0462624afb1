import assert from "node:assert/strict";
import { analyse } from "../../../../engine/analyse.ts";
import { nextjsWeb } from "../../../../engine/resources/nextjs-web/index.ts";
import { ids, nextParts } from "../../../../engine/resources/nextjs-web/parts.ts";
import type { NextSite } from "../../../../engine/resources/nextjs-web/properties.ts";
import { findings, placed, target } from "../../../support/placed.ts";

function ownIds(properties: string): readonly string[] {
	const text = `resources:\n  site: {type: nextjs-web, properties: {appDirectory: web, ${properties}}}\n`;
	const { compiled, problems } = analyse({ path: "stacktape.yml", text }, target);
	assert.deepEqual(problems, []);
	const { companion, template } = compiled;
	const all = [...Object.keys(template.Resources), ...Object.keys(companion?.template.Resources ?? {})];
	return all.filter((id) => id.startsWith("Site")).sort();
}

const functionIds = (name: string) =>
	["Function", "LogGroup", "Role"].map((end) => `Site${name}Function${end}`);
const common = [
	"SiteBucketBucket",
	"SiteBucketBucketPolicy",
	"SiteCdnDistribution0",
	"SiteDynamoInsertCustomResource",
	...functionIds("Image"),
	"SiteImageFunctionPublicUrlPermission",
	"SiteImageFunctionUrl",
	"SiteOpenNextHostHeaderRewriteFunction",
	"SiteRevalidationFunctionEvent0EventSourceMapping",
	...functionIds("Revalidation"),
	...functionIds("RevalidationInsert"),
	"SiteRevalidationQueueQueue",
	"SiteRevalidationTableGlobalTable",
];

describe("a Next.js website", () => {
	it("is the children of the format", () =>
		assert.deepEqual(
			ownIds(""),
			[
				...common,
				...functionIds("Server"),
				"SiteServerFunctionCdnCacheBehavior671ea431CachePolicy",
				"SiteServerFunctionCdnCacheBehavior7525a449CachePolicy",
				"SiteServerFunctionCdnCloudFrontOriginAccessIdentity",
				"SiteServerFunctionPublicUrlPermission",
				"SiteServerFunctionUrl",
			].sort(),
		));

	it("is rendered at the edge where the config says so", () =>
		assert.deepEqual(
			ownIds("useEdgeLambda: true"),
			[
				...common,
				"SiteBucketCdnCacheBehavior671ea431CachePolicy",
				"SiteBucketCdnCacheBehavior7525a449CachePolicy",
				"SiteBucketCdnCloudFrontOriginAccessIdentity",
				"SiteServerEdgeFunctionFunction",
				"SiteServerEdgeFunctionLogGroup",
				"SiteServerEdgeFunctionRole",
				"SiteServerEdgeFunctionRolePolicy",
				"SiteServerEdgeFunctionVersion",
			].sort(),
		));

	it("keeps its server started where the config says so", () => {
		const site: NextSite = placed("nextjs-web", "site", { appDirectory: "web", warmServerInstances: 3 });
		const warmer = nextParts(site).find(({ key }) => key === "warmerFunction");
		assert.deepEqual(warmer?.properties["environment"], [
			{ name: "FUNCTION_NAME", value: { Ref: ids.server(site) } },
			{ name: "CONCURRENCY", value: "3" },
		]);
		assert.deepEqual(
			ownIds("warmServerInstances: 1").filter((id) => id.startsWith("SiteWarmer")),
			["Event0Permission", "Event0Rule", "Function", "LogGroup", "Role"].map(
				(end) => `SiteWarmerFunction${end}`,
			),
		);
	});

	it("cannot have at the edge what is not there", () =>
		assert.deepEqual(
			findings(nextjsWeb, "site", {
				appDirectory: "web",
				useEdgeLambda: true,
				streamingEnabled: true,
				serverLambda: { joinDefaultVpc: true },
			}).map((finding) => finding.split(":")[0]),
			["edge-without-streaming @ streamingEnabled", "edge-outside-vpc @ serverLambda.joinDefaultVpc"],
		));
});
