import type { Guardrail, LocalSettings } from "../config/local-settings.ts";
import { everyResource, type Graph, ownerOf } from "../graph/graph.ts";
import type { Target } from "../names/target.ts";
import type { Problem } from "../report/problem.ts";
import type { Path, Placed } from "../resources/kind.ts";
import { emptySpan, type Span } from "../text/span.ts";

/** What breaks a rule, without the rule's name. */
type Breach = { readonly message: string; readonly span: Span };

type World = { readonly graph: Graph; readonly target: Target; readonly resources: readonly Placed[] };

type Properties = { readonly [One in Guardrail as One["type"]]: One["properties"] };

type Rules = {
	readonly [Type in keyof Properties]: (properties: Properties[Type], world: World) => readonly Breach[];
};

/** The value at a path of the properties; `undefined` where nothing is. */
function at(resource: Placed, path: Path): unknown {
	let value: unknown = resource.values;
	for (const step of path) {
		if (typeof value !== "object" || value === null) return undefined;
		value = (value as Readonly<Record<string | number, unknown>>)[step];
	}
	return value;
}

const whole = emptySpan(0);

function ofTypes({ resources }: World, ...types: readonly string[]): readonly Placed[] {
	return resources.filter(({ type }) => types.includes(type));
}

/** Breaches of resources whose value at `path` is wrong, at that value or at the name of the resource. */
function where(
	resources: readonly Placed[],
	path: Path,
	breach: (value: unknown, name: string) => string | undefined,
): readonly Breach[] {
	return resources.flatMap((resource) => {
		const value = at(resource, path);
		const message = breach(value, resource.reference);
		if (message === undefined) return [];
		return [{ message, span: value === undefined ? resource.nameSpan : resource.spanOf(path) }];
	});
}

function isEmpty(value: unknown): boolean {
	return value === undefined || (Array.isArray(value) && value.length === 0);
}

function above(value: unknown, limit: number | undefined): boolean {
	return typeof value === "number" && limit !== undefined && value > limit;
}

const containers = [
	"multi-container-workload",
	"web-service",
	"private-service",
	"worker-service",
	"batch-job",
];
const functions = ["function", "edge-lambda-function"];

/** Sizes of a database with their places: of its instances and its replicas. */
function instanceSizes(database: Placed): readonly { readonly size: string; readonly path: Path }[] {
	const properties = ["engine", "properties"];
	const lists = ["instances", "readReplicas"].flatMap((key) => {
		const items = at(database, [...properties, key]);
		return Array.isArray(items) ? items.map((_item, index): Path => [...properties, key, index]) : [];
	});
	return [[...properties, "primaryInstance"], ...lists].flatMap((place) => {
		const path = [...place, "instanceSize"];
		const size = at(database, path);
		return typeof size === "string" ? [{ size, path }] : [];
	});
}

