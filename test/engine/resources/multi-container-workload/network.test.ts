import assert from "node:assert/strict";
import { securityGroupChild } from "../../../../engine/resources/multi-container-workload/network.ts";
import { placed, resourcesOf, surroundings } from "../../../support/placed.ts";
import { container, workload } from "./example.ts";

const events = [
	{
		type: "http-api-gateway",
		properties: { httpApiGatewayName: "gw", method: "GET", path: "/a", containerPort: 80 },
	},
	{
		type: "http-api-gateway",
		properties: { httpApiGatewayName: "gw", method: "GET", path: "/b", containerPort: 80 },
	},
	{
		type: "application-load-balancer",
		properties: { loadBalancerName: "lb", priority: 1, paths: ["*"], containerPort: 81 },
	},
	{
		type: "network-load-balancer",
		properties: { loadBalancerName: "nlb", listenerPort: 5, containerPort: 82 },
	},
	{ type: "service-connect", properties: { containerPort: 83 } },
	{ type: "workload-internal", properties: { containerPort: 84 } },
] as const;

const others = [
	placed("http-api-gateway", "gw", {}),
	placed("application-load-balancer", "lb", {}),
	placed("network-load-balancer", "nlb", { listeners: [{ protocol: "TCP", port: 5 }] }),
];

function group(values: Parameters<typeof workload>[0]) {
	const app = workload({ containers: [container({ events })], ...values });
	return resourcesOf([securityGroupChild(app, surroundings([app, ...others], []))])["AppSecurityGroup"]
		?.Properties;
}

describe("the security group of a workload", () => {
	it("lets in who has an event, at its port, and nobody from inside the task", () =>
		assert.deepEqual(group({}), {
			GroupName: "proj-dev-app-sg",
			GroupDescription: "Security group associated with app in stack proj-dev",
			VpcId: { Ref: "StpVpc" },
			SecurityGroupIngress: [
				[{ SourceSecurityGroupId: { Ref: "LbLbSecurityGroup" } }, 81, "from load balancer lb to 81"],
				[{ SourceSecurityGroupId: { Ref: "NlbLbSecurityGroup" } }, 82, "from load balancer nlb to 82"],
				[{ SourceSecurityGroupId: { Ref: "GwVpcLinkSecurityGroup" } }, 80, "from http api gateway gw to 80"],
				[{ CidrIp: "172.16.0.0/16" }, 83, "service connect port 83"],
			].map(([from, port, Description]) => ({
				IpProtocol: "tcp",
				FromPort: port,
				ToPort: port,
				...Object(from),
				Description,
			})),
		}));

	it("opens the ports that Docker gives on machines", () => {
		const rules = group({ resources: { instanceTypes: ["t3.medium"] } })?.["SecurityGroupIngress"];
		assert.ok(Array.isArray(rules));
		assert.deepEqual(
			rules.map(({ FromPort, ToPort }) => [FromPort, ToPort]),
			rules.map(() => [32_768, 65_535]),
		);
	});
});
