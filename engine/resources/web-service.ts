import { Type } from "typebox";
import { choice, integer, list, object, optional, type Static, variant, variants } from "../schema/schema.ts";
import { type Deployed, defineResource, type Finding, type Part, type Path, type Placed } from "./kind.ts";
import {
	alarms,
	disabledGlobalAlarms,
	httpApiGatewayTriggers,
	loadBalancerTriggers,
} from "./shared/alarm-schema.ts";
import { cdnConfiguration } from "./shared/cdn/schema.ts";
import { loadBalancerHealth, networkHealth } from "./shared/container-schema.ts";
import { endpointCors } from "./shared/cors.ts";
import { customDomains } from "./shared/domain-schema.ts";
import { member } from "./shared/event-use.ts";
import { useFirewall } from "./shared/firewall.ts";
import {
	checkVariables,
	type ServiceSettings,
	serviceProperties,
	serviceWorkload,
} from "./shared/service-container.ts";
import { deployment } from "./shared/workload-schema.ts";

const port = (docs: string) => integer(docs, { minimum: 1, maximum: 65_535 });

const networkPort = object("A port that the load balancer listens at.", {
	port: port("The port that callers connect to."),
	protocol: optional(
		choice("How callers speak to it.", ["TLS", "TCP"], {
			default: "TLS",
			valueDocs: {
				TCP: "Connections go to the container as they are.",
				TLS: "The load balancer decrypts connections by the certificate of a custom domain.",
			},
		}),
	),
	containerPort: optional(port("Port at which the container listens; the same one when left out.")),
});

const loadBalancing = variants(
	"What takes the requests from the internet and hands them to the containers.",
	[
		object("An HTTP API: paid by the request, with HTTPS from the start.", {
			type: Type.Literal("http-api-gateway"),
		}),
		object("An application load balancer: paid by the hour, for much traffic and long requests.", {
			type: Type.Literal("application-load-balancer"),
			properties: optional(object("How it finds out whether a container works.", loadBalancerHealth)),
		}),
		variant(
			"A network load balancer: for anything that is not HTTP.",
			"network-load-balancer",
			object("Its ports, and how it finds out whether a container works.", {
				ports: list("Ports that the load balancer listens at.", networkPort, { minItems: 1 }),
				...loadBalancerHealth,
				...networkHealth,
			}),
		),
	],
);

const properties = object("Settings of the service.", {
	...serviceProperties,
	loadBalancing: optional(loadBalancing),
	cors: optional(
		endpointCors({
			docs: "Which pages of other origins may call the service from a browser. The HTTP API answers in place of the code.",
			defaultMethods: "all of them",
			source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html",
			maximumMaxAge: 86_400,
		}),
	),
	customDomains: optional(customDomains),
	cdn: optional(cdnConfiguration),
	alarms: optional(
		alarms("Alarms of what takes the requests; their types begin with that of `loadBalancing`.", [
			...httpApiGatewayTriggers,
			...loadBalancerTriggers,
		]),
	),
	disabledGlobalAlarms: optional(disabledGlobalAlarms),
	deployment: optional(deployment),
	useFirewall: optional(useFirewall("regional")),
});

type Web = Placed<Deployed<Static<typeof properties>>>;

/** Port at which the container listens for requests. */
const PORT = 3000;
/** Port of the load balancer where new versions are tried. */
const TEST_PORT = 8080;

const GATEWAY = "httpApiGateway";
const BALANCER = "loadBalancer";
const NETWORK = "networkLoadBalancer";

/** What an alarm measures: `http-api-gateway-latency`. */
const triggerOf = (alarm: unknown): string => String(member(member(alarm, "trigger"), "type"));

const entranceOf = ({ values }: Web) => values.loadBalancing?.type ?? "http-api-gateway";

const webVariables = (web: Web) => ({
	PORT: String(PORT),
	HOST: "0.0.0.0",
	...(web.values.deployment && { DEPLOYMENT_TEST_PORT: String(TEST_PORT) }),
});

type NetworkBalancing = Extract<
	NonNullable<Web["values"]["loadBalancing"]>,
	{ readonly type: "network-load-balancer" }
>;

function networkSettings(web: Web, { properties: written }: NetworkBalancing): ServiceSettings {
	const { ports, ...healthCheck } = written;
	// A port that is written twice is reported by the load balancer; its second event would be reported once more.
	const distinct = ports.filter(({ port: at }, index) => ports.findIndex((one) => one.port === at) === index);
	return {
		variables: { HOST: "0.0.0.0" },
		events: distinct.map(({ port: listenerPort, containerPort = listenerPort }) => ({
			type: "network-load-balancer",
			properties: { loadBalancerName: `${web.reference}.${NETWORK}`, listenerPort, containerPort },
		})),
		...(Object.keys(healthCheck).length > 0 && { healthCheck }),
		entrance: ["loadBalancing", "properties", "ports"],
		healthCheckPlace: ["loadBalancing", "properties"],
	};
}

