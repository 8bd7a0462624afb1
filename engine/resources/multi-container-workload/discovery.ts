import { logicalId } from "../../names/logical-id.ts";
import { physicalName } from "../../names/physical-name.ts";
import { stackName } from "../../names/target.ts";
import { getAtt } from "../../template/intrinsics.ts";
import type { Child, Surroundings } from "../kind.ts";
import { vpcOf } from "../shared/vpc.ts";
import { connectEvents } from "./events/ports.ts";
import { workloadsOf } from "./roles.ts";

// The format ends the id in `Service`, although it is a namespace.
const namespaceId = logicalId({ owner: undefined, specifier: "Discovery", type: "Service" });

/** An attribute of the namespace in which the services of the stack find each other. */
export function namespaceAttribute(attribute: "Id" | "Arn") {
	return getAtt(namespaceId, attribute);
}

/** The namespace in which the services of the stack find each other, and gateways find them. */
export function namespaceChild(surroundings: Surroundings): Child {
	const name = physicalName([stackName(surroundings.target), "private-namespace"], {
		maxLength: 63,
		source: "https://docs.aws.amazon.com/cloud-map/latest/api/API_CreatePrivateDnsNamespace.html",
	});
	return {
		id: namespaceId,
		name,
		shared: true,
		resource: {
			Type: "AWS::ServiceDiscovery::PrivateDnsNamespace",
			Properties: { Name: name.text, Vpc: vpcOf(surroundings).id, Tags: surroundings.tags },
		},
	};
}

/** True when a service of the stack is reached by a name: all the others then have to be able to use names. */
export function usesServiceConnect(surroundings: Surroundings): boolean {
	return surroundings.once("service-connect", () =>
		workloadsOf(surroundings).some((workload) => connectEvents(workload).length > 0),
	);
}
