import { logicalId } from "../../names/logical-id.ts";
import { getAtt, sub } from "../../template/intrinsics.ts";
import { VersionSlot } from "../../template/slot.ts";
import { type Child, defineResource, type Finding, type Surroundings } from "../kind.ts";
import type { BuildPlan } from "../shared/build-plan.ts";
import type { Behavior } from "../shared/cdn/behaviors.ts";
import { distributionChildren } from "../shared/cdn/distribution.ts";
import type { CachingOptions } from "../shared/cdn/settings.ts";
import {
	checkSite,
	hostHeaderChild,
	hostHeaderId,
	serverBehavior,
	serverCaching,
	siteAftercare,
	siteBucket,
	siteDistribution,
	siteParamDocs,
	siteParams,
	staticBehavior,
	withOverrides,
} from "../shared/web/distribution.ts";
import { partName } from "../shared/web/names.ts";
import { siteBuild } from "../shared/web/server.ts";
import { ASSETS, CACHE, ids, nextParts, serverVariables } from "./parts.ts";
import { type NextSite, properties } from "./properties.ts";

const WORD = "OpenNext";

/** Next.js answers one address in several ways, and these headers tell which is meant. */
const pageCaching = {
	...serverCaching,
	cacheKeyParameters: {
		...serverCaching.cacheKeyParameters,
		headers: {
			whitelist: ["next-url", "rsc", "next-router-prefetch", "next-router-state-tree", "accept"],
		},
	},
} satisfies CachingOptions;

function behaviors(site: NextSite): readonly [Behavior, ...Behavior[]] {
	const { useEdgeLambda } = site.values;
	const hostHeader = getAtt(hostHeaderId(site.name, WORD), "FunctionARN");
	const render = (caching: CachingOptions, pathPattern?: string) =>
		serverBehavior({
			...(pathPattern !== undefined && { pathPattern }),
			target: useEdgeLambda
				? siteBucket(site)
				: { kind: "function", name: partName(site.name, "serverFunction") },
			caching,
			edgeFunctions: {
				onRequest: hostHeader,
				...(useEdgeLambda && { onOriginRequest: `${site.reference}.serverEdgeFunction` }),
			},
			path: [],
		});
	const images: Behavior = {
		pathPattern: "_next/image*",
		target: { kind: "function", name: partName(site.name, "imageFunction") },
		caching: serverCaching,
		forwarding: { allowedMethods: ["GET", "HEAD", "POST", "OPTIONS", "PATCH", "PUT", "DELETE"] },
		forwardsNothing: true,
		path: [],
	};
	return withOverrides(
		site,
		[
			render(pageCaching),
			render(pageCaching, "api/*"),
			render(pageCaching, "_next/data/*"),
			images,
			staticBehavior(site, "_next/*", `/${ASSETS}`),
		],
		(path, caching) => render({ ...pageCaching, ...caching }, path),
	);
}

/** Puts what the build knows of revalidation into the table, once for each deploy. */
function insertion(site: NextSite): Child {
	return {
		id: logicalId({
			owner: site.name,
			specifier: "DynamoInsert",
			type: "AWS::CloudFormation::CustomResource",
		}),
		resource: {
			Type: "AWS::CloudFormation::CustomResource",
			Properties: { ServiceToken: getAtt(ids.insert(site), "Arn"), version: new VersionSlot() },
		},
	};
}

function buildOf(site: NextSite): BuildPlan {
	const { useEdgeLambda = false, streamingEnabled = false, environment = [] } = site.values;
	const own = environment.map(({ name, value }) => ({ name: String(name), value }));
	return siteBuild(site, {
		title: "Next.js",
		...(useEdgeLambda && { edgeVariables: [...own, ...serverVariables(site)] }),
		made: {
			by: "open-next",
			isAtEdge: useEdgeLambda,
			isStreaming: streamingEnabled,
			assets: ASSETS,
			cache: CACHE,
		},
	});
}

function compile(site: NextSite, surroundings: Surroundings): readonly Child[] {
	return [
		...distributionChildren(siteDistribution(site, behaviors(site)), surroundings),
		hostHeaderChild(site.name, WORD, surroundings.target.region, surroundings.target),
		insertion(site),
	];
}

function check(site: NextSite, surroundings: Surroundings): readonly Finding[] {
	const { useEdgeLambda, streamingEnabled, serverLambda } = site.values;
	const findings: Finding[] = [...checkSite(site, surroundings)];
	if (useEdgeLambda && streamingEnabled) {
		findings.push({
			code: "edge-without-streaming",
			message: "functions at the edge cannot send an answer while it is being made",
			path: ["streamingEnabled"],
			atKey: true,
			hint: "remove it, or useEdgeLambda",
		});
	}
	if (useEdgeLambda && serverLambda?.joinDefaultVpc) {
		findings.push({
			code: "edge-outside-vpc",
			message: "functions at the edge cannot join the VPC",
			path: ["serverLambda", "joinDefaultVpc"],
			atKey: true,
			hint: "remove it, or useEdgeLambda",
		});
	}
	return findings;
}

/** The room of `nextjs-web`. */
export const nextjsWeb = defineResource({
	type: "nextjs-web",
	docs: "A website made with Next.js, built by OpenNext: functions render its pages and resize its images, a bucket holds its files, and a CDN stands in front of all.",
	source: "https://opennext.js.org/aws",
	properties,
	snippet: "type: nextjs-web\nproperties:\n  appDirectory: ${1:./web}",
	names: () => ({}),
	paramDocs: siteParamDocs,
	params: (site) => siteParams(site),
	parts: nextParts,
	check,
	compile,
	builds: (site) => [buildOf(site)],
	aftercare: (site) => siteAftercare(site),
	links: (site) =>
		site.values.serverLambda?.logging?.disabled || site.values.useEdgeLambda
			? {}
			: {
					"logs-server": sub(
						`https://\${AWS::Region}.console.aws.amazon.com/cloudwatch/home?region=\${AWS::Region}#logsV2:log-groups/log-group/\${${logicalId({ owner: partName(site.name, "serverFunction"), type: "AWS::Logs::LogGroup" })}}`,
					),
				},
});
