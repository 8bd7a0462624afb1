import assert from "node:assert/strict";
import { webService } from "../../../engine/resources/web-service.ts";
import { analysed, assertMarked, idsIn, propertiesIn } from "../../support/analysed.ts";

const config = (more = "") => `resources:
  web:
    type: web-service
    properties:
      packaging: { type: stacktape-image-buildpack, properties: { entryfilePath: ./src/web.ts } }
      resources: { cpu: 0.25, memory: 512 }
${more}`;

const balanced = "      loadBalancing: { type: application-load-balancer }\n";
const network = (more = "") =>
	`      loadBalancing: { type: network-load-balancer, properties: { ports: [{ port: 5000, protocol: TCP }${more}] } }\n`;

/** What belongs to the entrance of the service. */
const entrance = (text: string) => {
	const analysis = analysed(text);
	assert.deepEqual(analysis.problems, []);
	return idsIn(
		analysis,
		/^(Stp[^DW]|Stp(Dep|Container)|Web(Ecs|Scal|Cluster|Service|Role|Task|SecurityGroup$))/,
	);
};

describe("a web service", () => {
	it("is reached through an HTTP API", () =>
		assert.deepEqual(entrance(config()), [
			"StpDiscoveryService",
			"StpWebAnyProxyRoute",
			"WebWebToPort3000Integration",
			"WebPort3000DiscoveryService",
			...["WebApi", "WebStage", "WebLogGroup", "WebVpcLinkSecurityGroup", "WebVpcLink"],
		]));

	it("is reached through an application load balancer", () =>
		assert.deepEqual(entrance(config(balanced)), [
			"WebPort80Priority3ListenerRule",
			"WebWebToPort3000TargetGroup",
			"WebLbSecurityGroup",
			"WebLoadBalancer",
			"WebPort80Listener",
		]));

	it("is reached through a network load balancer, at the ports of the config", () => {
		const text = config(network(", { port: 5001, protocol: TCP, containerPort: 6001 }"));
		assert.deepEqual(entrance(text), [
			"WebWebToPort5000TargetGroup",
			"WebWebToPort6001TargetGroup",
			"WebLbSecurityGroup",
			"WebLoadBalancer",
			"WebPort5000Listener",
			"WebPort5001Listener",
		]);
		const { WebTaskDefinition } = propertiesIn(analysed(text), /^WebTaskDefinition$/);
		assert.doesNotMatch(JSON.stringify(WebTaskDefinition), /"Name":"PORT"/);
	});

	it("tells its container where to listen", () => {
		const deployment = "      deployment: { strategy: AllAtOnce }\n";
		const variables = (text: string) => {
			const { WebTaskDefinition } = propertiesIn(analysed(text), /^WebTaskDefinition$/);
			const definition = WebTaskDefinition as {
				readonly ContainerDefinitions: readonly {
					readonly Environment: readonly { readonly Name: string; readonly Value: string }[];
				}[];
			};
			return definition.ContainerDefinitions[0]?.Environment.map(({ Name, Value }) => `${Name}=${Value}`);
		};
		const node =
			"NODE_OPTIONS=--enable-source-maps --experimental-require-module --experimental-detect-module";
		assert.deepEqual(variables(config()), ["PORT=3000", "HOST=0.0.0.0", node]);
		assert.deepEqual(variables(config(balanced + deployment)), [
			"PORT=3000",
			"HOST=0.0.0.0",
			"DEPLOYMENT_TEST_PORT=8080",
			node,
		]);
	});

	it("hands its settings to what takes the requests", () => {
		const cors = `      cors: { enabled: true, allowedMethods: [GET] }
      logging: { retentionDays: 3 }
`;
		const { WebApi, WebLogGroup, WebServiceContainerLogGroup } = propertiesIn(analysed(config(cors)), /^Web/);
		assert.match(JSON.stringify(WebApi), /"AllowMethods":\["GET"\]/);
		for (const group of [WebLogGroup, WebServiceContainerLogGroup])
			assert.equal((group as { readonly RetentionInDays: number }).RetentionInDays, 3);
		const health = `      loadBalancing: { type: application-load-balancer, properties: { healthcheckPath: /up } }\n`;
		const { WebWebToPort3000TargetGroup } = propertiesIn(analysed(config(health)), /TargetGroup$/);
		assert.equal(
			(WebWebToPort3000TargetGroup as { readonly HealthCheckPath: string }).HealthCheckPath,
			"/up",
		);
	});

	it("keeps what could not be delivered of the logs of both parts in one bucket", () => {
		const logging = "      logging: { logForwarding: { type: highlight, properties: { projectId: a } } }\n";
		const analysis = analysed(config(logging));
		assert.deepEqual(analysis.problems, []);
		const ids = idsIn(analysis);
		for (const id of [
			"WebLogForwardingFailedRecordsBucket",
			"WebLogGroupDeliveryStream",
			"WebServiceContainerLogGroupDeliveryStream",
		])
			assert.ok(ids.includes(id), id);
	});

	it("has the parameters and links of its parts", () => {
		const params = (text: string) => Object.keys(analysed(text).surroundings?.paramsOf("web") ?? {});
		assert.deepEqual(params(config()).sort(), ["domain", "url"]);
		assert.ok(params(config(balanced)).includes("canonicalDomain"));
		assert.deepEqual(params(config(network())).sort(), ["canonicalDomain", "domain"]);
		assert.equal(webService.connect, undefined);
	});

	it("has only what fits what takes the requests", () => {
		assertMarked(
			config(`      deployment: { strategy: AllAtOnce }
      #<^^^^^^^^^^ deployment-needs-balancer: deployment needs loadBalancing of the type application-load-balancer
`),
		);
		assertMarked(
			config(`${balanced}      cors: { enabled: true }
      #<^^^^ cors-needs-gateway: cors needs loadBalancing of the type http-api-gateway
`),
		);
	});

	it("is told of at its own words", () =>
		assertMarked(
			config(`      loadBalancing:
        type: network-load-balancer
        properties:
          healthcheckTimeout: 5
          #                   ^ health-check-timeout: a health check may take 5 seconds, but the next one begins after 5
          ports:
            - { port: 5000, protocol: TCP }
            - { port: 5000, protocol: TCP }
            #         ^^^^ duplicate-listener-port: the port 5000 already has a listener
            - port: 443
              protocol: TLS
              #         ^^^ tls-without-certificate: the listener of port 443 has neither a domain nor a certificate to speak TLS with
`),
		));

	it("needs a certificate for a domain whose DNS it leaves alone", () => {
		const domain = (more: string) =>
			config(`      customDomains:
        - domainName: a.example.com
          disableDnsRecordCreation: true
${more}`);
		assertMarked(
			domain(
				`        # ^^^^^^^^^^^^^^^^^^^^^^^^ certificate-needed: "a.example.com" has disableDnsRecordCreation, but no customCertificateArn
`,
			),
		);
		const arn = "arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555";
		assertMarked(domain(`          customCertificateArn: ${arn}\n`));
	});
});
