import assert from "node:assert/strict";
import {
	checkFirewall,
	firewallArn,
	webAclAssociation,
} from "../../../../engine/resources/shared/firewall.ts";
import { CompanionSlot } from "../../../../engine/template/slot.ts";
import { placed, surroundings } from "../../../support/placed.ts";

const around = surroundings([], []);

describe("a firewall, as others see it", () => {
	it("has an ARN in its region, or in us-east-1", () => {
		assert.deepEqual(firewallArn("fw", "regional", around), { "Fn::GetAtt": ["FwWebAcl", "Arn"] });
		assert.deepEqual(firewallArn("fw", "cdn", around), new CompanionSlot("FwWebAcl", "Arn"));
	});

	it("stands in front of a resource", () => {
		const balancer = placed("application-load-balancer", "lb", { useFirewall: "fw" });
		const [child] = webAclAssociation(balancer, { Ref: "LbLoadBalancer" }, around);
		assert.equal(child?.id, "LbWebAclAssociation");
		assert.deepEqual(child?.resource.Properties?.["WebACLArn"], { "Fn::GetAtt": ["FwWebAcl", "Arn"] });
		assert.deepEqual(webAclAssociation(placed("user-auth-pool", "pool", {}), "arn:pool", around), []);
	});

	it("has the scope of what it protects", () => {
		const found = (scope: string) =>
			checkFirewall(
				placed("bucket", "files", {}),
				["cdn", "useFirewall"],
				"cdn",
				surroundings([], [], { namedAt: () => placed("web-app-firewall", "fw", { scope }) }),
			).map(({ code, path }) => `${code} at ${path.join(".")}`);
		assert.deepEqual(found("regional"), ["firewall-scope at cdn.useFirewall"]);
		assert.deepEqual(found("cdn"), []);
	});
});
