import { integer, list, object, optional, text, variant } from "../../../schema/schema.ts";

/*
 * Events of the format that Spool does not build yet. Their schemas are complete, so that a config of the format is
 * checked as a whole; `notBuilt` makes any use of them a problem, never silence.
 */

const loadBalancers = "https://docs.aws.amazon.com/lambda/latest/dg/services-alb.html";
const ruleConditions =
	"https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html";

const texts = (docs: string, item: string) => optional(list(docs, text(item), { source: ruleConditions }));

const applicationLoadBalancer = variant(
	"A request to an application load balancer.",
	"application-load-balancer",
	object("Which requests, at which load balancer. At least one condition is needed.", {
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
	}),
	{ notBuilt: "application-load-balancer event", source: loadBalancers },
);

const cloudwatchAlarm = variant(
	"An alarm of this config goes off.",
	"cloudwatch-alarm",
	object("Which alarm.", {
		alarmName: text("The alarm by resource and position, for example `api.alarms.0`."),
	}),
	{
		notBuilt: "cloudwatch-alarm event",
		source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html",
	},
);

/** Events that are not built yet, in the order of the docs. */
export const notBuiltEvents = [applicationLoadBalancer, cloudwatchAlarm] as const;
