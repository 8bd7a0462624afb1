import { integer, list, object, optional, text, variant } from "../../../schema/schema.ts";
import { addressRange, port } from "../load-balancer-schema.ts";

const guide = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application";
const ruleConditions = `${guide}/rule-condition-types.html`;

const texts = (docs: string, item: string) => optional(list(docs, text(item), { source: ruleConditions }));

/** Properties of every event of type `application-load-balancer`, whatever takes the requests. */
export const loadBalancerProperties = {
	loadBalancerName: text("Name of the load balancer.", { references: ["application-load-balancer"] }),
	listenerPort: optional(
		port("Port of the load balancer's listener: needed when it has `listeners` of its own, and only then."),
	),
	priority: integer("Rules are tried from the lowest priority to the highest; each has its own.", {
		minimum: 1,
		maximum: 50_000,
		source: `${guide}/listener-rules.html`,
	}),
	paths: texts(
		"Paths of the request that fit; `*` and `?` are wildcards.",
		"A path, for example `/invoices/*`.",
	),
	methods: optional(
		list(
			"Methods that fit.",
			text("A method, in capital letters.", {
				pattern: "^[A-Z_-]{1,40}$",
				patternHint: "write it in capital letters, such as GET",
				source: ruleConditions,
			}),
			{ source: ruleConditions },
		),
	),
	hosts: texts("Host names that fit; `*` and `?` are wildcards.", "A host name."),
	headers: optional(
		list(
			"Headers that the request must have, all of them.",
			object("A header.", {
				headerName: text("Name of the header.", { maxLength: 40, source: ruleConditions }),
				values: list("Values that fit; `*` and `?` are wildcards.", text("A value."), { minItems: 1 }),
			}),
			{ source: ruleConditions },
		),
	),
	queryParams: optional(
		list(
			"Query parameters that the request must have, all of them.",
			object("A query parameter.", {
				paramName: text("Name of the parameter."),
				values: list("Values that fit; `*` and `?` are wildcards.", text("A value."), { minItems: 1 }),
			}),
			{ source: ruleConditions },
		),
	),
	sourceIps: optional(
		list("Addresses that the request may come from.", addressRange, { source: ruleConditions }),
	),
};

/** A request to a load balancer that a function answers. */
export const loadBalancerVariant = variant(
	"A request to an application load balancer.",
	"application-load-balancer",
	object("Which requests, at which load balancer. At least one condition is needed.", loadBalancerProperties),
	{ source: "https://docs.aws.amazon.com/lambda/latest/dg/services-alb.html" },
);
