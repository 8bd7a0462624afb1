import assert from "node:assert/strict";
import { domainParams, domainsOf } from "../../../../engine/resources/http-api-gateway/domains.ts";
import { analysed, assertMarked, propertiesIn } from "../../../support/analysed.ts";
import { checkTemplate } from "../../../support/aws-schema.ts";
import { placed } from "../../../support/placed.ts";

describe("the domains of a gateway", () => {
	it("have a domain name, a mapping and a record each", () => {
		const analysis = analysed(`resources:
  api:
    type: http-api-gateway
    properties:
      customDomains:
        - domainName: api.example.com
        - domainName: uncertified.example.com
        - domainName: own.example.org
          disableDnsRecordCreation: true
`);
		assert.deepEqual(analysis.problems, []);
		assert.deepEqual(checkTemplate(analysis.compiled.template), []);
		const made = propertiesIn(analysis, /Example/);
		assert.deepEqual(Object.keys(made), [
			"StpApiExampleComDomainName",
			"StpApiExampleComApiMapping",
			"StpApiExampleComRecordSet",
			"StpUncertifiedExampleComCertificate",
			"StpUncertifiedExampleComDomainName",
			"StpUncertifiedExampleComApiMapping",
			"StpUncertifiedExampleComRecordSet",
			"StpOwnExampleOrgDomainName",
			"StpOwnExampleOrgApiMapping",
		]);
		assert.deepEqual(made["StpUncertifiedExampleComDomainName"], {
			DomainName: "uncertified.example.com",
			DomainNameConfigurations: [
				{ CertificateArn: { Ref: "StpUncertifiedExampleComCertificate" }, EndpointType: "REGIONAL" },
			],
		});
		assert.deepEqual(made["StpApiExampleComApiMapping"], {
			DomainName: { Ref: "StpApiExampleComDomainName" },
			ApiId: { Ref: "ApiApi" },
			Stage: { Ref: "ApiStage" },
		});
	});

	it("take the place of AWS's address in the parameters", () => {
		const gateway = placed("http-api-gateway", "api", {
			customDomains: [
				{ domainName: "a.example.com" },
				{ domainName: "b.example.com", disableDnsRecordCreation: true },
			],
		});
		const params = domainParams(domainsOf(gateway));
		assert.deepEqual(
			Object.entries(params).map(([name, { value, shown }]) => [name, value, shown]),
			[
				["customDomains", "a.example.com, b.example.com", false],
				["customDomainUrl", "https://a.example.com", true],
				["customDomainUrls", "https://a.example.com, https://b.example.com", true],
				[
					"canonicalDomain",
					{
						"Fn::Join": [
							",",
							[
								{ "Fn::GetAtt": ["StpAExampleComDomainName", "RegionalDomainName"] },
								{ "Fn::GetAtt": ["StpBExampleComDomainName", "RegionalDomainName"] },
							],
						],
					},
					true,
				],
			],
		);
	});

	it("need a certificate that somebody has", () =>
		assertMarked(`
resources:
  api:
    type: http-api-gateway
    properties:
      customDomains:
        - domainName: missing.example.com
          #           ^^^^^^^^^^^^^^^^^^^ certificate-not-found: the account has no issued certificate for "missing.example.com" in eu-west-1
          disableDnsRecordCreation: true
`));
});