const rules: Rules = {
	"stage-restriction": ({ allowedStages }, { target }) =>
		allowedStages.length === 0 || allowedStages.includes(target.stage)
			? []
			: [{ message: `the stage "${target.stage}" is none of ${allowedStages.join(", ")}`, span: whole }],
	"region-restriction": ({ allowedRegions }, { target }) =>
		allowedRegions.length === 0 || allowedRegions.includes(target.region)
			? []
			: [{ message: `the region ${target.region} is none of ${allowedRegions.join(", ")}`, span: whole }],
	// Which command runs is not known here: `deploy/allowed.ts` asks for it.
	"command-restriction": () => [],
	"resource-type-restriction": ({ blockedResourceTypes }, { graph }) =>
		[...graph.resources.values()]
			.filter(({ placed }) => blockedResourceTypes.includes(placed.type))
			.map(({ placed }) => ({
				message: `resources of the type ${placed.type} may not be used`,
				span: placed.typeSpan,
			})),
	"require-vpc-databases": ({ enabled }, world) =>
		where(
			enabled ? ofTypes(world, "relational-database", "open-search-domain") : [],
			["accessibility", "accessibilityMode"],
			(mode = "internet", name) =>
				mode === "vpc" || mode === "scoping-workloads-in-vpc"
					? undefined
					: `${name} can be reached from outside of its VPC (accessibilityMode ${String(mode)})`,
		),
	"require-deletion-protection": ({ enabled }, world) =>
		where(enabled ? ofTypes(world, "relational-database") : [], ["deletionProtection"], (value, name) =>
			value === true ? undefined : `${name} has no deletionProtection`,
		),
	"require-dead-letter-queue": ({ enabled }, world) =>
		where(enabled ? ofTypes(world, "sqs-queue") : [], ["redrivePolicy"], (value, name) =>
			value === undefined ? `${name} has no redrivePolicy` : undefined,
		),
	"function-memory-limit": ({ maxMemoryMB }, world) => [
		...where(ofTypes(world, "function"), ["memory"], (memory = 1024) =>
			above(memory, maxMemoryMB)
				? `memory is ${String(memory)} MB, and ${maxMemoryMB} are allowed`
				: undefined,
		),
		...where(ofTypes(world, "edge-lambda-function"), ["memory"], (memory = 128) =>
			above(memory, maxMemoryMB)
				? `memory is ${String(memory)} MB, and ${maxMemoryMB} are allowed`
				: undefined,
		),
	],
	"function-timeout-limit": ({ maxTimeoutSeconds }, world) =>
		functions.flatMap((type) =>
			where(ofTypes(world, type), ["timeout"], (timeout = type === "function" ? 20 : 3) =>
				above(timeout, maxTimeoutSeconds)
					? `timeout is ${String(timeout)} seconds, and ${maxTimeoutSeconds} are allowed`
					: undefined,
			),
		),
	"container-resource-limit": ({ maxCpu, maxMemoryMB }, world) => [
		...where(ofTypes(world, ...containers), ["resources", "cpu"], (cpu) =>
			above(cpu, maxCpu) ? `cpu is ${String(cpu)}, and ${maxCpu} is allowed` : undefined,
		),
		...where(ofTypes(world, ...containers), ["resources", "memory"], (memory) =>
			above(memory, maxMemoryMB)
				? `memory is ${String(memory)} MB, and ${maxMemoryMB} are allowed`
				: undefined,
		),
	],
	"database-engine-restriction": ({ allowedEngines }, world) =>
		where(ofTypes(world, "relational-database"), ["engine", "type"], (engine) =>
			typeof engine === "string" && !allowedEngines.includes(engine)
				? `the engine ${engine} is none of ${allowedEngines.join(", ")}`
				: undefined,
		),
	"database-instance-restriction": ({ blockedInstanceSizes }, world) =>
		ofTypes(world, "relational-database").flatMap((database) =>
			instanceSizes(database)
				.filter(({ size }) => blockedInstanceSizes.includes(size))
				.map(({ size, path }) => ({
					message: `the size ${size} may not be used`,
					span: database.spanOf(path),
				})),
		),
	"require-waf": ({ enabled }, world) =>
		where(
			enabled
				? ofTypes(world, "application-load-balancer").filter(
						({ reference }) => world.graph.resources.get(ownerOf(reference))?.placed.type !== "web-service",
					)
				: [],
			["useFirewall"],
			(value, name) => (value === undefined ? `${name} has no firewall (useFirewall)` : undefined),
		),
	"require-custom-domain": ({ enabled }, world) =>
		where(enabled ? ofTypes(world, "web-service", "hosting-bucket") : [], ["customDomains"], (value, name) =>
			isEmpty(value) ? `${name} has no customDomains` : undefined,
		),
	"resource-count-limit": ({ maxResources }, { graph }) =>
		graph.names.size <= maxResources
			? []
			: [
					{
						message: `the config has ${graph.names.size} resources, and ${maxResources} are allowed`,
						span: graph.settings?.keySpanOf(["resources"]) ?? whole,
					},
				],
};

function breachesOf<Type extends keyof Properties>(
	type: Type,
	properties: Properties[Type],
	world: World,
): readonly Breach[] {
	return rules[type](properties, world);
}

/** What of a config breaks a rule of the local settings. */
export function guardrailProblems(graph: Graph, target: Target, settings: LocalSettings): readonly Problem[] {
	if (settings.guardrails.length === 0) return [];
	const resources = everyResource(graph)
		.filter(({ sound }) => sound)
		.map(({ placed }) => placed);
	return settings.guardrails.flatMap(({ type, properties }) =>
		breachesOf(type, properties, { graph, target, resources }).map(
			({ message, span }): Problem => ({
				code: "guardrail",
				severity: "error",
				message,
				span,
				hint: `the rule ${type} stands in ${settings.path}`,
			}),
		),
	);
}
