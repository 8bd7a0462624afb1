import { object, optional, type Static } from "../../schema/schema.ts";
import type { Deployed, Finding, Part, Path, Placed } from "../kind.ts";
import { containerProperties, sideContainers } from "./container-schema.ts";
import { workloadProperties } from "./workload-schema.ts";

/** Properties of every service that consists of one container, and helpers beside it. */
export const serviceProperties = {
	...containerProperties,
	...workloadProperties,
	sideContainers: optional(sideContainers),
};

const service = object("A service.", serviceProperties);

type ServiceValues = Deployed<Static<typeof service>>;
type SideContainer = NonNullable<ServiceValues["sideContainers"]>[number];

/** Name of the container that a service consists of. */
const MAIN = "service-container";

/** Key of the workload in a service: `web.containerWorkload`. */
export const WORKLOAD = "containerWorkload";

/** What a kind of service adds to its container. */
export type ServiceSettings = {
	/** Variables that the service sets itself; they win over those of the config. */
	readonly variables: Readonly<Record<string, string>>;
	readonly events?: readonly unknown[];
	/** `loadBalancerHealthCheck` of the container. */
	readonly healthCheck?: object | undefined;
	readonly deployment?: unknown;
	/** Where in the service the events and the health check come from. */
	readonly entrance?: Path;
	/** Where in the service a path of the health check is written. */
	readonly healthCheckPlace?: Path;
};

/** The variables of the config and those of the service, in the places where they were written. */
function environment({ environment: written = [] }: ServiceValues, variables: ServiceSettings["variables"]) {
	const own = new Map(Object.entries(variables));
	const names = new Set(written.map(({ name }) => name));
	const added = [...own].filter(([name]) => !names.has(name)).map(([name, value]) => ({ name, value }));
	const kept = written.map((variable) => {
		const value = typeof variable.name === "string" ? own.get(variable.name) : undefined;
		return value === undefined ? variable : { ...variable, value };
	});
	return [...kept, ...added];
}

const isHelper = ({ containerType }: SideContainer) => containerType === "run-on-init";

/** True when the main container waits for a side container: that one does not wait for it in turn. */
const isAwaited = ({ dependsOn = [] }: SideContainer) =>
	!dependsOn.some(({ containerName }) => containerName === MAIN);

/** What the main container waits for: that helpers have ended, and that companions have started. */
function dependencies(helpers: readonly SideContainer[]) {
	return helpers.filter(isAwaited).map((helper) => ({
		containerName: helper.name,
		condition: isHelper(helper) ? ("SUCCESS" as const) : ("START" as const),
	}));
}

function sideContainer(container: SideContainer) {
	const { containerType: _read, essential = !isHelper(container), ...rest } = container;
	return { ...rest, essential };
}

/** Where in a service a path of its workload is written. */
function placeIn(
	{ entrance = [], healthCheckPlace = entrance }: ServiceSettings,
	helpers: readonly SideContainer[],
) {
	const awaited = helpers.flatMap((helper, index) => (isAwaited(helper) ? [index] : []));
	const inMain = (path: Path): Path => {
		const [key, ...rest] = path;
		if (key === "events") return entrance;
		if (key === "loadBalancerHealthCheck") return [...healthCheckPlace, ...rest];
		// That it waits for a side container follows from what that one is.
		const [index] = rest;
		const helper = key === "dependsOn" && typeof index === "number" ? awaited[index] : undefined;
		if (helper !== undefined) return ["sideContainers", helper, "essential"];
		// The main container has no name of its own, and what it waits for follows from the others.
		return key === "name" || key === "dependsOn" || key === "essential" ? ["sideContainers"] : path;
	};
	return (path: Path): Path => {
		const [first, index, ...rest] = path;
		if (first !== "containers") return path;
		if (typeof index !== "number") return [];
		return index > 0 ? ["sideContainers", index - 1, ...rest] : inMain(rest);
	};
}

/** The workload that a service consists of. */
export function serviceWorkload(placed: Placed<ServiceValues>, settings: ServiceSettings): Part {
	const { values, name } = placed;
	const { sideContainers: helpers = [], ...rest } = values;
	const main = {
		name: MAIN,
		essential: true,
		packaging: rest.packaging,
		environment: environment(values, settings.variables),
		logging: rest.logging,
		internalHealthCheck: rest.internalHealthCheck,
		stopTimeout: rest.stopTimeout,
		volumeMounts: rest.volumeMounts,
		dependsOn: dependencies(helpers),
		events: settings.events ?? [],
		loadBalancerHealthCheck: settings.healthCheck,
	};
	return {
		key: WORKLOAD,
		type: "multi-container-workload",
		name,
		properties: {
			containers: [main, ...helpers.map(sideContainer)],
			resources: rest.resources,
			scaling: rest.scaling,
			deployment: settings.deployment,
			enableRemoteSessions: rest.enableRemoteSessions,
			usePrivateSubnetsWithNAT: rest.usePrivateSubnetsWithNAT,
			connectTo: rest.connectTo,
			iamRoleStatements: rest.iamRoleStatements,
		},
		placeOf: placeIn(settings, helpers),
	};
}

/** Variables of the config whose values do not count, because the service sets them. */
export function checkVariables(
	{ values }: Placed<ServiceValues>,
	{ variables }: Pick<ServiceSettings, "variables">,
): readonly Finding[] {
	return (values.environment ?? []).flatMap(({ name, value }, index) => {
		const own = typeof name === "string" && Object.hasOwn(variables, name) ? variables[name] : undefined;
		if (own === undefined || String(value) === own) return [];
		return {
			code: "variable-overridden",
			severity: "warning" as const,
			message: `"${String(name)}" is set to ${own} by the service itself, which wins over this value`,
			path: ["environment", index, "name"],
			hint: "remove it, or choose another name",
		};
	});
}
