import type { Text } from "../../../template/intrinsics.ts";
import type { Finding, Path, Surroundings } from "../../kind.ts";
import { checkListenerPort, hasOwnListeners } from "../application-listeners.ts";
import { checkDomains } from "../custom-domains.ts";
import { member } from "../event-use.ts";
import { checkFirewall } from "../firewall.ts";
import { type Behavior, crowdedOut } from "./behaviors.ts";
import { checkCaching, checkForwarding } from "./check-options.ts";
import type { Distribution } from "./distribution.ts";
import type { Cdn, EdgeFunctions } from "./settings.ts";
import { type CdnTarget, natureOf, originListener } from "./targets.ts";

const guide = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide";
const restrictions = `${guide}/edge-function-restrictions-all.html`;
const origins = "https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CustomOriginConfig.html";

const eventNames = ["onRequest", "onResponse", "onOriginRequest", "onOriginResponse"] as const;
const isViewerEvent = (name: string) => name === "onRequest" || name === "onResponse";

/** A function of Lambda whose version CloudFront can take. */
const edgeVersion = /^arn:[a-z-]+:lambda:us-east-1:\d{12}:function:[\w-]+:\d+$/;

function checkEdgeArn(value: Text | undefined, path: Path): readonly Finding[] {
	if (typeof value !== "string" || !/^arn:[a-z-]+:lambda:/.test(value) || edgeVersion.test(value)) return [];
	return [
		{
			code: "edge-function-arn",
			message: "CloudFront takes the ARN of a version of a function in us-east-1 only",
			path,
			hint: `end it in the number of a version: arn:aws:lambda:us-east-1:123456789012:function:name:1, see ${restrictions}`,
		},
	];
}

/** CloudFront runs functions of one kind only at the viewer's side of a behaviour. */
function checkMixed(written: EdgeFunctions, path: Path): readonly Finding[] {
	const { onRequest, onResponse } = written;
	const isSmall = (value: Text | undefined) =>
		typeof value === "string" && /^arn:[a-z-]+:cloudfront:/.test(value);
	if (onRequest === undefined || onResponse === undefined) return [];
	if (typeof onRequest !== "string" || typeof onResponse !== "string") return [];
	if (isSmall(onRequest) === isSmall(onResponse)) return [];
	return [
		{
			code: "edge-functions-mixed",
			message: "onRequest and onResponse cannot be a function of Lambda and one of CloudFront",
			path: [...path, "onResponse"],
			hint: `use the same kind for both, see ${restrictions}`,
		},
	];
}

const crowdedOutWords = {
	"clean-urls": {
		what: "pages are not found by paths without an extension",
		off: "set disableUrlNormalization: true",
	},
	"single-page-app": {
		what: "rewriteRoutesForSinglePageApp has no effect",
		off: "remove rewriteRoutesForSinglePageApp",
	},
	"stored-headers": {
		what: "headers of fileOptions that S3 has no place for arrive as x-amz-meta-…",
		off: "set them in your function",
	},
} as const;

function checkEdge(behavior: Behavior, surroundings: Surroundings): readonly Finding[] {
	const { edgeFunctions, path } = behavior;
	if (!edgeFunctions) return [];
	const at = [...path, "edgeFunctions"];
	return [
		...eventNames.flatMap((name) => checkEdgeArn(edgeFunctions[name], [...at, name])),
		...checkMixed(edgeFunctions, at),
		...crowdedOut(behavior, surroundings).map(({ code, by }) => {
			const { what, off } = crowdedOutWords[code];
			const instead = by === "onRequest" ? "onOriginRequest" : "onOriginResponse";
			return {
				code: "edge-function-in-the-way",
				severity: "warning" as const,
				message: `${what}, because ${by} takes the place of the function that does it`,
				path: [...at, by],
				atKey: true,
				hint: isViewerEvent(by)
					? `use ${instead} and do that there too, or ${off}, see ${restrictions}`
					: `${off}, see ${restrictions}`,
			};
		}),
	];
}

const isOriginPort = (port: number) => port === 80 || port === 443 || port >= 1024;

function checkPort(port: number, path: Path): readonly Finding[] {
	if (isOriginPort(port)) return [];
	return [
		{
			code: "origin-port",
			message: `CloudFront does not speak to port ${port}`,
			path,
			hint: `it speaks to 80, 443, and 1024 to 65535, see ${origins}`,
		},
	];
}

