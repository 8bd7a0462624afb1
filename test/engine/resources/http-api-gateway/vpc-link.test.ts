import assert from "node:assert/strict";
import { vpcLinkChildren } from "../../../../engine/resources/http-api-gateway/vpc-link.ts";
import { checkTemplate } from "../../../support/aws-schema.ts";
import { placed, resourcesOf, surroundings } from "../../../support/placed.ts";

describe("the way from a gateway to containers", () => {
	const by = placed("multi-container-workload", "app", {});
	const use = (containerPort?: number) => ({
		by,
		path: [],
		holder: { method: "GET", path: "/", containerPort },
	});
	const gateway = placed("http-api-gateway", "gw", {});
	const made = (...ports: (number | undefined)[]) =>
		resourcesOf(vpcLinkChildren(gateway, surroundings([], [], { usesOf: () => ports.map(use) })));

	it("is there for routes to containers only", () => assert.deepEqual(made(undefined), {}));

	it("is open for their ports", () => {
		const Resources = made(3000, undefined, 3000, 8080);
		assert.deepEqual(
			Resources["GwVpcLinkSecurityGroup"]?.Properties?.["GroupName"],
			"proj-dev-gw-vpc-link-sg",
		);
		assert.deepEqual(
			Resources["GwVpcLinkSecurityGroup"]?.Properties?.["SecurityGroupIngress"],
			[3000, 8080].map((port) => ({
				IpProtocol: "tcp",
				FromPort: port,
				ToPort: port,
				CidrIp: "0.0.0.0/0",
			})),
		);
		assert.equal(Resources["GwVpcLink"]?.Properties?.["Name"], "proj-dev-gw-vpc-link");
		const template = {
			AWSTemplateFormatVersion: "2010-09-09",
			Description: "",
			Resources,
			Outputs: {},
		} as const;
		assert.deepEqual(checkTemplate(template), []);
	});
});
