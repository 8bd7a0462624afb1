import { logicalId } from "../names/logical-id.ts";
import { choice, list, object, optional, type Static } from "../schema/schema.ts";
import { ref } from "../template/intrinsics.ts";
import {
	type Child,
	type Deployed,
	defineResource,
	type Finding,
	type Placed,
	type Surroundings,
	type Use,
} from "./kind.ts";
import { loadBalancerDomains } from "./shared/domain-schema.ts";
import {
	checkLoadBalancer,
	dnsName,
	domainsOf,
	type Listener,
	loadBalancerChildren,
	loadBalancerLinks,
	loadBalancerNames,
} from "./shared/load-balancer.ts";
import {
	listenerCertificates,
	loadBalancerInterface,
	port,
	whitelistIps,
} from "./shared/load-balancer-schema.ts";

const guide = "https://docs.aws.amazon.com/elasticloadbalancing/latest/network";

const listener = object("A port that the load balancer listens at.", {
	protocol: choice("How callers speak to it.", ["TCP", "TLS"], {
		valueDocs: {
			TCP: "Connections go to the container as they are.",
			TLS: "The load balancer decrypts connections by a certificate.",
		},
	}),
	port: port("The port; each listener has its own."),
	customCertificateArns: optional(listenerCertificates),
	whitelistIps: optional(whitelistIps),
});

const properties = object("Settings of the load balancer.", {
	interface: optional(loadBalancerInterface),
	customDomains: optional(loadBalancerDomains),
	listeners: list("Ports that the load balancer listens at, each for one container.", listener, {
		minItems: 1,
		source: `${guide}/load-balancer-listeners.html`,
	}),
});

type Balancer = Placed<Deployed<Static<typeof properties>>>;

/** A container that gets the connections of a listener. */
type Target = { readonly by: Use["by"]; readonly listenerPort: number; readonly containerPort: number };

function targetsOf({ reference }: Balancer, surroundings: Surroundings): readonly Target[] {
	return surroundings.usesOf(reference).flatMap(({ by, holder: { listenerPort, containerPort } }) => {
		const isEvent = typeof listenerPort === "number" && typeof containerPort === "number";
		return isEvent ? [{ by, listenerPort, containerPort }] : [];
	});
}

function listenersOf(balancer: Balancer, surroundings: Surroundings): readonly Listener[] {
	const { name, values } = balancer;
	const targets = targetsOf(balancer, surroundings);
	return values.listeners.map((written, index) => {
		const target = targets.find(({ listenerPort }) => listenerPort === written.port);
		const group =
			target &&
			logicalId({
				owner: target.by.name,
				specifier: `${name}-ToPort${target.containerPort}`,
				type: "AWS::ElasticLoadBalancingV2::TargetGroup",
			});
		return {
			...written,
			path: ["listeners", index],
			defaultActions: group ? [{ Type: "forward", TargetGroupArn: ref(group) }] : [],
		};
	});
}

function checkTargets(balancer: Balancer, surroundings: Surroundings): readonly Finding[] {
	// A faulty resource may hold the event that is missed here.
	const isKnown = !surroundings.hasFaultyUse(balancer.reference);
	return balancer.values.listeners.flatMap(({ port: of }, index) => {
		const targets = targetsOf(balancer, surroundings).filter(({ listenerPort }) => listenerPort === of);
		const path = ["listeners", index, "port"];
		const [first, second] = targets;
		if (!first && isKnown) {
			return {
				code: "listener-without-target",
				message: `nothing takes the connections of port ${of}`,
				path,
				hint: `add an event of the type network-load-balancer with listenerPort: ${of} to a container`,
			};
		}
		if (!first || !second) return [];
		return {
			code: "listener-with-two-targets",
			message: `the connections of port ${of} would go to port ${first.containerPort} of "${first.by.reference}" and to port ${second.containerPort} of "${second.by.reference}"`,
			path,
			hint: "a listener has exactly one event: give the other one a listener of its own",
		};
	});
}

function checkCertificates({ values, reference }: Balancer): readonly Finding[] {
	// The load balancer of a service has no place for certificates of its own.
	const isPart = reference.includes(".");
	const hasDomains = (values.customDomains ?? []).length > 0;
	return values.listeners.flatMap(({ protocol, port: of, customCertificateArns = [] }, index) => {
		if (protocol !== "TLS" || hasDomains || customCertificateArns.length > 0) return [];
		return {
			code: "tls-without-certificate",
			message: `the listener of port ${of} has neither a domain nor a certificate to speak TLS with`,
			path: ["listeners", index, "protocol"],
			hint: isPart
				? "add customDomains to the service, or protocol: TCP to the port"
				: "add customDomains to the load balancer, or customCertificateArns to the listener",
		};
	});
}

const paramDocs = {
	domain: "Name under which the load balancer answers in the DNS of AWS.",
	canonicalDomain: "The same name; what a DNS record of your own must point to.",
	customDomains: "Domains of your own, joined by commas; only with `customDomains`.",
};

function paramsOf(balancer: Balancer) {
	const domains = domainsOf(balancer);
	const hasOwn = balancer.values.listeners.some(
		({ customCertificateArns = [] }) => customCertificateArns.length > 0,
	);
	const needsRecord = domains.length === 0 || domains.some(({ isOwnDns }) => isOwnDns);
	const value = dnsName(balancer.name);
	return {
		domain: { docs: paramDocs.domain, value, shown: true },
		canonicalDomain: { docs: paramDocs.canonicalDomain, value, shown: hasOwn && needsRecord },
		...(domains.length > 0 && {
			customDomains: {
				docs: paramDocs.customDomains,
				value: domains.map(({ name }) => name).join(","),
				shown: true,
			},
		}),
	};
}

function compile(balancer: Balancer, surroundings: Surroundings): readonly Child[] {
	return loadBalancerChildren(balancer, "network", listenersOf(balancer, surroundings), surroundings);
}

/** The room of `network-load-balancer`. */
export const networkLoadBalancer = defineResource({
	type: "network-load-balancer",
	docs: "A load balancer for connections of any kind (TCP and TLS): each of its listeners leads to one container.",
	source: `${guide}/introduction.html`,
	properties,
	snippet: `type: network-load-balancer
properties:
  listeners:
    - protocol: \${1|TCP,TLS|}
      port: \${2:8080}`,
	names: loadBalancerNames,
	paramDocs,
	params: paramsOf,
	check: (balancer, surroundings) => [
		...checkLoadBalancer(balancer, listenersOf(balancer, surroundings), surroundings),
		...checkCertificates(balancer),
		...checkTargets(balancer, surroundings),
	],
	compile,
	links: loadBalancerLinks,
});
