import { physicalName } from "../../names/physical-name.ts";
import { stackName } from "../../names/target.ts";
import { ref } from "../../template/intrinsics.ts";
import type { Child, Surroundings } from "../kind.ts";
import { vpcLinkGroupId, vpcLinkId } from "../shared/http-api/vpc-link.ts";
import { vpcOf } from "../shared/vpc.ts";
import { type Gateway, tagMap } from "./settings.ts";

/** Ports of containers that routes of the gateway lead to, each once. */
function containerPorts({ reference }: Gateway, surroundings: Surroundings): readonly number[] {
	const ports = surroundings
		.usesOf(reference)
		.flatMap(({ holder: { containerPort } }) => (typeof containerPort === "number" ? [containerPort] : []));
	return [...new Set(ports)];
}

/**
 * The way from the gateway to containers, which stand in the network and have no address outside of it. Only for a
 * gateway that has routes to containers.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vpc-links.html
 */
export function vpcLinkChildren(gateway: Gateway, surroundings: Surroundings): readonly Child[] {
	const ports = containerPorts(gateway, surroundings);
	if (ports.length === 0) return [];
	const { name } = gateway;
	const stack = stackName(surroundings.target);
	const vpc = vpcOf(surroundings);
	const groupName = physicalName([stack, name, "vpc-link-sg"], {
		maxLength: 255,
		source: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html",
	});
	const linkName = physicalName([stack, name, "vpc-link"], {
		maxLength: 128,
		source: "https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/vpclinks.html",
	});
	return [
		...vpc.children,
		{
			id: vpcLinkGroupId(name),
			name: groupName,
			resource: {
				Type: "AWS::EC2::SecurityGroup",
				Properties: {
					GroupName: groupName.text,
					GroupDescription: `The way of the gateway ${name} of the stack ${stack} to containers`,
					VpcId: vpc.id,
					SecurityGroupIngress: ports.map((port) => ({
						IpProtocol: "tcp",
						FromPort: port,
						ToPort: port,
						CidrIp: "0.0.0.0/0",
					})),
				},
			},
		},
		{
			id: vpcLinkId(name),
			name: linkName,
			resource: {
				Type: "AWS::ApiGatewayV2::VpcLink",
				Properties: {
					Name: linkName.text,
					SubnetIds: vpc.publicSubnets.slice(0, 3),
					SecurityGroupIds: [ref(vpcLinkGroupId(name))],
					Tags: tagMap(surroundings),
				},
			},
		},
	];
}
