import { integer, list, object, optional, text, variant } from "../../../schema/schema.ts";

const loadBalancers = "https://docs.aws.amazon.com/lambda/latest/dg/services-alb.html";
const ruleConditions =
	"https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html";

const texts = (docs: string, item: string) => optional(list(docs, text(item), { source: ruleConditions }));

/** Properties of every event of type `application-load-balancer`, whatever takes the requests. */
export const loadBalancerProperties = {
	loadBalancerName: text("Name of the load balancer.", { references: ["application-load-balancer"] }),
	listenerPort: optional(
		integer("Port of the load balancer's listener, when it has listeners of its own.", {
			minimum: 1,
			maximum: 65_535,
		}),
	),
	priority: integer("Rules are tried from the lowest priority to the highest; each has its own.", {
		minimum: 1,
		maximum: 50_000,
		source: ruleConditions,
	}),
	paths: texts(
		"Paths of the request that fit; `*` and `?` are wildcards.",
		"A path, for example `/invoices/*`.",
	),
	methods: texts("Methods that fit.", "A method."),
	hosts: texts("Host names that fit; `*` and `?` are wildcards.", "A host name."),
	headers: optional(
		list(
			"Headers that the request must have.",
			object("A header.", {
				headerName: text("Name of the header."),
				values: list("Values that fit; `*` and `?` are wildcards.", text("A value.")),
			}),
			{ source: ruleConditions },
		),
	),
	queryParams: optional(
		list(
			"Query parameters that the request must have.",
			object("A query parameter.", {
				paramName: text("Name of the parameter."),
				values: list("Values that fit; `*` and `?` are wildcards.", text("A value.")),
			}),
			{ source: ruleConditions },
		),
	),
	sourceIps: texts(
		"Addresses that the request may come from.",
		"A range of addresses, for example `10.0.0.0/16`.",
	),
};

/** A request to a load balancer that a function answers. */
export const loadBalancerVariant = variant(
	"A request to an application load balancer.",
	"application-load-balancer",
	object("Which requests, at which load balancer. At least one condition is needed.", loadBalancerProperties),
	{ notBuilt: "application-load-balancer event", source: loadBalancers },
);
