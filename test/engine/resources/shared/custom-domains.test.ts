import assert from "node:assert/strict";
import type { Want } from "../../../../engine/config/facts.ts";
import {
	certificateOf,
	domainId,
	domainRecord,
	readDomains,
} from "../../../../engine/resources/shared/custom-domains.ts";
import { assertMarked } from "../../../support/analysed.ts";
import { resourcesOf, surroundings, target } from "../../../support/placed.ts";

const RECORD = "AWS::Route53::RecordSet";
const zone = JSON.stringify({ id: "Z1", name: "example.com", nameServers: [] });
const [domain] = readDomains([{ domainName: "API.example.com." }], ["customDomains"]);
assert.ok(domain);

describe("the logical id of what belongs to a domain", () => {
	it("is made of the words of the domain", () => {
		assert.equal(domainId("api.example.com", RECORD), "StpApiExampleComRecordSet");
		assert.equal(domainId("my-shop.example.co.uk", RECORD), "StpMyShopExampleCoUkRecordSet");
		assert.equal(domainId("4you.example.com", RECORD), "Stp4youExampleComRecordSet");
	});

	it("has shorter words where they would be too many letters", () => {
		const words = [..."abcde"].map((letter) => letter.repeat(20));
		const cut = words.map((word) => word[0]?.toUpperCase() + word.slice(1, 14)).join("");
		assert.equal(domainId(`${words.join(".")}.com`, RECORD), `Stp${cut}ComRecordSet`);
	});
});

describe("the certificate of a domain", () => {
	const answering = (answers: Partial<Record<Want["kind"], string | null>>) =>
		surroundings([], [], { fact: (want) => answers[want.kind] });

	it("is the one that the config names", () => {
		const [named] = readDomains(
			[{ domainName: "a.example.com", customCertificateArn: "arn:aws:acm:eu-west-1:1:certificate/a" }],
			[],
		);
		assert.ok(named);
		const around = answering({ certificate: "arn:other" });
		assert.deepEqual(certificateOf(named, "stack-region", around), {
			arn: "arn:aws:acm:eu-west-1:1:certificate/a",
			children: [],
		});
	});

	it("is one that the account has, but none that the stack has made", () => {
		const asked: Want[] = [];
		const around = surroundings([], [], {
			fact: (want) => {
				asked.push(want);
				return want.kind === "certificate" ? "arn:found" : zone;
			},
		});
		assert.deepEqual(certificateOf(domain, "edge", around), { arn: "arn:found", children: [] });
		assert.deepEqual(asked[0], {
			kind: "certificate",
			domain: "api.example.com",
			region: "us-east-1",
			notOf: "proj-dev",
		});
	});

	it("is requested when there is none, where it is needed", () => {
		const around = answering({ certificate: null, "hosted-zone": zone });
		const regional = certificateOf(domain, "stack-region", around);
		assert.deepEqual(regional.arn, { Ref: "StpApiExampleComCertificate" });
		assert.deepEqual(resourcesOf(regional.children)["StpApiExampleComCertificate"]?.Properties, {
			DomainName: "api.example.com",
			ValidationMethod: "DNS",
			DomainValidationOptions: [{ DomainName: "api.example.com", HostedZoneId: "Z1" }],
			Tags: around.tags,
		});
		const [edge] = certificateOf(domain, "edge", around).children;
		assert.equal(edge?.region, "us-east-1");
		const inEdge = { ...around, target: { ...target, region: "us-east-1" } };
		assert.deepEqual(certificateOf(domain, "edge", inEdge).arn, { Ref: "StpApiExampleComCertificate" });
	});

	it("is marked as unknown as long as nobody has asked", () => {
		const { arn, children } = certificateOf(domain, "stack-region", answering({}));
		assert.match(String(arn), /xxxxxxxx/);
		assert.deepEqual(children, []);
	});
});

describe("the record of a domain", () => {
	const alias = { dnsName: "lb.example.net", hostedZoneId: "Z2" };

	it("points at the resource", () => {
		const around = surroundings([], [], { fact: () => zone });
		const [child] = domainRecord(domain, alias, around);
		assert.deepEqual(child?.resource.Properties, {
			Name: "api.example.com",
			Type: "A",
			HostedZoneId: "Z1",
			AliasTarget: { DNSName: "lb.example.net", HostedZoneId: "Z2", EvaluateTargetHealth: undefined },
		});
	});

	it("is left to the user who wants it so", () => {
		const [own] = readDomains([{ domainName: "a.example.com", disableDnsRecordCreation: true }], []);
		assert.ok(own);
		assert.deepEqual(domainRecord(own, alias, surroundings([], [])), []);
	});
});

describe("domains of a config", () => {
	it("lead to one resource each", () =>
		assertMarked(`
resources:
  one:
    type: application-load-balancer
    properties:
      customDomains:
        - a.example.com
        - A.Example.com
        # ^^^^^^^^^^^^^ duplicate-domain: the domain "a.example.com" is listed twice
  two:
    type: application-load-balancer
    properties:
      customDomains:
        - domainName: a.example.com
          #           ^^^^^^^^^^^^^ duplicate-domain: the domain "a.example.com" already leads to "one"
`));

	it("are domains, and known before", () =>
		assertMarked(`
resources:
  one:
    type: application-load-balancer
    properties:
      customDomains:
        - https://a.example.com
        # ^^^^^^^^^^^^^^^^^^^^^ text-not-matching: "https://a.example.com" is not a valid item of customDomains
        - 123.456.789.1
        # ^^^^^^^^^^^^^ text-not-matching: "123.456.789.1" is not a valid item of customDomains
        - $CfFormat('{}.example.com', 'a')
        # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ value-known-at-deploy: $CfFormat('{}.example.com', 'a') is known only at deploy, but customDomains must be known before
`));

	it("have certificates by their ARN", () =>
		assertMarked(`
resources:
  one:
    type: application-load-balancer
    properties:
      customDomains:
        - domainName: b.example.com
          customCertificateArn: not-an-arn
          #                     ^^^^^^^^^^ text-not-matching: "not-an-arn" is not a valid customCertificateArn
`));

	it("belong to a zone of the account, when a deploy has looked for it", () =>
		assertMarked(`
resources:
  one:
    type: application-load-balancer
    properties:
      customDomains:
        - missing.example.com
        # ^^^^^^^^^^^^^^^^^^^ hosted-zone-not-found: the account has no public hosted zone for "missing.example.com", nor a certificate for it
`));

	it("are asked for where the account's zone has a say", () =>
		assertMarked(`
resources:
  one:
    type: application-load-balancer
    properties:
      customDomains:
        - elsewhere.example.com
        # ^^^^^^^^^^^^^^^^^^^^^ (warning) domain-not-delegated: the DNS does not ask the account's hosted zone about "elsewhere.example.com"
        - elsewhere.uncertified.example.com
        # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ domain-not-delegated: the DNS does not ask the account's hosted zone about "elsewhere.uncertified.example.com", so that no certificate can be proved there
`));

	it("have certificates in the right region", () =>
		assertMarked(
			`
resources:
  one:
    type: application-load-balancer
    properties:
      customDomains:
        - domainName: a.example.com
          customCertificateArn: arn:aws:acm:us-east-1:123456789012:certificate/a
          #                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ certificate-region: the certificate is in us-east-1, but must be in eu-west-1
`,
		));
});
