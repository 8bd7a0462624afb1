import { choice, list, object, optional, type Static, text, variant } from "../schema/schema.ts";
import { concat, ref, type Text } from "../template/intrinsics.ts";
import { type Child, type Deployed, defineResource, type Placed, type Surroundings } from "./kind.ts";
import { alarms, disabledGlobalAlarms, loadBalancerTriggers } from "./shared/alarm-schema.ts";
import { alarmChildren, checkAlarms } from "./shared/alarms.ts";
import { applicationListeners, checkApplicationListeners } from "./shared/application-listeners.ts";
import { balancerPlan, checkBalancerAlarms } from "./shared/balancer-alarms.ts";
import { cdnOf } from "./shared/cdn/cdn.ts";
import { cdnParamDocs } from "./shared/cdn/distribution.ts";
import { loadBalancerCdnConfiguration } from "./shared/cdn/schema.ts";
import { balancerTarget } from "./shared/cdn/targets.ts";
import { loadBalancerDomains } from "./shared/domain-schema.ts";
import { checkFirewall, useFirewall, webAclAssociation } from "./shared/firewall.ts";
import { type PlacedRule, rulesOf } from "./shared/listener-rules.ts";
import {
	checkLoadBalancer,
	dnsName,
	domainsOf,
	type Listener,
	loadBalancerChildren,
	loadBalancerId,
	loadBalancerLinks,
	loadBalancerNames,
} from "./shared/load-balancer.ts";
import {
	listenerCertificates,
	loadBalancerInterface,
	port,
	whitelistIps,
} from "./shared/load-balancer-schema.ts";

const guide = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application";
const redirects = `${guide}/rule-action-types.html`;

const redirect = variant(
	"Sends the caller elsewhere.",
	"redirect",
	object("Where to. What is left out stays as in the request.", {
		statusCode: choice("Whether the move is for good (301) or for now (302).", ["HTTP_301", "HTTP_302"]),
		protocol: optional(choice("Protocol to go on with.", ["HTTP", "HTTPS"])),
		host: optional(text("Host to go to.", { maxLength: 128, source: redirects })),
		port: optional(port("Port to go to; the usual one of the protocol where that changes.")),
		path: optional(
			text("Path to go to.", {
				maxLength: 128,
				pattern: "^/",
				patternHint: "begin with `/`, for example `/#{path}`",
				source: redirects,
			}),
		),
		query: optional(
			text("Query parameters, without the leading `?`.", {
				maxLength: 128,
				pattern: "^[^?]",
				patternHint: "leave out the leading `?`",
				source: redirects,
			}),
		),
	}),
	{ source: redirects },
);

const listener = object("A port that the load balancer listens at.", {
	protocol: choice("How callers speak to it.", ["HTTP", "HTTPS"]),
	port: port("The port; each listener has its own."),
	customCertificateArns: optional(listenerCertificates),
	whitelistIps: optional(whitelistIps),
	defaultAction: optional(redirect),
});

const properties = object("Settings of the load balancer.", {
	interface: optional(loadBalancerInterface),
	customDomains: optional(loadBalancerDomains),
	listeners: optional(
		list(
			"Ports that the load balancer listens at, in place of the usual ones: 443 for HTTPS, and 80, which leads there. Without a domain it listens for HTTP at 80.",
			listener,
			{ source: `${guide}/load-balancer-listeners.html` },
		),
	),
	cdn: optional(loadBalancerCdnConfiguration),
	alarms: optional(alarms("Alarms on failed requests and unhealthy targets.", loadBalancerTriggers)),
	disabledGlobalAlarms: optional(disabledGlobalAlarms),
	useFirewall: optional(useFirewall("regional")),
});

type Balancer = Placed<Deployed<Static<typeof properties>>>;

const cdn = cdnOf((balancer: Balancer) => ({
	cdn: balancer.values.cdn,
	own: balancerTarget(balancer, balancer.values.cdn ?? {}),
}));

const hasOwnCertificates = ({ values: { listeners = [] } }: Balancer) =>
	listeners.some(({ customCertificateArns = [] }) => customCertificateArns.length > 0);

const standardPorts = { HTTP: 80, HTTPS: 443, TCP: undefined, TLS: undefined };

/** The port of an address, where it must be said. */
const portSuffix = ({ protocol, port: of }: Listener) => (standardPorts[protocol] === of ? "" : `:${of}`);

const scheme = ({ protocol }: Listener) => protocol.toLowerCase();

/** The listener that people would be sent to: one for HTTPS at the usual port, one for HTTPS, any. */
function mainListener(balancer: Balancer, surroundings: Surroundings): Listener | undefined {
	const listeners = applicationListeners(balancer, surroundings);
	const secret = listeners.filter(({ protocol }) => protocol === "HTTPS");
	const usual = (all: readonly Listener[]) => all.find((one) => portSuffix(one) === "");
	return usual(secret) ?? secret[0] ?? usual(listeners) ?? listeners[0];
}