/** A load balancer behind a CDN. `path`: where its port and name are given. */
function checkBalancer(
	target: Extract<CdnTarget, { kind: "application-load-balancer" }>,
	path: Path,
	surroundings: Surroundings,
): readonly Finding[] {
	const { balancer, listenerPort, domainName } = target;
	const ports = checkListenerPort(balancer, { listenerPort }, path);
	if (ports.length > 0) return ports;
	const { protocol, port } = originListener(target, surroundings);
	const hasName = domainName !== undefined || (balancer.values.customDomains ?? []).length > 0;
	const unnamed: Finding = {
		code: "origin-name-missing",
		message: `CloudFront cannot tell by which name the certificate of "${balancer.reference}" knows it`,
		path,
		atKey: true,
		hint: "add originDomainName: a name that the certificate covers and that leads to the load balancer",
	};
	const internal: Finding = {
		code: "cdn-in-front-of-internal",
		message: `a CDN cannot reach "${balancer.reference}", which has the interface internal`,
		path,
		atKey: true,
		hint: "set interface: internet there",
	};
	return [
		...(balancer.values.interface === "internal" ? [internal] : []),
		...(protocol === "HTTPS" && !hasName ? [unnamed] : []),
		...(hasOwnListeners(balancer) ? checkPort(port, [...path, "listenerPort"]) : []),
	];
}

/** What stands behind a behaviour. `path`: where it is named. */
function checkTarget(target: CdnTarget, path: Path, surroundings: Surroundings): readonly Finding[] {
	if (target.kind === "application-load-balancer") return checkBalancer(target, path, surroundings);
	if (target.kind === "custom-origin")
		return target.port === undefined ? [] : checkPort(target.port, [...path, "port"]);
	if (target.kind !== "function") return [];
	const fn = surroundings.all().find(({ type, name }) => type === "function" && name === target.name);
	const url = member(fn?.values, "url");
	if (member(url, "enabled") !== true || member(url, "authMode") !== "AWS_IAM") return [];
	return [
		{
			code: "cdn-needs-open-url",
			message: `the address of "${target.name}" asks for signed requests (authMode AWS_IAM), which the CDN does not send`,
			path,
			atKey: true,
			hint: "set url.authMode: NONE on the function",
		},
	];
}

function checkPatterns({ behaviors }: Distribution): readonly Finding[] {
	const routes = behaviors.filter(({ pathPattern }) => typeof pathPattern === "string");
	return routes.flatMap(({ pathPattern, path }, index) => {
		const first = routes.findIndex((route) => route.pathPattern === pathPattern);
		const taken = routes[first];
		if (first === index || !taken) return [];
		return {
			code: "duplicate-path-pattern",
			message: `the path "${String(pathPattern)}" already has a route`,
			path: [...path, "path"],
			related: [{ message: "the route that has it", path: [...taken.path, "path"] }],
			hint: "CloudFront takes each pattern once: remove one of the two",
		};
	});
}

/** Finds what is wrong with the CDN that `cdn` describes. */
export function checkDistribution(
	distribution: Distribution,
	cdn: Cdn,
	surroundings: Surroundings,
): readonly Finding[] {
	const { resource, behaviors, domains } = distribution;
	return [
		...checkFirewall(resource, ["cdn", "useFirewall"], "cdn", surroundings),
		...checkDomains(resource, domains, "edge", surroundings),
		...checkPatterns(distribution),
		...behaviors.flatMap((behavior) => {
			const { target, path, caching, forwarding } = behavior;
			const route = cdn.routeRewrites?.[Number(path.at(-1))];
			const isNamed = path.length > 1 && route?.routeTo !== undefined;
			const isOwn = path.length === 1;
			return [
				...checkCaching(caching, natureOf(target), [...path, "cachingOptions"]),
				...checkForwarding(forwarding, [...path, "forwardingOptions"]),
				...checkEdge(behavior, surroundings),
				// A route without a target of its own has that of the whole, which is checked once.
				...(isOwn || isNamed
					? checkTarget(target, isOwn ? path : [...path, "routeTo", "properties"], surroundings)
					: []),
			];
		}),
	];
}
