import { logicalId } from "../../names/logical-id.ts";
import { text } from "../../schema/schema.ts";
import { getAtt, type Text } from "../../template/intrinsics.ts";
import type { Child, Finding, Path, Placed, Surroundings } from "../kind.ts";
import { edgeAttribute } from "./edge.ts";
import { member } from "./event-use.ts";

const WEB_ACL = "AWS::WAFv2::WebACL";
const ASSOCIATION = "AWS::WAFv2::WebACLAssociation";

/** What a firewall inspects the requests of: one of CloudFront cannot be put in front of anything else. */
export type FirewallScope = "cdn" | "regional";

/** Logical id of the web ACL of the firewall named `name`. */
export const webAclId = (name: string) => logicalId({ owner: name, type: WEB_ACL });

/** ARN of a group of rules that is kept outside of the config. */
export const ruleGroupArn = text("ARN of the group.", {
	pattern: "^(arn:[^:]+:wafv2:.+|\\{\\{resolve:.*)$",
	patternHint:
		"write the ARN of a rule group, such as `arn:aws:wafv2:eu-west-1:123456789012:regional/rulegroup/…`",
});

/** The `useFirewall` of a resource. */
export const useFirewall = (scope: FirewallScope) =>
	text(`Name of a \`web-app-firewall\` with scope \`${scope}\` that inspects the requests.`, {
		references: ["web-app-firewall"],
		source: "https://docs.aws.amazon.com/waf/latest/developerguide/how-aws-waf-works-resources.html",
	});

/** ARN of the web ACL of a firewall; CloudFront's stand in us-east-1, wherever the stack itself stands. */
export function firewallArn(name: string, scope: FirewallScope, { target }: Surroundings): Text {
	return scope === "cdn" ? edgeAttribute(target, webAclId(name), "Arn") : getAtt(webAclId(name), "Arn");
}

/** Puts the firewall that a resource names in front of what has the ARN `resourceArn`. */
export function webAclAssociation(
	resource: Placed<{ readonly useFirewall?: Text | undefined }>,
	resourceArn: Text,
	surroundings: Surroundings,
): readonly Child[] {
	const path = ["useFirewall"];
	const { useFirewall: named } = resource.values;
	// A firewall of the wrong scope is reported; where it stands there is nothing to associate.
	if (typeof named !== "string" || checkFirewall(resource, path, "regional", surroundings).length > 0)
		return [];
	const name = surroundings.resource(named)?.name ?? named;
	return [
		{
			id: logicalId({ owner: resource.name, type: ASSOCIATION }),
			origin: path,
			resource: {
				Type: ASSOCIATION,
				Properties: { ResourceArn: resourceArn, WebACLArn: firewallArn(name, "regional", surroundings) },
			},
		},
	];
}

/** Finds a firewall of the wrong scope that the text at `path` of a resource names. */
export function checkFirewall(
	{ reference }: Placed,
	path: Path,
	scope: FirewallScope,
	surroundings: Surroundings,
): readonly Finding[] {
	const firewall = surroundings.namedAt(reference, path);
	const found = member(firewall?.values, "scope");
	if (!firewall || typeof found !== "string" || found === scope) return [];
	return [
		{
			code: "firewall-scope",
			message: `the firewall "${firewall.reference}" has the scope ${found}, but ${scope === "cdn" ? "a CDN" : "this"} needs ${scope}`,
			path,
			hint: `set scope: ${scope} there, or use another web-app-firewall`,
		},
	];
}
