import assert from "node:assert/strict";
import {
	namespaceAttribute,
	namespaceChild,
	usesServiceConnect,
} from "../../../../engine/resources/multi-container-workload/discovery.ts";
import { resourcesOf, surroundings, tags } from "../../../support/placed.ts";
import { container, workload } from "./example.ts";

const reached = workload({
	containers: [container({ events: [{ type: "service-connect", properties: { containerPort: 80 } }] })],
});

describe("the namespace of a stack", () => {
	it("is one for all services, in the VPC", () => {
		assert.deepEqual(resourcesOf([namespaceChild(surroundings([], []))]), {
			StpDiscoveryService: {
				Type: "AWS::ServiceDiscovery::PrivateDnsNamespace",
				Properties: { Name: "proj-dev-private-namespace", Vpc: { Ref: "StpVpc" }, Tags: tags },
			},
		});
		assert.equal(namespaceChild(surroundings([], [])).shared, true);
		assert.deepEqual(namespaceAttribute("Id"), { "Fn::GetAtt": ["StpDiscoveryService", "Id"] });
	});

	it("is used when any service is reached by a name", () => {
		assert.equal(usesServiceConnect(surroundings([workload()], [])), false);
		assert.equal(usesServiceConnect(surroundings([workload(), reached], [])), true);
	});
});