/** The host that callers use without a host of a rule. */
function mainHost(balancer: Balancer): Text {
	return domainsOf(balancer)[0]?.name ?? dnsName(balancer.name);
}

/** Without a domain, a listener with a certificate of the user's is reached by a name that only the user knows. */
function address(balancer: Balancer, surroundings: Surroundings): Text | undefined {
	const hasDomains = domainsOf(balancer).length > 0;
	const main = mainListener(balancer, surroundings);
	if (!main || (!hasDomains && hasOwnCertificates(balancer))) return undefined;
	return concat(scheme(main), "://", mainHost(balancer), portSuffix(main));
}

const paramDocs = {
	domain: "Name under which the load balancer answers in the DNS of AWS.",
	canonicalDomain: "The same name; what a DNS record of your own must point to.",
	customDomains: "Domains of your own, joined by commas; only with `customDomains`.",
	url: "Address of the load balancer; not with certificates of your own and without `customDomains`.",
	"port{number}": "The number of a port, for each listener.",
	...cdnParamDocs,
};

function paramsOf(balancer: Balancer, surroundings: Surroundings) {
	const { name } = balancer;
	const domains = domainsOf(balancer);
	const url = address(balancer, surroundings);
	const ports = applicationListeners(balancer, surroundings).map(
		({ port: of }) =>
			[`port${of}`, { docs: paramDocs["port{number}"], value: String(of), shown: false }] as const,
	);
	const needsRecord = domains.length === 0 || domains.some(({ isOwnDns }) => isOwnDns);
	return {
		domain: { docs: paramDocs.domain, value: dnsName(name), shown: true },
		canonicalDomain: {
			docs: paramDocs.canonicalDomain,
			value: dnsName(name),
			shown: hasOwnCertificates(balancer) && needsRecord,
		},
		...(domains.length > 0 && {
			customDomains: {
				docs: paramDocs.customDomains,
				value: domains.map((domain) => domain.name).join(","),
				shown: true,
			},
		}),
		...(url !== undefined && { url: { docs: paramDocs.url, value: url, shown: true } }),
		...Object.fromEntries(ports),
		...cdn.params(balancer, surroundings),
	};
}

/** What a rule leads to, in the shape of the stack's overview. */
function integration(balancer: Balancer, rule: PlacedRule, listeners: readonly Listener[]) {
	const { event, by, port: of } = rule;
	const { priority, paths, methods, hosts, headers, queryParams, sourceIps } = event;
	const found = listeners.find((one) => one.port === of);
	const start = found ? `${scheme(found)}://` : "http://";
	const host = hosts?.[0] ?? mainHost(balancer);
	return {
		priority,
		urls: (paths ?? ["/*"]).map((path) => concat(start, host, `:${of}`, path)),
		methods,
		headers,
		hosts,
		queryParams,
		sourceIps,
		resourceName: by.name,
		listenerPort: of,
	};
}

function outputsOf(balancer: Balancer, surroundings: Surroundings) {
	const listeners = applicationListeners(balancer, surroundings);
	const rules = rulesOf(balancer, surroundings).toSorted(
		(one, other) => one.port - other.port || one.event.priority - other.event.priority,
	);
	return { integrations: rules.map((rule) => integration(balancer, rule, listeners)) };
}

function check(balancer: Balancer, surroundings: Surroundings) {
	return [
		...checkLoadBalancer(balancer, applicationListeners(balancer, surroundings), surroundings),
		...checkApplicationListeners(balancer),
		...checkFirewall(balancer, ["useFirewall"], "regional", surroundings),
		...cdn.check(balancer, surroundings),
		...checkAlarms(balancer.values.alarms),
		...checkBalancerAlarms(balancer, balancer.values.alarms, surroundings),
	];
}

function compile(balancer: Balancer, surroundings: Surroundings): readonly Child[] {
	const listeners = applicationListeners(balancer, surroundings);
	return [
		...loadBalancerChildren(balancer, "application", listeners, surroundings),
		...webAclAssociation(balancer, ref(loadBalancerId(balancer.name)), surroundings),
		...cdn.children(balancer, surroundings),
		...alarmChildren(balancer, surroundings, (trigger) => balancerPlan(trigger, balancer, surroundings)),
	];
}

/** The room of `application-load-balancer`. */
export const applicationLoadBalancer = defineResource({
	type: "application-load-balancer",
	docs: "A load balancer for HTTP and HTTPS: spreads requests over the functions and containers whose `application-load-balancer` events fit.",
	source: `${guide}/introduction.html`,
	properties,
	snippet: "type: application-load-balancer",
	names: loadBalancerNames,
	paramDocs,
	params: paramsOf,
	check,
	compile,
	aftercare: (balancer, _target, surroundings) => cdn.aftercare(balancer, surroundings),
	outputs: outputsOf,
	links: loadBalancerLinks,
});
