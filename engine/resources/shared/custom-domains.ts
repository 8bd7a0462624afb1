import { pascal } from "../../names/logical-id.ts";
import { stackName } from "../../names/target.ts";
import { ref, type Text } from "../../template/intrinsics.ts";
import type { Child, Finding, Path, Placed, Surroundings } from "../kind.ts";
import { EDGE_REGION, edgeRef } from "./edge.ts";
import { member } from "./event-use.ts";

const RECORD = "AWS::Route53::RecordSet";
const CERTIFICATE = "AWS::CertificateManager::Certificate";

/** CloudFront's own zone, to which every alias of a distribution points. */
export const CLOUDFRONT_ZONE = "Z2FDTNDATAQYW2";

const certificates = "https://docs.aws.amazon.com/acm/latest/userguide/gs-acm-request-public.html";

/** A domain of the user's own, in the form that AWS uses. */
export type CustomDomain = {
	readonly name: string;
	/** `customCertificateArn`. */
	readonly certificate: Text | undefined;
	/** The user points the domain at the resource: no record is written. */
	readonly isOwnDns: boolean;
	/** Where it is written in the resource's properties. */
	readonly path: Path;
	/** Where its name is written. */
	readonly namePath: Path;
};

type Written =
	| string
	| {
			readonly domainName: Text;
			readonly customCertificateArn?: Text | undefined;
			readonly disableDnsRecordCreation?: boolean | undefined;
	  };

/** DNS knows no capital letters, and a final dot says nothing. */
const canonical = (name: string) => name.toLowerCase().replace(/\.$/, "");

/** The domain that stands at `path`; a plain text is its name. `undefined` while the name is not known. */
export function readDomain(written: Written | Text | undefined, path: Path): CustomDomain | undefined {
	const isName = typeof written === "string";
	const name = isName ? written : member(written, "domainName");
	if (typeof name !== "string") return undefined;
	const settings = isName ? undefined : (written as Exclude<Written, string>);
	return {
		name: canonical(name),
		certificate: settings?.customCertificateArn,
		isOwnDns: settings?.disableDnsRecordCreation === true,
		path,
		namePath: isName ? path : [...path, "domainName"],
	};
}

/** Domains as the config lists them at `path`. */
export function readDomains(
	written: readonly (Written | Text)[] | undefined,
	path: Path,
): readonly CustomDomain[] {
	return (written ?? []).flatMap((one, index) => readDomain(one, [...path, index]) ?? []);
}

/** From this length on the words of a domain are cut, so that ids stay within CloudFormation's 255 characters. */
const LONG_DOMAIN = 85;

/**
 * Logical id of what belongs to a domain. It does not name the resource that has the domain, so that a domain can
 * move to another one of the stack without being taken from the DNS.
 */
export function domainId(domain: string, type: string): string {
	const words = domain.split(/[.-]/).filter((word) => word !== "");
	const isLong = pascal(domain).length >= LONG_DOMAIN;
	const most = Math.floor(LONG_DOMAIN / words.length);
	const specifier = isLong ? words.map((word) => word.slice(0, most)).join("-") : domain;
	return pascal(`Stp-${pascal(specifier)}-${type.slice(type.lastIndexOf(":") + 1)}`).replaceAll("_", "");
}

/** What nobody knows before a deploy has asked AWS. */
const unknownZone = "ZXXXXXXXXXXXXXXXXXXXX";
const unknownCertificate = (region: string) =>
	`arn:aws:acm:${region}:xxxxxxxxxxxx:certificate/xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`;

/** What the answer to a want for a hosted zone says, as JSON. */
type FoundZone = {
	readonly id: string;
	readonly name: string;
	/** Those that the domain must be delegated to, for the zone to have a say. */
	readonly nameServers: readonly string[];
};

/** The hosted zone of a domain: `undefined` as long as nobody knows it, `null` when the account has none. */
function zoneOf({ name }: CustomDomain, { fact }: Surroundings): FoundZone | null | undefined {
	const answer = fact({ kind: "hosted-zone", domain: name });
	return typeof answer === "string" ? (JSON.parse(answer) as FoundZone) : answer;
}

/** True when the DNS asks other servers about the domain than those of the zone. */
function isElsewhere({ name, nameServers }: FoundZone, { fact }: Surroundings): boolean {
	if (nameServers.length === 0) return false;
	const answer = fact({ kind: "name-servers", domain: name });
	if (typeof answer !== "string") return false;
	const known = JSON.parse(answer) as readonly string[];
	return !known.some((server) => nameServers.includes(server));
}

/** ARN of a certificate that the account has for the domain; `undefined` and `null` as above. */
function foundCertificate(
	{ name }: CustomDomain,
	region: string,
	{ fact, target }: Surroundings,
): string | null | undefined {
	// The stack's own certificate is no find: taken for one, it would leave the template and be deleted.
	return fact({ kind: "certificate", domain: name, region, notOf: stackName(target) });
}

