import { choice, integer, object, optional, type Static } from "../schema/schema.ts";
import { join } from "../template/intrinsics.ts";
import { type Deployed, defineResource, type Finding, type Part, type Placed } from "./kind.ts";
import { dnsName } from "./shared/load-balancer.ts";
import {
	checkVariables,
	type ServiceSettings,
	serviceProperties,
	serviceWorkload,
} from "./shared/service-container.ts";

const DEFAULT_PORT = 3000;

const properties = object("Settings of the service.", {
	...serviceProperties,
	port: optional(
		integer("Port at which the container listens and others reach it; the container finds it in `PORT`.", {
			default: DEFAULT_PORT,
			minimum: 1,
			maximum: 65_535,
		}),
	),
	protocol: optional(
		choice("What is spoken there, which lets ECS measure it; nothing is known of it when left out.", [
			"http",
			"http2",
			"grpc",
		]),
	),
	loadBalancing: optional(
		object("How others reach the service.", {
			type: choice("What stands between.", ["service-connect", "application-load-balancer"], {
				default: "service-connect",
				valueDocs: {
					"service-connect": "Nothing: other services of the stack reach the containers by a name.",
					"application-load-balancer":
						"A load balancer in the VPC, which also functions and batch jobs reach.",
				},
			}),
		}),
	),
});

type Service = Placed<Deployed<Static<typeof properties>>>;

const BALANCER = "loadBalancer";

const portOf = ({ values }: Service) => values.port ?? DEFAULT_PORT;
const hasBalancer = ({ values }: Service) => values.loadBalancing?.type === "application-load-balancer";

function eventOf(service: Service) {
	const port = portOf(service);
	if (!hasBalancer(service)) {
		const { protocol } = service.values;
		return {
			type: "service-connect",
			properties: { containerPort: port, alias: service.name.toLowerCase(), protocol },
		};
	}
	return {
		type: "application-load-balancer",
		properties: {
			loadBalancerName: `${service.reference}.${BALANCER}`,
			containerPort: port,
			listenerPort: port,
			priority: 3,
			paths: ["*"],
		},
	};
}

function settingsOf(service: Service): ServiceSettings {
	return {
		variables: { PORT: String(portOf(service)), HOST: "0.0.0.0" },
		events: [eventOf(service)],
		entrance: ["port"],
	};
}

function partsOf(service: Service): readonly Part[] {
	const workload = serviceWorkload(service, settingsOf(service));
	if (!hasBalancer(service)) return [workload];
	const listeners = [{ protocol: "HTTP", port: portOf(service) }];
	return [
		workload,
		{
			key: BALANCER,
			type: "application-load-balancer",
			name: service.name,
			properties: { interface: "internal", listeners },
			placeOf: () => ["loadBalancing"],
		},
	];
}

/** A load balancer that speaks HTTP to its callers speaks HTTP/1.1 to the containers too. */
function checkProtocol(service: Service): readonly Finding[] {
	const { protocol } = service.values;
	if (protocol === undefined || protocol === "http" || !hasBalancer(service)) return [];
	return [
		{
			code: "protocol-unused",
			severity: "warning",
			message: `protocol has no effect behind a load balancer, which speaks HTTP/1.1 and not ${protocol}`,
			path: ["protocol"],
			atKey: true,
			hint: "remove it, or use loadBalancing of the type service-connect",
		},
	];
}

const paramDocs = {
	address: "Name and port by which others reach the service, without a protocol.",
};

/** The room of `private-service`. */
export const privateService = defineResource({
	type: "private-service",
	docs: "A container that only the other services of the stack reach, or what is in its VPC.",
	source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect.html",
	properties,
	snippet: `type: private-service
properties:
  packaging:
    type: stacktape-image-buildpack
    properties:
      entryfilePath: \${1:./src/server.ts}
  resources:
    cpu: \${2|0.25,0.5,1,2,4,8,16|}
    memory: \${3:512}`,
	names: () => ({}),
	paramDocs,
	params: (service) =>
		hasBalancer(service)
			? {
					address: {
						docs: paramDocs.address,
						value: join(":", [dnsName(service.name), String(portOf(service))]),
						shown: true,
					},
				}
			: {},
	parts: partsOf,
	hoistsParts: true,
	check: (service) => [...checkVariables(service, settingsOf(service)), ...checkProtocol(service)],
	compile: () => [],
});
