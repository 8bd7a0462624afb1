import assert from "node:assert/strict";
import { privateService } from "../../../engine/resources/private-service.ts";
import { analysed, assertMarked, idsIn, propertiesIn } from "../../support/analysed.ts";
import { accepted, surroundings } from "../../support/placed.ts";

const config = (more = "") => `resources:
  Users:
    type: private-service
    properties:
      packaging: { type: stacktape-image-buildpack, properties: { entryfilePath: ./src/users.ts } }
      resources: { cpu: 0.25, memory: 512 }
${more}`;

const values = {
	packaging: { type: "prebuilt-image", properties: { image: "a:1" } },
	resources: { cpu: 0.25, memory: 512 },
};

describe("a private service", () => {
	it("is reached by its name", () => {
		const analysis = analysed(config("      port: 4000\n      protocol: http\n"));
		assert.deepEqual(analysis.problems, []);
		assert.deepEqual(idsIn(analysis, /^(Stp[^D]|Stp(Dep|Container)|Users(Ecs|Scal))/), [
			"StpDiscoveryService",
			"UsersCluster",
			"UsersSecurityGroup",
			"UsersService",
			"UsersServiceContainerLogGroup",
			"UsersRole",
			"UsersTaskDefinition",
		]);
		const { UsersService, UsersTaskDefinition } = propertiesIn(analysis, /^Users(Service|TaskDefinition)$/);
		assert.match(JSON.stringify(UsersService), /"PortName":"port-4000","DiscoveryName":"users"/);
		assert.match(JSON.stringify(UsersTaskDefinition), /"Name":"PORT","Value":"4000".*"AppProtocol":"http"/);
	});

	it("can stand behind a load balancer in the VPC", () => {
		const analysis = analysed(config("      loadBalancing: { type: application-load-balancer }\n"));
		assert.deepEqual(analysis.problems, []);
		assert.deepEqual(idsIn(analysis, /^(Stp|Users(Ecs|Scal|Cluster|Sec|Service|Role|Task))/), [
			"UsersPort3000Priority3ListenerRule",
			"UsersUsersToPort3000TargetGroup",
			"UsersLbSecurityGroup",
			"UsersLoadBalancer",
			"UsersPort3000Listener",
		]);
		const { UsersLoadBalancer } = propertiesIn(analysis, /^UsersLoadBalancer$/);
		assert.equal((UsersLoadBalancer as { readonly Scheme: string }).Scheme, "internal");
	});

	it("has an address for others", () => {
		const address = (more: object) =>
			privateService.params(accepted(privateService, "users", { ...values, ...more }), surroundings([], []))[
				"address"
			]?.value;
		assert.equal(address({}), undefined);
		assert.deepEqual(address({ loadBalancing: { type: "application-load-balancer" }, port: 80 }), {
			"Fn::Join": [":", [{ "Fn::GetAtt": ["UsersLoadBalancer", "DNSName"] }, "80"]],
		});
		const caller = `  caller:
    type: worker-service
    properties:
      packaging: { type: prebuilt-image, properties: { image: nginx } }
      resources: { cpu: 0.25, memory: 512 }
      environment:
        - { name: USERS, value: "$ResourceParam('Users', 'address')" }
      connectTo: [Users.containerWorkload]
`;
		const { CallerTaskDefinition } = propertiesIn(analysed(config(caller)), /^CallerTaskDefinition$/);
		assert.match(
			JSON.stringify(CallerTaskDefinition),
			/"Name":"USERS","Value":"users:3000"\},\{"Name":"STP_USERS_CONTAINER_WORKLOAD_ADDRESS","Value":"users:3000"/,
		);
	});

	it("says that it sets the port itself", () =>
		assertMarked(
			config(`      environment:
        - { name: PORT, value: 80 }
        #         ^^^^ (warning) variable-overridden: "PORT" is set to 3000 by the service itself, which wins over this value
`),
		));

	it("says what a load balancer does not speak", () =>
		assertMarked(`
resources:
  api:
    type: private-service
    properties:
      packaging: { type: prebuilt-image, properties: { image: nginx } }
      resources: { cpu: 0.25, memory: 512 }
      protocol: grpc
#     ^^^^^^^^ (warning) protocol-unused: protocol has no effect behind a load balancer, which speaks HTTP/1.1 and not grpc
      loadBalancing: { type: application-load-balancer }
`));
});
