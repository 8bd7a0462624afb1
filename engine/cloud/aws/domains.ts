import {
	ACMClient,
	type CertificateSummary,
	DescribeCertificateCommand,
	type KeyAlgorithm,
	ListCertificatesCommand,
	ListTagsForCertificateCommand,
} from "@aws-sdk/client-acm";
import { GetHostedZoneCommand, ListHostedZonesCommand, Route53Client } from "@aws-sdk/client-route-53";
import type { DomainPort } from "../port.ts";
import { allPages } from "./pages.ts";
import { clientSettings, onAws, type SendOptions, type Session } from "./session.ts";

/**
 * Keys that CloudFront, load balancers and API Gateway all take. ACM lists only those of RSA with 2048 bits or less
 * unless it is told which.
 *
 * https://docs.aws.amazon.com/acm/latest/APIReference/API_Filters.html
 */
const keyTypes: KeyAlgorithm[] = ["RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1"];

/** Carried by what a stack of the format has made. */
const STACK_TAG = "stp:stack-name";

const withoutDot = (name: string) => name.replace(/\.$/, "").toLowerCase();

/** How well a name of a certificate fits a domain: by itself, by a wildcard for its first label, or not at all. */
function closeness(name: string, domain: string): 0 | 1 | 2 {
	const known = withoutDot(name);
	if (known === domain) return 2;
	return known.startsWith("*.") && domain.replace(/^[^.]+/, "*") === known ? 1 : 0;
}

const bestFit = (names: readonly string[], domain: string) =>
	Math.max(0, ...names.map((name) => closeness(name, domain)));

/** Domains through Route 53 and Certificate Manager. */
export function openDomains(session: Session): DomainPort {
	const acm = new ACMClient(clientSettings(session));
	const route53 = new Route53Client(clientSettings(session));
	return {
		zoneOf: (domain, options) =>
			onAws(session, "route53:ListHostedZones", options, async (http) => {
				const zones = await publicZones(route53, http);
				const parents = zones.filter(({ name }) => domain === name || domain.endsWith(`.${name}`));
				const [nearest] = parents.toSorted((one, other) => other.name.length - one.name.length);
				if (!nearest) return undefined;
				const found = await route53.send(new GetHostedZoneCommand({ Id: nearest.id }), http);
				return { ...nearest, nameServers: (found.DelegationSet?.NameServers ?? []).map(withoutDot) };
			}),
		certificateFor: (domain, notOf, options) =>
			onAws(session, "acm:ListCertificates", options, async (http) => {
				for (const arn of await fittingCertificates(acm, domain, http)) {
					const { Tags } = await acm.send(new ListTagsForCertificateCommand({ CertificateArn: arn }), http);
					const isOwn = (Tags ?? []).some(({ Key, Value }) => Key === STACK_TAG && Value === notOf);
					if (!isOwn) return arn;
				}
				return undefined;
			}),
	};
}

function publicZones(client: Route53Client, http: SendOptions) {
	return allPages(async (marker: string | undefined) => {
		const page = await client.send(new ListHostedZonesCommand(marker ? { Marker: marker } : {}), http);
		return {
			items: (page.HostedZones ?? []).flatMap(({ Id, Name, Config }) =>
				Config?.PrivateZone || !Id || !Name
					? []
					: [{ id: Id.replace(/^\/hostedzone\//, ""), name: withoutDot(Name) }],
			),
			next: page.IsTruncated ? page.NextMarker : undefined,
		};
	});
}

/** ARNs of issued certificates that cover a domain: those for itself before wildcards, the longest valid first. */
async function fittingCertificates(
	client: ACMClient,
	domain: string,
	http: SendOptions,
): Promise<readonly string[]> {
	const all = await allPages(async (marker: string | undefined) => {
		const input = { CertificateStatuses: ["ISSUED" as const], Includes: { keyTypes } };
		const page = await client.send(
			new ListCertificatesCommand({ ...input, ...(marker && { NextToken: marker }) }),
			http,
		);
		return { items: page.CertificateSummaryList ?? [], next: page.NextToken };
	});
	const fits = await Promise.all(
		all.map(async (summary) => ({
			arn: summary.CertificateArn ?? "",
			until: summary.NotAfter?.getTime() ?? 0,
			fit: bestFit(await namesOf(client, summary, domain, http), domain),
		})),
	);
	return fits
		.filter((one) => one.fit > 0)
		.sort((one, other) => other.fit - one.fit || other.until - one.until || (one.arn < other.arn ? -1 : 1))
		.map(({ arn }) => arn);
}

/** Names that a certificate covers. A summary has the first hundred, and says when there are more. */
async function namesOf(
	client: ACMClient,
	summary: CertificateSummary,
	domain: string,
	http: SendOptions,
): Promise<readonly string[]> {
	const { CertificateArn, DomainName = "", SubjectAlternativeNameSummaries = [] } = summary;
	const names = [DomainName, ...SubjectAlternativeNameSummaries];
	if (!summary.HasAdditionalSubjectAlternativeNames || bestFit(names, domain) === 2) return names;
	const { Certificate } = await client.send(new DescribeCertificateCommand({ CertificateArn }), http);
	return Certificate?.SubjectAlternativeNames ?? names;
}
