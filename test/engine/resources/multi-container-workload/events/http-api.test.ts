import assert from "node:assert/strict";
import {
	checkHttpApiEvents,
	compileHttpApiEvents,
	serviceRegistries,
} from "../../../../../engine/resources/multi-container-workload/events/http-api.ts";
import { analysed, assertMarked, idsIn, propertiesIn } from "../../../../support/analysed.ts";
import { surroundings } from "../../../../support/placed.ts";
import { config, mainContainer, small, workload } from "../example.ts";

const gateways = `  gw: { type: http-api-gateway }
  admin: { type: http-api-gateway }
`;

const events = (...lines: readonly string[]) =>
	config(
		`${mainContainer}          events:
${lines.map((line) => `            - { type: http-api-gateway, properties: { ${line} } }\n`).join("")}${small}`,
		gateways,
	);

const own = /^(App(App|Gw|Admin|Port)|Stp(Gw|Admin|Disc))/;

describe("the events of containers at HTTP APIs", () => {
	const two = analysed(
		events(
			'httpApiGatewayName: gw, method: "*", path: "*", containerPort: 80',
			"httpApiGatewayName: gw, method: GET, path: /a, containerPort: 80",
			"httpApiGatewayName: admin, method: GET, path: /a, containerPort: 80",
		),
	);

	it("are routes to one integration for each gateway, and one service that gateways find", () => {
		assert.deepEqual(two.problems, []);
		assert.deepEqual(
			idsIn(two).filter((id) => own.test(id)),
			[
				"StpDiscoveryService",
				"StpGwAnyDefaultRoute",
				"StpGwGetARoute",
				"StpAdminGetARoute",
				"AppGwToPort80Integration",
				"AppAdminToPort80Integration",
				"AppPort80DiscoveryService",
			],
		);
		assert.deepEqual(propertiesIn(two, /^(AppGwToPort80Integration|AppPort80DiscoveryService)$/), {
			AppGwToPort80Integration: {
				ApiId: { Ref: "GwApi" },
				IntegrationType: "HTTP_PROXY",
				IntegrationMethod: "ANY",
				ConnectionType: "VPC_LINK",
				ConnectionId: { Ref: "GwVpcLink" },
				IntegrationUri: { "Fn::GetAtt": ["AppPort80DiscoveryService", "Arn"] },
				PayloadFormatVersion: "1.0",
			},
			AppPort80DiscoveryService: {
				NamespaceId: { "Fn::GetAtt": ["StpDiscoveryService", "Id"] },
				DnsConfig: { RoutingPolicy: "MULTIVALUE", DnsRecords: [{ Type: "SRV", TTL: 60 }] },
				HealthCheckCustomConfig: { FailureThreshold: 1 },
			},
		});
	});

	it("register the containers where gateways look", () => {
		const { AppService } = propertiesIn(two, /^AppService$/);
		assert.deepEqual((AppService as { readonly ServiceRegistries: unknown }).ServiceRegistries, [
			{
				RegistryArn: { "Fn::GetAtt": ["AppPort80DiscoveryService", "Arn"] },
				ContainerName: "main",
				ContainerPort: 80,
			},
		]);
	});

	it("are nothing where there are none", () => {
		const around = surroundings([workload()], []);
		assert.deepEqual(compileHttpApiEvents(workload(), around), []);
		assert.deepEqual(serviceRegistries(workload()), []);
		assert.deepEqual(checkHttpApiEvents(workload(), around), []);
	});

	it("lead to one port, in the form that containers get, and stand once", () =>
		assertMarked(
			config(
				`${mainContainer}          events:
            - type: http-api-gateway
              properties: { httpApiGatewayName: gw, method: GET, path: /a, containerPort: 80 }
            - type: http-api-gateway
              properties: { httpApiGatewayName: gw, method: GET, path: /a, containerPort: 80 }
              #                                                        ^^ duplicate-route: the route "GET /a" of gateway "gw" already belongs to event 1 of container 1 of "app"
            - type: http-api-gateway
              properties: { httpApiGatewayName: gw, method: GET, path: /b, containerPort: 81, payloadFormat: "2.0" }
              #                                                                           ^^ gateway-several-ports: this route leads to port 81, but an earlier one leads to port 80
              #                                                                                              ^^^^^ payload-format-of-container: payloadFormat is 2.0, but requests to containers have the form 1.0
${small}`,
				gateways,
			),
		));
});