function settingsOf(web: Web): ServiceSettings {
	const { loadBalancing: written, deployment: shift } = web.values;
	if (written?.type === "network-load-balancer") return networkSettings(web, written);
	if (written?.type === "application-load-balancer") {
		return {
			variables: webVariables(web),
			events: [
				{
					type: "application-load-balancer",
					properties: {
						loadBalancerName: `${web.reference}.${BALANCER}`,
						containerPort: PORT,
						priority: 3,
						paths: ["*"],
					},
				},
			],
			healthCheck: written.properties,
			deployment: shift,
			entrance: ["loadBalancing"],
			healthCheckPlace: ["loadBalancing", "properties"],
		};
	}
	return {
		variables: webVariables(web),
		events: [
			{
				type: "http-api-gateway",
				properties: {
					httpApiGatewayName: `${web.reference}.${GATEWAY}`,
					containerPort: PORT,
					method: "*",
					path: "/{proxy+}",
				},
			},
		],
		entrance: ["loadBalancing"],
	};
}

/** What takes the requests. Only what fits it is handed on: the rest is reported by the check. */
function entrancePart(web: Web): Part {
	const { name, values } = web;
	const { customDomains: domains, cdn, cors, logging, disabledGlobalAlarms: disabled } = values;
	const type = entranceOf(web);
	const ownAlarms = values.alarms?.filter((alarm) => triggerOf(alarm).startsWith(type));
	const { loadBalancing: written } = values;
	if (written?.type === "network-load-balancer") {
		const listeners = written.properties.ports.map(({ port: at, protocol = "TLS" }) => ({
			port: at,
			protocol,
		}));
		// A protocol that nobody has written is that of its port.
		const inPort = ([index, key, ...deeper]: Path): Path => {
			if (typeof index !== "number" || key === undefined) return index === undefined ? [] : [index];
			const isUnwritten = key === "protocol" && written.properties.ports[index]?.protocol === undefined;
			return [index, isUnwritten ? "port" : key, ...deeper];
		};
		const placeOf = ([first, ...rest]: Path): Path => {
			if (first === "listeners") return ["loadBalancing", "properties", "ports", ...inPort(rest)];
			return first === undefined ? [] : [first, ...rest];
		};
		return { key: NETWORK, type, name, properties: { listeners, customDomains: domains }, placeOf };
	}
	if (type === "application-load-balancer") {
		return {
			key: BALANCER,
			type,
			name,
			properties: {
				customDomains: domains,
				cdn,
				alarms: ownAlarms,
				disabledGlobalAlarms: disabled,
				useFirewall: values.useFirewall,
			},
		};
	}
	return {
		key: GATEWAY,
		type,
		name,
		properties: {
			cors,
			customDomains: domains,
			cdn,
			alarms: ownAlarms,
			disabledGlobalAlarms: disabled,
			logging,
		},
	};
}

function misplaced(code: string, key: string, needs: string): Finding {
	return {
		code,
		message: `${key} needs ${needs}`,
		path: [key],
		atKey: true,
		hint: "change loadBalancing.type, or remove it",
	};
}

function checkEntrance(web: Web): readonly Finding[] {
	const { values } = web;
	const type = entranceOf(web);
	const isBalanced = type === "application-load-balancer";
	const balancer = "loadBalancing of the type application-load-balancer";
	return [
		...(values.deployment && !isBalanced
			? [misplaced("deployment-needs-balancer", "deployment", balancer)]
			: []),
		...(values.useFirewall !== undefined && !isBalanced
			? [misplaced("firewall-needs-balancer", "useFirewall", balancer)]
			: []),
		...(values.cdn && type === "network-load-balancer"
			? [misplaced("cdn-needs-http", "cdn", "an HTTP API or an application load balancer")]
			: []),
		...(values.cors && type !== "http-api-gateway"
			? [misplaced("cors-needs-gateway", "cors", "loadBalancing of the type http-api-gateway")]
			: []),
		// Load balancers say so of their domains themselves.
		...(type === "http-api-gateway" ? (values.customDomains ?? []) : []).flatMap((domain, index) => {
			if (!domain.disableDnsRecordCreation || domain.customCertificateArn !== undefined) return [];
			return {
				code: "certificate-needed",
				message: `"${String(domain.domainName)}" has disableDnsRecordCreation, but no customCertificateArn`,
				path: ["customDomains", index, "disableDnsRecordCreation"],
				atKey: true,
				hint: "add customCertificateArn: without a DNS record no certificate is looked up",
			};
		}),
		...(values.alarms ?? []).flatMap((alarm, index) => {
			const trigger = triggerOf(alarm);
			if (trigger.startsWith(type)) return [];
			return {
				code: "alarm-of-other-type",
				message: `"${trigger}" does not measure what takes the requests, which is of the type ${type}`,
				path: ["alarms", index, "trigger", "type"],
				hint:
					type === "network-load-balancer"
						? "remove the alarm: there are none on network load balancers"
						: `use a type that begins with ${type}`,
			};
		}),
	];
}

/** The room of `web-service`. */
export const webService = defineResource({
	type: "web-service",
	docs: "A container that answers requests from the internet. It listens at the port in `PORT`, which is 3000.",
	source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html",
	properties,
	snippet: `type: web-service
properties:
  packaging:
    type: stacktape-image-buildpack
    properties:
      entryfilePath: \${1:./src/server.ts}
  resources:
    cpu: \${2|0.25,0.5,1,2,4,8,16|}
    memory: \${3:512}`,
	names: () => ({}),
	paramDocs: {},
	params: () => ({}),
	parts: (web) => [serviceWorkload(web, settingsOf(web)), entrancePart(web)],
	hoistsParts: true,
	check: (web) => [...checkEntrance(web), ...checkVariables(web, settingsOf(web))],
	compile: () => [],
});
