import { logicalId } from "../../names/logical-id.ts";
import { stackName } from "../../names/target.ts";
import { ref, type Text } from "../../template/intrinsics.ts";
import type { Child, Surroundings } from "../kind.ts";
import { gatewayName } from "../shared/http-api/routes.ts";
import { balancerOf } from "../shared/listener-rules.ts";
import { loadBalancerGroupId } from "../shared/load-balancer.ts";
import { vpcOf } from "../shared/vpc.ts";
import { balancerEvents, connectEvents, httpApiEvents, networkEvents } from "./events/ports.ts";
import { SECURITY_GROUP, securityGroupId, securityGroupName } from "./names.ts";
import { instanceTypesOf, type Workload } from "./properties.ts";

/** Who may reach which port. */
type Ingress = {
	readonly port: number;
	readonly from: { readonly SourceSecurityGroupId: Text } | { readonly CidrIp: Text };
	readonly text: string;
};

const nameOf = (reference: unknown, surroundings: Surroundings) =>
	surroundings.resource(String(reference))?.name ?? String(reference);

function fromBalancer(balancer: string, port: number): Ingress {
	return {
		port,
		from: { SourceSecurityGroupId: ref(loadBalancerGroupId(balancer)) },
		text: `from load balancer ${balancer} to ${port}`,
	};
}

function fromGateway(reference: unknown, port: number, surroundings: Surroundings): Ingress {
	const gateway = gatewayName(String(reference), surroundings);
	const group = logicalId({ owner: gateway, specifier: "VpcLink", type: SECURITY_GROUP });
	return {
		port,
		from: { SourceSecurityGroupId: ref(group) },
		text: `from http api gateway ${gateway} to ${port}`,
	};
}

function ingressOf(workload: Workload, surroundings: Surroundings): readonly Ingress[] {
	const vpc = vpcOf(surroundings);
	return [
		...balancerEvents(workload).flatMap(({ event }) => {
			const balancer = balancerOf(event, surroundings);
			return balancer ? [fromBalancer(balancer.name, event.containerPort)] : [];
		}),
		...networkEvents(workload).map(({ event }) =>
			fromBalancer(nameOf(event.loadBalancerName, surroundings), event.containerPort),
		),
		...httpApiEvents(workload).map(({ event }) =>
			fromGateway(event.httpApiGatewayName, event.containerPort, surroundings),
		),
		...connectEvents(workload).map(({ event: { containerPort } }) => ({
			port: containerPort,
			from: { CidrIp: vpc.cidr },
			text: `service connect port ${containerPort}`,
		})),
	];
}

/** Ports of a machine that containers on it get; from https://docs.docker.com/engine/network/. */
const hostPorts = { FromPort: 32_768, ToPort: 65_535 };

/** The security group of the containers: it lets in who has an event, at its port. */
export function securityGroupChild(workload: Workload, surroundings: Surroundings): Child {
	const { name: owner } = workload;
	const name = securityGroupName(owner, surroundings.target);
	const isOnMachines = instanceTypesOf(workload) !== undefined;
	const rules = ingressOf(workload, surroundings).map(({ port, from, text }) => ({
		IpProtocol: "tcp",
		...(isOnMachines ? hostPorts : { FromPort: port, ToPort: port }),
		...from,
		Description: text,
	}));
	// EC2 refuses the same rule twice: two routes of one gateway at one port are one rule.
	const distinct = new Map(
		rules.map(({ Description, ...rule }) => [JSON.stringify(rule), { ...rule, Description }]),
	);
	return {
		id: securityGroupId(owner),
		name,
		resource: {
			Type: SECURITY_GROUP,
			Properties: {
				GroupName: name.text,
				GroupDescription: `Security group associated with ${owner} in stack ${stackName(surroundings.target)}`,
				VpcId: vpcOf(surroundings).id,
				SecurityGroupIngress: [...distinct.values()],
			},
		},
	};
}
