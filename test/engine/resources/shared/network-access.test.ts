import assert from "node:assert/strict";
import {
	ingress,
	securityGroup,
	securityGroupName,
	securityGroupRef,
} from "../../../../engine/resources/shared/network-access.ts";
import { surroundings, target } from "../../../support/placed.ts";

describe("the security group of what listens in the network", () => {
	it("lets every source in once", () =>
		assert.deepEqual(ingress(443, [{ CidrIp: "10.0.0.0/8" }, { CidrIp: "10.0.0.0/8" }]), [
			{ IpProtocol: "tcp", FromPort: 443, ToPort: 443, CidrIp: "10.0.0.0/8" },
		]));

	it("has its name and is referred to by its id", () => {
		assert.equal(securityGroupName("files", target, "efs-sg").text, "proj-dev-files-efs-sg");
		assert.deepEqual(securityGroupRef("files"), { "Fn::GetAtt": ["FilesSecurityGroup", "GroupId"] });
	});

	it("lets nobody in when nobody connects", () => {
		const listener = { name: "db", reference: "db", port: 1, mode: "scoping-workloads-in-vpc" } as const;
		const { resource } = securityGroup(listener, surroundings([], []), { description: "Nobody" });
		assert.deepEqual(resource.Properties?.["SecurityGroupIngress"], []);
		assert.equal(resource.Properties?.["GroupDescription"], "Nobody");
	});
});
