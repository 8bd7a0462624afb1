import { logicalId } from "../../names/logical-id.ts";
import { physicalName } from "../../names/physical-name.ts";
import { stackName, type Target } from "../../names/target.ts";
import { getAtt, ref, sub, type Text } from "../../template/intrinsics.ts";
import type { Child, Finding, Path, Placed, Surroundings } from "../kind.ts";
import {
	type CustomDomain,
	certificateOf,
	checkDomains,
	type DomainCertificate,
	domainRecord,
	ownDomains,
	readDomains,
} from "./custom-domains.ts";
import { isPart } from "./part.ts";
import { vpcOf } from "./vpc.ts";

const LOAD_BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer";
const LISTENER = "AWS::ElasticLoadBalancingV2::Listener";
const LISTENER_CERTIFICATE = "AWS::ElasticLoadBalancingV2::ListenerCertificate";
const SECURITY_GROUP = "AWS::EC2::SecurityGroup";

/** The newest policy that the format knows: TLS 1.2 and 1.3. */
const SSL_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06";

/** A listener as the config writes it. */
export type WrittenListener = {
	readonly protocol: "HTTP" | "HTTPS" | "TCP" | "TLS";
	readonly port: number;
	readonly customCertificateArns?: readonly Text[] | undefined;
	readonly whitelistIps?: readonly Text[] | undefined;
};

/** What both kinds of load balancer have. */
type Values = {
	readonly interface?: "internet" | "internal" | undefined;
	readonly listeners?: readonly WrittenListener[] | undefined;
	readonly customDomains?: readonly (Text | { readonly domainName: Text })[] | undefined;
};

/** A load balancer, of either kind, whose values its schema has accepted. */
export type LoadBalancer = Placed<Values>;

/** Logical id of the load balancer named `name`. */
export const loadBalancerId = (name: string) => logicalId({ owner: name, type: LOAD_BALANCER });

/** Logical id of the listener of a port, which rules belong to and services wait for. */
export const listenerId = (name: string, port: number) =>
	logicalId({ owner: name, specifier: `Port${port}`, type: LISTENER });

/** Logical id of the security group from which a load balancer reaches its targets. */
export const loadBalancerGroupId = (name: string) =>
	logicalId({ owner: name, specifier: "Lb", type: SECURITY_GROUP });

/** Name under which the load balancer answers without a domain of its own. */
export const dnsName = (name: string) => getAtt(loadBalancerId(name), "DNSName");

/** The domains of a load balancer. */
export function domainsOf({ values }: LoadBalancer): readonly CustomDomain[] {
	return readDomains(values.customDomains, ["customDomains"]);
}

/** True when the listener speaks in secret. */
export const isSecret = ({ protocol }: WrittenListener) => protocol === "HTTPS" || protocol === "TLS";

/**
 * Certificates of a listener: its own, else those of the domains that no user takes care of; sorted, so that their
 * order in the config changes nothing. Empty when there is nothing to make it secret with.
 */
export function certificatesOf(
	balancer: LoadBalancer,
	listener: WrittenListener,
	surroundings: Surroundings,
): { readonly arns: readonly Text[]; readonly children: readonly Child[] } {
	if (!isSecret(listener)) return { arns: [], children: [] };
	const own = listener.customCertificateArns ?? [];
	const found: readonly DomainCertificate[] =
		own.length > 0
			? own.map((arn) => ({ arn, children: [] }))
			: ownDomains(balancer, domainsOf(balancer), surroundings)
					.filter(({ certificate, isOwnDns }) => certificate !== undefined || !isOwnDns)
					.map((domain) => certificateOf(domain, "stack-region", surroundings));
	const arns = new Map(found.map(({ arn }) => [JSON.stringify(arn), arn]));
	return {
		arns: [...arns].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, arn]) => arn),
		children: found.flatMap(({ children }) => children),
	};
}

function securityGroupName(name: string, target: Target) {
	return physicalName([stackName(target), name, "lb-sg"], {
		maxLength: 255,
		source: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html",
	});
}

