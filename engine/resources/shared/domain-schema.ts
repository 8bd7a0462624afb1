import { flag, list, object, optional, text } from "../../schema/schema.ts";

const certificates = "https://docs.aws.amazon.com/acm/latest/userguide/acm-overview.html";

/**
 * A full domain name: labels of letters, digits, `_` and inner `-`; the last one begins with a letter, so that an IP
 * address is none, and has 2 to 63 characters. The format's reference stops at 6 there, which rejects many registered
 * top-level domains.
 */
const domainPattern =
	"^([A-Za-z0-9_]([A-Za-z0-9_+-]{0,61}[A-Za-z0-9_])?\\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]$";

/** A domain of the user's own: an item of `customDomains`. */
export const domainConfiguration = object("A domain of your own that leads to this resource.", {
	domainName: text("Full domain name without protocol, for example `api.example.com`.", {
		pattern: domainPattern,
		patternHint: "write a full domain name without protocol, path or port, such as `api.example.com`",
		maxLength: 255,
		examples: ["api.example.com"],
	}),
	customCertificateArn: optional(
		text(
			"ARN of an issued ACM certificate to use instead of the one that would be looked up for the domain.",
			{
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
	{ notBuilt: "customDomains" },
);