/** Where the certificate of a domain must stand: CloudFront and Cognito know those of one region only. */
export type CertificatePlace = "stack-region" | "edge";

/** Where the certificates of a resource must stand; `none` when nothing of it is secret. */
type CertificateNeed = CertificatePlace | "none";

const regionOf = (place: CertificateNeed, { target }: Surroundings) =>
	place === "edge" ? EDGE_REGION : target.region;

/** The certificate of a domain, with what makes it. */
export type DomainCertificate = { readonly arn: Text; readonly children: readonly Child[] };

/**
 * The certificate of a domain: the one that the config names, else one that the account has, else one that the stack
 * requests and proves by a DNS record, which needs the domain's hosted zone in the account.
 */
export function certificateOf(
	domain: CustomDomain,
	place: CertificatePlace,
	surroundings: Surroundings,
): DomainCertificate {
	if (domain.certificate !== undefined) return { arn: domain.certificate, children: [] };
	const region = regionOf(place, surroundings);
	const found = foundCertificate(domain, region, surroundings);
	const zone = domain.isOwnDns ? null : zoneOf(domain, surroundings);
	if (found) return { arn: found, children: [] };
	if (found === undefined || !zone) return { arn: unknownCertificate(region), children: [] };
	const id = domainId(domain.name, CERTIFICATE);
	const child: Child = {
		id,
		origin: domain.path,
		...(place === "edge" && { region: EDGE_REGION }),
		resource: {
			Type: CERTIFICATE,
			Properties: {
				DomainName: domain.name,
				ValidationMethod: "DNS",
				DomainValidationOptions: [{ DomainName: domain.name, HostedZoneId: zone.id }],
				Tags: surroundings.tags,
			},
		},
	};
	return { arn: place === "edge" ? edgeRef(surroundings.target, id) : ref(id), children: [child] };
}

/** What a domain leads to. */
export type Alias = {
	readonly dnsName: Text;
	readonly hostedZoneId: Text;
	/** CloudFront's aliases say that no health is looked at. */
	readonly evaluateTargetHealth?: false;
};

/** The DNS record of a domain; none when the user takes care of it. */
export function domainRecord(
	domain: CustomDomain,
	{ dnsName, hostedZoneId, evaluateTargetHealth }: Alias,
	surroundings: Surroundings,
): readonly Child[] {
	if (domain.isOwnDns) return [];
	return [
		{
			id: domainId(domain.name, RECORD),
			origin: domain.path,
			resource: {
				Type: RECORD,
				Properties: {
					Name: domain.name,
					Type: "A",
					HostedZoneId: zoneOf(domain, surroundings)?.id ?? unknownZone,
					AliasTarget: {
						DNSName: dnsName,
						HostedZoneId: hostedZoneId,
						EvaluateTargetHealth: evaluateTargetHealth,
					},
				},
			},
		},
	];
}

const WEB_TYPES = [
	"nextjs-web",
	"astro-web",
	"nuxt-web",
	"sveltekit-web",
	"solidstart-web",
	"tanstack-web",
	"remix-web",
];

/** Where the types of resource that have domains of their own list them; what consists of parts has none itself. */
const domainPlaces: ReadonlyMap<string, readonly Path[]> = new Map<string, readonly Path[]>([
	["http-api-gateway", [["customDomains"], ["cdn", "customDomains"]]],
	["application-load-balancer", [["customDomains"], ["cdn", "customDomains"]]],
	["network-load-balancer", [["customDomains"]]],
	["bucket", [["cdn", "customDomains"]]],
	["function", [["cdn", "customDomains"]]],
	["user-auth-pool", [["customDomain"]]],
	...WEB_TYPES.map((type): [string, Path[]] => [type, [["customDomains"]]]),
]);

function domainsAt(values: unknown, path: Path): readonly CustomDomain[] {
	const [first] = path;
	const isOff = first === "cdn" && member(member(values, "cdn"), "enabled") !== true;
	const found = isOff ? undefined : path.reduce<unknown>(member, values);
	if (Array.isArray(found)) return readDomains(found, path);
	const domain = readDomain(found as Written | undefined, path);
	return domain ? [domain] : [];
}

/** A domain and who has it. */
type Owned = { readonly by: Placed; readonly domain: CustomDomain };

/** The first resource of the config that has each domain. */
function owners(surroundings: Surroundings): ReadonlyMap<string, Owned> {
	return surroundings.once("domains", () => {
		const all = surroundings
			.all()
			.flatMap((by) =>
				(domainPlaces.get(by.type) ?? [])
					.flatMap((path) => domainsAt(by.values, path))
					.map((domain) => ({ by, domain })),
			);
		return new Map(all.toReversed().map((owned) => [owned.domain.name, owned]));
	});
}

