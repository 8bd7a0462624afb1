import type { Target } from "../../names/target.ts";
import { getAtt, ref, type Text } from "../../template/intrinsics.ts";
import { CompanionSlot } from "../../template/slot.ts";

/** The region where CloudFront's certificates, firewalls and functions must stand. */
export const EDGE_REGION = "us-east-1";

/** `Fn::GetAtt` of a child with `region: "us-east-1"`, wherever the stack itself stands. */
export function edgeAttribute(target: Target, logicalId: string, attribute: string): Text {
	if (target.region === EDGE_REGION) return getAtt(logicalId, attribute);
	return new CompanionSlot(logicalId, attribute);
}

/** `Ref` of a child with `region: "us-east-1"`, wherever the stack itself stands. */
export function edgeRef(target: Target, logicalId: string): Text {
	return target.region === EDGE_REGION ? ref(logicalId) : new CompanionSlot(logicalId);
}
