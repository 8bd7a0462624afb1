import { logicalId } from "../../../names/logical-id.ts";
import { type Intrinsic, ref } from "../../../template/intrinsics.ts";
import type { Placed, Surroundings } from "../../kind.ts";
import { member } from "../event-use.ts";
import { isInside } from "../vpc-access.ts";

/** Types that an agent reaches from inside of the network, wherever else they can be reached from. */
const databases: ReadonlySet<string> = new Set(["relational-database", "redis-cluster"]);

/** Logical id of the security group of an agent. */
export const agentGroupId = (owner: string) => logicalId({ owner, type: "AWS::EC2::SecurityGroup" });

/** The security group of an agent, which it has when it stands in the network. */
export const agentGroup = (owner: string): Intrinsic => ref(agentGroupId(owner));

/**
 * True for an agent that connects to something in the stack's network. It then stands there itself, in the private
 * subnets: AgentCore gives it no address of the internet, so that it goes out through the NAT gateways.
 */
export function isAgentInNetwork({ type, values }: Placed, surroundings: Surroundings): boolean {
	const written = type === "agentcore-runtime" ? member(values, "connectTo") : undefined;
	if (!Array.isArray(written)) return false;
	return written.some((name) => {
		const other = surroundings.resource(String(name));
		return other !== undefined && (databases.has(other.type) || isInside(other, surroundings));
	});
}
