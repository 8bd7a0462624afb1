import { choice, integer, list, object, optional, text, variant, variants } from "../../../schema/schema.ts";
import { httpApiProperties } from "../../shared/events/http-api-schema.ts";
import { loadBalancerProperties } from "../../shared/events/load-balancer-schema.ts";

const serviceConnect = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect.html";

const port = { minimum: 1, maximum: 65_535 };

const containerPort = integer("Port at which the container listens.", port);

const httpApi = variant(
	"A request to an HTTP API.",
	"http-api-gateway",
	object("Which requests, at which gateway.", { ...httpApiProperties.properties, containerPort }),
	{
		source:
			"https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html",
	},
);

const applicationLoadBalancer = variant(
	"A request to an application load balancer.",
	"application-load-balancer",
	object("Which requests, at which load balancer. At least one condition is needed.", {
		...loadBalancerProperties,
		containerPort,
	}),
	{
		source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb.html",
	},
);

const networkLoadBalancer = variant(
	"A connection to a network load balancer.",
	"network-load-balancer",
	object("Which connections, at which load balancer.", {
		loadBalancerName: text("Name of the load balancer.", { references: ["network-load-balancer"] }),
		listenerPort: integer("Port of the load balancer's listener.", port),
		containerPort,
	}),
	{ source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/nlb.html" },
);

const internal = variant(
	"Connections of the other containers of the workload.",
	"workload-internal",
	object("Which port.", { containerPort }),
);

const connect = variant(
	"Connections of the other services of the stack (ECS Service Connect), which reach the container by a name.",
	"service-connect",
	object("Which port, under which name.", {
		containerPort,
		alias: optional(
			text(
				"Name by which other services reach the container; workload and container with a dash between them when left out.",
				{
					pattern: "^[a-z0-9_-]+$",
					patternHint: "use lower-case letters, digits, `-` and `_`",
					maxLength: 64,
					knownBefore: true,
					source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectService.html",
				},
			),
		),
		protocol: optional(
			choice("What is spoken there, which lets ECS measure it; nothing is known of it when left out.", [
				"http",
				"http2",
				"grpc",
			]),
		),
	}),
	{ source: serviceConnect },
);

/** The `events` of a container. */
export const containerEvents = list(
	"Who reaches the container, and at which port.",
	variants("Someone who reaches the container.", [
		httpApi,
		applicationLoadBalancer,
		networkLoadBalancer,
		internal,
		connect,
	]),
);
