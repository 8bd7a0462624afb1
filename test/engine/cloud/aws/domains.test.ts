import assert from "node:assert/strict";
import { openDomains } from "../../../../engine/cloud/aws/domains.ts";
import { type Answer, withAnswers } from "./answers.ts";

const json = (body: object): Answer => ({
	headers: { "content-type": "application/x-amz-json-1.1" },
	body: JSON.stringify(body),
});

const xml = (body: string): Answer => ({ headers: { "content-type": "text/xml" }, body });

const zones = [
	["Z1", "example.com.", false],
	["Z2", "dev.example.com.", false],
	["Z3", "dev.example.com.", true],
	["Z4", "ample.com.", false],
] as const;

const listed = `<ListHostedZonesResponse><HostedZones>${zones
	.map(
		([id, name, isPrivate]) =>
			`<HostedZone><Id>/hostedzone/${id}</Id><Name>${name}</Name><CallerReference>1</CallerReference><Config><PrivateZone>${isPrivate}</PrivateZone></Config></HostedZone>`,
	)
	.join("")}</HostedZones><IsTruncated>false</IsTruncated><MaxItems>100</MaxItems></ListHostedZonesResponse>`;

const described = `<GetHostedZoneResponse><HostedZone><Id>/hostedzone/Z2</Id><Name>dev.example.com.</Name><CallerReference>1</CallerReference></HostedZone><DelegationSet><NameServers><NameServer>NS-1.awsdns-1.org.</NameServer></NameServers></DelegationSet></GetHostedZoneResponse>`;

describe("the hosted zone of a domain", () => {
	const zoneOf = async (domain: string) => {
		let found: unknown;
		await withAnswers(
			({ path }) => xml(path.endsWith("/hostedzone") ? listed : described),
			async (server) => {
				found = await openDomains(server.session()).zoneOf(domain, {});
			},
		);
		return found;
	};

	it("is the public one with the longest name", async () =>
		assert.deepEqual(await zoneOf("api.dev.example.com"), {
			id: "Z2",
			name: "dev.example.com",
			nameServers: ["ns-1.awsdns-1.org"],
		}));

	it("may not be there", async () => assert.equal(await zoneOf("example.org"), undefined));
});

type Certificate = {
	readonly arn: string;
	readonly names: readonly string[];
	readonly stack?: string;
	readonly hidden?: readonly string[];
};

describe("the certificate of a domain", () => {
	const find = async (domain: string, certificates: readonly Certificate[]) => {
		let found: unknown;
		const targets: string[] = [];
		await withAnswers(
			({ headers, body }) => {
				const target = String(headers["x-amz-target"]);
				targets.push(target.split(".")[1] ?? "");
				const { CertificateArn } = JSON.parse(body.toString("utf8"));
				const named = certificates.find(({ arn }) => arn === CertificateArn);
				if (target.endsWith("ListTagsForCertificate"))
					return json({ Tags: named?.stack ? [{ Key: "stp:stack-name", Value: named.stack }] : [] });
				if (target.endsWith("DescribeCertificate"))
					return json({ Certificate: { SubjectAlternativeNames: named?.hidden ?? [] } });
				return json({
					CertificateSummaryList: certificates.map(({ arn, names, hidden }) => ({
						CertificateArn: arn,
						DomainName: names[0],
						SubjectAlternativeNameSummaries: names,
						HasAdditionalSubjectAlternativeNames: hidden !== undefined,
					})),
				});
			},
			async (server) => {
				found = await openDomains(server.session()).certificateFor(domain, "shop-dev", {});
				const [first] = server.asked;
				assert.match(first?.body.toString("utf8") ?? "", /"EC_prime256v1"/);
			},
		);
		return { found, targets };
	};

	it("is for the domain itself rather than by a wildcard, which covers one label", async () => {
		const wild = { arn: "arn:wild", names: ["*.example.com"] };
		const exact = { arn: "arn:exact", names: ["example.com", "API.example.com"] };
		assert.equal((await find("api.example.com", [wild, exact])).found, "arn:exact");
		assert.equal((await find("www.example.com", [wild, exact])).found, "arn:wild");
		assert.equal((await find("a.www.example.com", [wild, exact])).found, undefined);
		assert.equal((await find("example.org", [wild, exact])).found, undefined);
	});

	it("is none that the stack has made", async () => {
		const own = { arn: "arn:own", names: ["api.example.com"], stack: "shop-dev" };
		const other = { arn: "arn:other", names: ["*.example.com"], stack: "shop-prod" };
		assert.equal((await find("api.example.com", [own])).found, undefined);
		assert.equal((await find("api.example.com", [own, other])).found, "arn:other");
	});

	it("is looked at in whole when it has more names than the list tells", async () => {
		const big = { arn: "arn:big", names: ["example.com"], hidden: ["example.com", "api.example.com"] };
		const { found, targets } = await find("api.example.com", [big]);
		assert.equal(found, "arn:big");
		assert.deepEqual(targets, ["ListCertificates", "DescribeCertificate", "ListTagsForCertificate"]);
	});
});
