import assert from "node:assert/strict";
import { applicationLoadBalancer } from "../../../engine/resources/application-load-balancer.ts";
import { analysed, assertMarked, idsIn, propertiesIn } from "../../support/analysed.ts";
import { checkTemplate } from "../../support/aws-schema.ts";
import { accepted, surroundings } from "../../support/placed.ts";

const config = (properties: string) => `resources:
  lb:
    type: application-load-balancer
    properties:
${properties.replaceAll(/^(?=.)/gm, "      ")}`;

const own = (ids: readonly string[]) => ids.filter((id) => id.startsWith("Lb"));

describe("an application load balancer", () => {
	it("listens for HTTP when it has no domain", () => {
		const analysis = analysed("resources: {lb: {type: application-load-balancer}}");
		assert.deepEqual(own(idsIn(analysis)), ["LbLbSecurityGroup", "LbLoadBalancer", "LbPort80Listener"]);
		assert.deepEqual(checkTemplate(analysis.compiled.template), []);
	});

	it("listens for HTTPS when it has one, and sends there who comes without", () => {
		const analysis = analysed(config("customDomains: [a.example.com]"));
		assert.deepEqual(idsIn(analysis, /^Stp(?!AExample)/), [
			"LbLbSecurityGroup",
			"LbLoadBalancer",
			"LbPort80Listener",
			"LbPort443Listener",
			"StpAExampleComRecordSet",
		]);
		const { LbPort80Listener: listener } = propertiesIn(analysis, /Port80/);
		assert.deepEqual((listener as { readonly DefaultActions: unknown }).DefaultActions, [
			{
				Type: "redirect",
				Order: 1,
				RedirectConfig: { StatusCode: "HTTP_301", Protocol: "HTTPS", Port: "443" },
			},
		]);
	});

	const paramsOf = (values: object) => {
		const balancer = accepted(applicationLoadBalancer, "lb", values);
		const params = applicationLoadBalancer.params(balancer, surroundings([balancer], []));
		return Object.fromEntries(Object.entries(params).map(([name, { value }]) => [name, value]));
	};
	const dnsName = { "Fn::GetAtt": ["LbLoadBalancer", "DNSName"] };
	const certificate = "arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555";

	it("has the address that AWS gives it", () =>
		assert.deepEqual(paramsOf({}), {
			domain: dnsName,
			canonicalDomain: dnsName,
			url: { "Fn::Join": ["", ["http://", dnsName]] },
			port80: "80",
		}));

	it("has the address of its first domain", () =>
		assert.deepEqual(paramsOf({ customDomains: ["a.example.com", { domainName: "B.example.com." }] }), {
			domain: dnsName,
			canonicalDomain: dnsName,
			customDomains: "a.example.com,b.example.com",
			url: "https://a.example.com",
			port80: "80",
			port443: "443",
		}));

	it("has no address when only the user knows the name of its certificate", () =>
		assert.deepEqual(
			paramsOf({ listeners: [{ protocol: "HTTPS", port: 443, customCertificateArns: [certificate] }] }),
			{ domain: dnsName, canonicalDomain: dnsName, port443: "443" },
		));

	it("says the port of an address that is not the usual one", () => {
		const listeners = [{ protocol: "HTTP", port: 8080 }];
		assert.deepEqual(paramsOf({ listeners })["url"], { "Fn::Join": ["", ["http://", dnsName, ":8080"]] });
		const secret = [...listeners, { protocol: "HTTPS", port: 8443 }];
		const values = { listeners: secret, customDomains: ["a.example.com"] };
		assert.equal(paramsOf(values)["url"], "https://a.example.com:8443");
	});

	it("tells in the overview what its rules lead to", () => {
		const event = (priority: number, more: string) =>
			`        - {type: application-load-balancer, properties: {loadBalancerName: lb, priority: ${priority}, ${more}}}\n`;
		const { compiled } = analysed(`resources:
  lb: {type: application-load-balancer, properties: {customDomains: [a.example.com]}}
  api:
    type: function
    properties:
      packaging: {type: stacktape-lambda-buildpack, properties: {entryfilePath: src/a.ts}}
      events:
${event(7, "hosts: [b.example.com]")}${event(3, "paths: [/x, /y]")}`);
		const info = JSON.stringify(compiled.template.Outputs["StpStackInfoMap"]);
		const first = info.indexOf("https://a.example.com:443/x");
		assert.ok(first > 0 && first < info.indexOf("https://b.example.com:443/*"));
	});

	it("is protected by a firewall", () => {
		const values = { useFirewall: "shield" };
		const balancer = accepted(applicationLoadBalancer, "lb", values);
		const children = applicationLoadBalancer.compile(balancer, surroundings([balancer], []));
		assert.deepEqual(children.find(({ id }) => id === "LbWebAclAssociation")?.resource.Properties, {
			ResourceArn: { Ref: "LbLoadBalancer" },
			WebACLArn: { "Fn::GetAtt": ["ShieldWebAcl", "Arn"] },
		});
	});

	it("has listeners that fit each other", () =>
		assertMarked(
			`
resources:
  lb:
    type: application-load-balancer
    properties:
      listeners:
        - protocol: HTTP
          port: 80
          defaultAction:
          #<^^^^^^^^^^^^^ redirect-to-itself: this redirect leads to where the request came from
            type: redirect
            properties: {statusCode: HTTP_301, query: a=b}
        - protocol: HTTPS
          #         ^^^^^ (warning) https-without-certificate: the listener of port 443 speaks HTTP: without a domain or a certificate there is nothing to speak HTTPS with
          port: 443
        - protocol: HTTP
          port: 80
          #     ^^ duplicate-listener-port: the port 80 already has a listener
          customCertificateArns: [${certificate}]
          #<^^^^^^^^^^^^^^^^^^^^^ (warning) certificate-unused: customCertificateArns has no effect on a listener of the protocol HTTP
`,
		));

	it("takes addresses only as addresses", () =>
		assertMarked(`
resources:
  lb:
    type: application-load-balancer
    properties:
      listeners:
        - protocol: HTTP
          port: 80
          whitelistIps: [10.0.0.0/40, 10.0.0.0/8, 203.0.113.7]
          #              ^^^^^^^^^^^ text-not-matching: "10.0.0.0/40" is not a valid item of whitelistIps
`));

	it("needs a certificate for a domain of which the user takes care", () =>
		assertMarked(`
resources:
  lb:
    type: application-load-balancer
    properties:
      customDomains:
        - domainName: a.example.com
          disableDnsRecordCreation: true
          #<^^^^^^^^^^^^^^^^^^^^^^^^ certificate-needed: "a.example.com" has disableDnsRecordCreation, but no customCertificateArn
`));
});
