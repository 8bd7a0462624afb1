import { Type } from "typebox";
import { flag, list, object, optional, text } from "../../schema/schema.ts";

const certificates = "https://docs.aws.amazon.com/acm/latest/userguide/acm-overview.html";

/**
 * A full domain name, with or without the final dot: labels of letters, digits, `_` and inner `-`; the last one begins with a letter, so that an IP
 * address is none, and has 2 to 63 characters. The format's reference stops at 6 there, which rejects many registered
 * top-level domains.
 */
const domainPattern =
	"^([A-Za-z0-9_]([A-Za-z0-9_+-]{0,61}[A-Za-z0-9_])?\\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]\\.?$";

const domainForm = {
	pattern: domainPattern,
	patternHint: "write a full domain name without protocol, path or port, such as `api.example.com`",
	maxLength: 255,
	examples: ["api.example.com"],
	knownBefore: true,
};

/** A domain of the user's own: an item of `customDomains`. */
export const domainConfiguration = object("A domain of your own that leads to this resource.", {
	domainName: text("Full domain name without protocol, for example `api.example.com`.", domainForm),
	customCertificateArn: optional(
		text(
			"ARN of an issued ACM certificate to use instead of the one that would be looked up for the domain.",
			{
				pattern: "^arn:[a-z-]+:acm:[a-z0-9-]+:\\d{12}:certificate/.+$",
				patternHint:
					"write the ARN of a certificate, such as `arn:aws:acm:us-east-1:123456789012:certificate/…`",
				source: certificates,
			},
		),
	),
	disableDnsRecordCreation: optional(
		flag(
			"Leave DNS alone: no record is written in Route 53, you point the domain at the resource yourself.",
			{
				default: false,
			},
		),
	),
});

/** The `customDomains` of a resource. */
export const customDomains = list(
	"Domains of your own that lead to this resource, each with a certificate and a DNS record.",
	domainConfiguration,
);

/** The `customDomains` of a load balancer, where a plain text stands for its name. */
export const loadBalancerDomains = list(
	"Domains of your own that lead to this load balancer: names, or objects that say more.",
	Type.Union([text("Full domain name, for example `api.example.com`.", domainForm), domainConfiguration], {
		description: "A domain of your own.",
	}),
);
