import { logicalId } from "../../../names/logical-id.ts";
import { getAtt, sub } from "../../../template/intrinsics.ts";
import {
	type AnyResourceKind,
	type Child,
	defineResource,
	type Part,
	type Surroundings,
} from "../../kind.ts";
import type { BuildPlan } from "../build-plan.ts";
import type { Behavior } from "../cdn/behaviors.ts";
import { distributionChildren } from "../cdn/distribution.ts";
import type { CachingOptions } from "../cdn/settings.ts";
import { LOG_GROUP } from "../log-group.ts";
import {
	checkSite,
	hostHeaderChild,
	hostHeaderId,
	serverBehavior,
	serverCaching,
	siteAftercare,
	siteDistribution,
	siteParamDocs,
	siteParams,
	staticBehavior,
	withOverrides,
} from "./distribution.ts";
import type { Framework } from "./framework.ts";
import { partName } from "./names.ts";
import { type Website, websiteProperties } from "./properties.ts";
import {
	bucketPart,
	builtCode,
	cachedForever,
	cachedUntilDeploy,
	placeOfServer,
	serverSettings,
	siteBuild,
} from "./server.ts";

/** `astro-web` in the logical ids of the format: `Astroweb`. */
const wordOf = ({ type }: Framework) => {
	const letters = type.replaceAll("-", "");
	return letters.charAt(0).toUpperCase() + letters.slice(1);
};

const serverName = ({ name }: Website) => partName(name, "serverFunction");

function parts(site: Website, { staticPrefix }: Framework): readonly Part[] {
	const { environment, connectTo, iamRoleStatements } = site.values;
	return [
		bucketPart(site, [
			cachedUntilDeploy("**/*", `${staticPrefix}/**/*`),
			cachedForever(`${staticPrefix}/**/*`),
		]),
		{
			key: "serverFunction",
			type: "function",
			name: serverName(site),
			properties: {
				...builtCode(site, "server-function", "index-wrap.mjs:handler"),
				...serverSettings(site),
				url: { enabled: true },
				...(environment && { environment }),
				...(connectTo && { connectTo }),
				...(iamRoleStatements && { iamRoleStatements }),
			},
			placeOf: placeOfServer,
		},
	];
}

function behaviors(site: Website, framework: Framework): readonly [Behavior, ...Behavior[]] {
	const edgeFunctions = { onRequest: getAtt(hostHeaderId(site.name, wordOf(framework)), "FunctionARN") };
	const render = (caching: CachingOptions, pathPattern?: string) =>
		serverBehavior({
			...(pathPattern !== undefined && { pathPattern }),
			target: { kind: "function", name: serverName(site) },
			caching,
			edgeFunctions,
			path: [],
		});
	return withOverrides(
		site,
		[render(serverCaching), staticBehavior(site, `${framework.staticPrefix}/*`)],
		(path, caching) => render({ ...serverCaching, ...caching }, path),
	);
}

function compile(site: Website, framework: Framework, surroundings: Surroundings): readonly Child[] {
	const { type } = framework;
	return [
		...distributionChildren(siteDistribution(site, behaviors(site, framework)), surroundings),
		hostHeaderChild(site.name, wordOf(framework), type, surroundings.target),
	];
}

function buildOf(site: Website, framework: Framework): BuildPlan {
	const { title, needs, buildCommand, buildEnvironment } = framework;
	const { serverOutput, staticOutput, handlerFile, wrapper } = framework;
	return siteBuild(site, {
		title,
		...(needs !== undefined && { needs }),
		made: {
			by: "framework",
			...{ buildCommand, buildEnvironment, serverOutput, staticOutput, handlerFile, wrapper },
		},
	});
}

function logsLink(site: Website) {
	const group = logicalId({ owner: serverName(site), type: LOG_GROUP });
	return sub(
		`https://\${AWS::Region}.console.aws.amazon.com/cloudwatch/home?region=\${AWS::Region}#logsV2:log-groups/log-group/\${${group}}`,
	);
}

/** The room of a website that `framework` builds. */
export function website(framework: Framework): AnyResourceKind {
	const { type, title, source, buildCommand, needs } = framework;
	return defineResource({
		type,
		docs: `A website made with ${title}: a function renders its pages, a bucket holds its files, and a CDN stands in front of both. It is built by \`${buildCommand}\` unless \`buildCommand\` says otherwise.${needs ? ` The project needs ${needs}.` : ""}`,
		source,
		properties: websiteProperties,
		snippet: `type: ${type}\nproperties:\n  appDirectory: \${1:.}`,
		names: () => ({}),
		paramDocs: siteParamDocs,
		params: (site) => siteParams(site),
		parts: (site) => parts(site, framework),
		check: (site, surroundings) => checkSite(site, surroundings),
		compile: (site, surroundings) => compile(site, framework, surroundings),
		builds: (site) => [buildOf(site, framework)],
		aftercare: (site) => siteAftercare(site),
		links: (site) => (site.values.serverLambda?.logging?.disabled ? {} : { "logs-server": logsLink(site) }),
	});
}
