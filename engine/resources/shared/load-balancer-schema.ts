import { choice, integer, list, text } from "../../schema/schema.ts";

/** A port of a load balancer or a container. */
export const port = (docs: string) => integer(docs, { minimum: 1, maximum: 65_535 });

/** An address or a range of addresses. */
export const addressRange = text("An IP address or a range, for example `203.0.113.0/24`.", {
	pattern:
		"^([0-9]{1,3}(\\.[0-9]{1,3}){3}(/(3[0-2]|[12]?[0-9]))?|[0-9a-fA-F]*:[0-9a-fA-F:.]*(/[0-9]{1,3})?)$",
	patternHint: "write an address such as 203.0.113.7, or a range such as 203.0.113.0/24",
});

/** Who may reach a listener. */
export const whitelistIps = list(
	"Addresses that may connect; everybody when left out, or the VPC for an internal load balancer.",
	addressRange,
);

/** Certificates that a listener uses in place of those of the domains. */
export const listenerCertificates = list(
	"ARNs of ACM certificates, used in place of those that would be looked up for the domains.",
	text("ARN of a certificate in the region of the stack.", {
		pattern: "^arn:[a-z-]+:(acm|iam):[a-z0-9-]*:\\d{12}:(certificate|server-certificate)/.+$",
		patternHint: "write the ARN of a certificate, such as `arn:aws:acm:eu-west-1:123456789012:certificate/…`",
	}),
);

/** Where a load balancer stands. */
export const loadBalancerInterface = choice("Who can reach it.", ["internet", "internal"], {
	default: "internet",
	source:
		"https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html",
	valueDocs: {
		internet: "Everybody: it has public addresses.",
		internal: "Only what is in the VPC: it has private addresses.",
	},
});