/** Names that AWS will see. */
export function loadBalancerNames({ name }: LoadBalancer, target: Target) {
	return { [loadBalancerGroupId(name)]: securityGroupName(name, target) };
}

/** An address or a range as a range, for rules of security groups and listeners. */
export function toRange(address: Text): Text {
	if (typeof address !== "string" || address.includes("/")) return address;
	return `${address}/${address.includes(":") ? 128 : 32}`;
}

/** A range under the key that EC2 takes it by. */
function source(range: Text) {
	return typeof range === "string" && range.includes(":") ? { CidrIpv6: range } : { CidrIp: range };
}

function securityGroup(
	balancer: LoadBalancer,
	listeners: readonly WrittenListener[],
	surroundings: Surroundings,
): Child {
	const { name, values } = balancer;
	const vpc = vpcOf(surroundings);
	const everybody = values.interface === "internal" ? vpc.cidr : "0.0.0.0/0";
	const groupName = securityGroupName(name, surroundings.target);
	return {
		id: loadBalancerGroupId(name),
		name: groupName,
		resource: {
			Type: SECURITY_GROUP,
			Properties: {
				GroupName: groupName.text,
				GroupDescription: `Who may reach the load balancer ${name} of the stack ${stackName(surroundings.target)}`,
				VpcId: vpc.id,
				SecurityGroupIngress: listeners.flatMap(({ port, whitelistIps = [] }) =>
					(whitelistIps.length > 0 ? whitelistIps : [everybody]).map((address) => ({
						IpProtocol: "tcp",
						FromPort: port,
						ToPort: port,
						...source(toRange(address)),
					})),
				),
			},
		},
	};
}

function balancerChild(
	{ name, values }: LoadBalancer,
	type: "application" | "network",
	surroundings: Surroundings,
): Child {
	const { publicSubnets, internetRoutes } = vpcOf(surroundings);
	const isInternal = values.interface === "internal";
	return {
		id: loadBalancerId(name),
		resource: {
			Type: LOAD_BALANCER,
			// EC2 refuses public addresses in a network that has no way to the internet yet.
			...(!isInternal && internetRoutes.length > 0 && { DependsOn: internetRoutes }),
			Properties: {
				Type: type,
				IpAddressType: "ipv4",
				Scheme: isInternal ? "internal" : "internet-facing",
				SecurityGroups: [ref(loadBalancerGroupId(name))],
				Subnets: publicSubnets,
			},
		},
	};
}

/** A listener as it is deployed. */
export type Listener = WrittenListener & {
	readonly defaultActions: readonly unknown[];
	/** Where it is written; absent for a default one. */
	readonly path?: Path;
};

function listenerChildren(
	balancer: LoadBalancer,
	listener: Listener,
	surroundings: Surroundings,
): readonly Child[] {
	const { name } = balancer;
	const { port, protocol, defaultActions, path } = listener;
	const { arns, children } = certificatesOf(balancer, listener, surroundings);
	const [first, ...others] = arns.map((arn) => ({ CertificateArn: arn }));
	const origin = path && { origin: path };
	return [
		{
			id: listenerId(name, port),
			...origin,
			resource: {
				Type: LISTENER,
				Properties: {
					LoadBalancerArn: ref(loadBalancerId(name)),
					Port: port,
					Protocol: protocol,
					...(first && { Certificates: [first], SslPolicy: SSL_POLICY }),
					DefaultActions: defaultActions,
				},
			},
		},
		...(others.length > 0
			? [
					{
						id: logicalId({ owner: name, specifier: `Port${port}`, type: LISTENER_CERTIFICATE }),
						...origin,
						resource: {
							Type: LISTENER_CERTIFICATE,
							Properties: { ListenerArn: ref(listenerId(name, port)), Certificates: others },
						},
					},
				]
			: []),
		...children,
	];
}