/** True when an earlier place of the config has the domain already: its children are made there, and a check says so. */
function ownerBefore(resource: Placed, domain: CustomDomain, surroundings: Surroundings): Owned | undefined {
	const first = owners(surroundings).get(domain.name);
	const isHere =
		!first || (first.by.reference === resource.reference && first.domain.path.join() === domain.path.join());
	return isHere ? undefined : first;
}

/** The domains of a resource that no earlier place of the config has. */
export function ownDomains(
	resource: Placed,
	domains: readonly CustomDomain[],
	surroundings: Surroundings,
): readonly CustomDomain[] {
	return domains.filter((domain) => !ownerBefore(resource, domain, surroundings));
}

function checkOwner(resource: Placed, domain: CustomDomain, surroundings: Surroundings): readonly Finding[] {
	const first = ownerBefore(resource, domain, surroundings);
	if (!first) return [];
	const isHere = first.by.reference === resource.reference;
	return [
		{
			code: "duplicate-domain",
			message: isHere
				? `the domain "${domain.name}" is listed twice`
				: `the domain "${domain.name}" already leads to "${first.by.reference}"`,
			path: domain.namePath,
			hint: "a domain leads to one resource: remove it in one of the two places",
			...(isHere && { related: [{ message: "it is first listed here", path: first.domain.namePath }] }),
		},
	];
}

/** A certificate of another region is not seen by what would use it. */
function checkRegion(
	{ certificate, path }: CustomDomain,
	place: CertificateNeed,
	surroundings: Surroundings,
): readonly Finding[] {
	const region = regionOf(place, surroundings);
	const given = typeof certificate === "string" ? certificate.split(":")[3] : undefined;
	if (given === undefined || given === region) return [];
	const why = place === "edge" ? "CloudFront and Cognito take those of us-east-1 only" : "the stack's region";
	return [
		{
			code: "certificate-region",
			message: `the certificate is in ${given}, but must be in ${region}`,
			path: [...path, "customCertificateArn"],
			hint: `request one there (${why}), see ${certificates}`,
		},
	];
}

function zoneMissing({ name, namePath }: CustomDomain, needsCertificate: boolean): Finding {
	const also = needsCertificate ? ", nor a certificate for it" : "";
	return {
		code: "hosted-zone-not-found",
		message: `the account has no public hosted zone for "${name}"${also}`,
		path: namePath,
		hint: `create the zone in Route 53 and let your registrar point to its name servers, or set disableDnsRecordCreation${needsCertificate ? " and customCertificateArn" : ""}`,
	};
}

/** A certificate is proved by a record that the world must see: without that, the deploy would wait for hours. */
function notDelegated(
	{ namePath }: CustomDomain,
	{ name, nameServers }: FoundZone,
	needsCertificate: boolean,
): Finding {
	return {
		code: "domain-not-delegated",
		...(!needsCertificate && { severity: "warning" }),
		message: `the DNS does not ask the account's hosted zone about "${name}"${needsCertificate ? ", so that no certificate can be proved there" : ""}`,
		path: namePath,
		hint: `let your registrar set these name servers for ${name}: ${nameServers.join(", ")}`,
	};
}

/** What a deploy has found out about a domain that the user must know. */
function checkFound(
	domain: CustomDomain,
	place: CertificateNeed,
	surroundings: Surroundings,
): readonly Finding[] {
	const { name, namePath, isOwnDns } = domain;
	const region = regionOf(place, surroundings);
	const needsCertificate =
		place !== "none" &&
		domain.certificate === undefined &&
		foundCertificate(domain, region, surroundings) === null;
	if (!isOwnDns) {
		const zone = zoneOf(domain, surroundings);
		if (zone === null) return [zoneMissing(domain, needsCertificate)];
		return zone && isElsewhere(zone, surroundings) ? [notDelegated(domain, zone, needsCertificate)] : [];
	}
	if (!needsCertificate) return [];
	return [
		{
			code: "certificate-not-found",
			message: `the account has no issued certificate for "${name}" in ${region}`,
			path: namePath,
			hint: `request one and prove that the domain is yours, or name one in customCertificateArn, see ${certificates}`,
		},
	];
}

/** Finds what is wrong with the domains of a resource, also what a deploy has found out about them. */
export function checkDomains(
	resource: Placed,
	domains: readonly CustomDomain[],
	place: CertificateNeed,
	surroundings: Surroundings,
): readonly Finding[] {
	return domains.flatMap((domain) => {
		const taken = checkOwner(resource, domain, surroundings);
		if (taken.length > 0) return taken;
		return [...checkRegion(domain, place, surroundings), ...checkFound(domain, place, surroundings)];
	});
}