/** The load balancer with its security group, listeners, certificates and DNS records, and the network around it. */
export function loadBalancerChildren(
	balancer: LoadBalancer,
	type: "application" | "network",
	listeners: readonly Listener[],
	surroundings: Surroundings,
): readonly Child[] {
	const { name } = balancer;
	const made = listeners.flatMap((listener) => listenerChildren(balancer, listener, surroundings));
	const alias = {
		dnsName: dnsName(name),
		hostedZoneId: getAtt(loadBalancerId(name), "CanonicalHostedZoneID"),
	};
	return [
		...vpcOf(surroundings).children,
		securityGroup(balancer, listeners, surroundings),
		balancerChild(balancer, type, surroundings),
		// Two secret listeners may ask for the same certificate, and two faulty ones may have the same port.
		...made.filter(({ id }, index) => made.findIndex((other) => other.id === id) === index),
		...ownDomains(balancer, domainsOf(balancer), surroundings).flatMap((domain) =>
			domainRecord(domain, alias, surroundings),
		),
	];
}

function checkPorts({ values: { listeners = [] } }: LoadBalancer): readonly Finding[] {
	return listeners.flatMap(({ port }, index) => {
		const first = listeners.findIndex((other) => other.port === port);
		if (first === index) return [];
		return {
			code: "duplicate-listener-port",
			message: `the port ${port} already has a listener`,
			path: ["listeners", index, "port"],
			hint: "give each listener a port of its own",
			related: [{ message: "the first listener of the port", path: ["listeners", first, "port"] }],
		};
	});
}

function checkUnusedCertificates({ values: { listeners = [] } }: LoadBalancer): readonly Finding[] {
	return listeners.flatMap((listener, index) => {
		if (isSecret(listener) || (listener.customCertificateArns ?? []).length === 0) return [];
		return {
			code: "certificate-unused",
			severity: "warning" as const,
			message: `customCertificateArns has no effect on a listener of the protocol ${listener.protocol}`,
			path: ["listeners", index, "customCertificateArns"],
			atKey: true,
			hint: `remove it, or set protocol to ${listener.protocol === "HTTP" ? "HTTPS" : "TLS"}`,
		};
	});
}

/** Nobody could look a certificate up: that is done where the DNS record is made. */
function checkOwnDns(domains: readonly CustomDomain[]): readonly Finding[] {
	return domains.flatMap(({ name, certificate, isOwnDns, path }) => {
		if (!isOwnDns || certificate !== undefined) return [];
		return {
			code: "certificate-needed",
			message: `"${name}" has disableDnsRecordCreation, but no customCertificateArn`,
			path: [...path, "disableDnsRecordCreation"],
			atKey: true,
			hint: "add customCertificateArn: without a DNS record no certificate is looked up",
		};
	});
}

/** What is wrong with a load balancer of either kind. */
export function checkLoadBalancer(
	balancer: LoadBalancer,
	listeners: readonly Listener[],
	surroundings: Surroundings,
): readonly Finding[] {
	const domains = domainsOf(balancer);
	const withoutCertificate = checkOwnDns(domains);
	const known = domains.filter(({ isOwnDns, certificate }) => !isOwnDns || certificate !== undefined);
	const looksUp = listeners.some(
		(listener) => isSecret(listener) && (listener.customCertificateArns ?? []).length === 0,
	);
	return [
		...checkPorts(balancer),
		...checkUnusedCertificates(balancer),
		...withoutCertificate,
		...checkDomains(balancer, known, looksUp ? "stack-region" : "none", surroundings),
	];
}

/** Link to the measurements of the load balancer. */
export function loadBalancerLinks(balancer: LoadBalancer): Readonly<Record<string, Text>> {
	const page = `https://\${AWS::Region}.console.aws.amazon.com/ec2/home?region=\${AWS::Region}`;
	return {
		[isPart(balancer) ? "metrics-load-balancer" : "metrics"]: sub(
			`${page}#LoadBalancer:loadBalancerArn=\${${loadBalancerId(balancer.name)}};tab=monitoring`,
		),
	};
}
