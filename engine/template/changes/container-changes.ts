import { sameJson } from "../diff.ts";
import { visitReferences } from "../references.ts";
import type { Template } from "../template.ts";
import { type Facet, isLiteralText, type Members, membersOf } from "./verdict.ts";

export const TASK_DEFINITION = "AWS::ECS::TaskDefinition";
const SERVICE = "AWS::ECS::Service";

const isReference = "its value is a reference, which CloudFormation resolves";

/** Services that run what a task definition describes, by the logical id of the task definition. */
export type ServiceOf = { readonly id: string; readonly isRolling: boolean };

/** True when ECS replaces the tasks of a service one after the other, without the traffic being led by a deploy. */
function isRolling(service: Members): boolean {
	const strategy = membersOf(service["DeploymentConfiguration"])?.["Strategy"] ?? "ROLLING";
	const controller = membersOf(service["DeploymentController"])?.["Type"] ?? "ECS";
	return strategy === "ROLLING" && controller === "ECS";
}

/** Finds the service of each task definition of a template. One that no service runs has none. */
export function servicesIn({ Resources }: Template): ReadonlyMap<string, ServiceOf> {
	const found = new Map<string, ServiceOf>();
	for (const [id, { Type, Properties = {} }] of Object.entries(Resources)) {
		if (Type !== SERVICE) continue;
		const service = { id, isRolling: isRolling(Properties) };
		visitReferences(Properties["TaskDefinition"], (definition) => void found.set(definition, service));
	}
	return found;
}

/** The containers of a task definition by name; `undefined` when they are computed, or two have one name. */
export function containersOf({ ContainerDefinitions }: Members): ReadonlyMap<string, Members> | undefined {
	if (!Array.isArray(ContainerDefinitions)) return undefined;
	const found = new Map<string, Members>();
	for (const definition of ContainerDefinitions) {
		const container = membersOf(definition);
		const name = container?.["Name"];
		if (!container || typeof name !== "string" || found.has(name)) return undefined;
		found.set(name, container);
	}
	return found;
}

/** The variables of a container by name; `undefined` when they are computed as a whole. */
export function containerVariables({ Environment = [] }: Members): Members | undefined {
	if (!Array.isArray(Environment)) return undefined;
	const pairs = Environment.map((one) => membersOf(one));
	if (pairs.some((pair) => typeof pair?.["Name"] !== "string")) return undefined;
	return Object.fromEntries(pairs.map((pair) => [String(pair?.["Name"]), pair?.["Value"]]));
}

const isTextList = (value: unknown): value is readonly string[] =>
	Array.isArray(value) && value.every(isLiteralText);

/** What a swap can replace of a container as a whole, by what a literal value of it is. */
const swappable: Readonly<Record<string, readonly [what: string, isLiteral: (value: unknown) => boolean]>> = {
	Image: ["image", isLiteralText],
	Command: ["command", (value) => value === undefined || isTextList(value)],
	EntryPoint: ["entry point", (value) => value === undefined || isTextList(value)],
};

/** Path of a property of a container, by which it is known that it may be swapped. */
export function containerProperty(container: string, property: string): string {
	return `ContainerDefinitions.${container}.${property}`;
}

/** A list of texts as it stands in a template; `null` where there is none; `undefined` when it is computed. */
export function textsOf(value: unknown): readonly string[] | null | undefined {
	if (value === undefined) return null;
	return isTextList(value) ? value : undefined;
}

function variableFacets(name: string, before: Members, after: Members): readonly Facet[] {
	const [old, now] = [containerVariables(before), containerVariables(after)];
	const whole = { property: containerProperty(name, "Environment"), what: "environment variables" };
	if (!old || !now) return [{ ...whole, kind: "defer", isPlural: true, reason: isReference }];
	const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
	return names
		.filter((variable) => !sameJson(old[variable], now[variable]))
		.map((variable): Facet => {
			const isLiteral = [old[variable], now[variable]].every(
				(value) => value === undefined || isLiteralText(value),
			);
			const facet = {
				property: containerProperty(name, `Environment.${variable}`),
				what: `environment variable ${variable} of container ${name}`,
			};
			return isLiteral ? { ...facet, kind: "swap" } : { ...facet, kind: "defer", reason: isReference };
		});
}

function memberFacets(name: string, before: Members, after: Members): readonly Facet[] {
	const members = [...new Set([...Object.keys(before), ...Object.keys(after)])];
	return members
		.filter((member) => !sameJson(before[member], after[member]))
		.flatMap((member): readonly Facet[] => {
			if (member === "Environment") return variableFacets(name, before, after);
			const property = containerProperty(name, member);
			const [what, isLiteral] = swappable[member] ?? [member];
			const facet = { property, what: `${what} of container ${name}` };
			if (!isLiteral) return [{ ...facet, kind: "defer" }];
			const isKnown = isLiteral(before[member]) && isLiteral(after[member]);
			return [isKnown ? { ...facet, kind: "swap" } : { ...facet, kind: "defer", reason: isReference }];
		});
}

const whole: Facet = { kind: "defer", property: "ContainerDefinitions", what: "containers", isPlural: true };

function containerFacets(before: Members, after: Members): readonly Facet[] {
	const [old, now] = [containersOf(before), containersOf(after)];
	if (!old || !now || [...old.keys()].join() !== [...now.keys()].join()) return [whole];
	return [...now].flatMap(([name, container]) => memberFacets(name, old.get(name) ?? {}, container));
}

const noService = "no service runs it all the time";
const besides = "new tasks of the service take over step by step beside the old ones, which a deploy leads";

/** What changes of a task definition that is there before and after, and that `service` runs. */
export function taskDefinitionFacets(
	before: Members,
	after: Members,
	changed: readonly string[],
	service: ServiceOf | undefined,
): readonly Facet[] {
	const facets = changed.flatMap((property): readonly Facet[] =>
		property === "ContainerDefinitions"
			? containerFacets(before, after)
			: [{ kind: "defer", property, what: property.replace(/^<(.*)>$/, "$1") }],
	);
	if (service?.isRolling) return facets;
	const reason = service ? besides : noService;
	return facets.map((facet) => (facet.kind === "swap" ? { ...facet, kind: "defer", reason } : facet));
}
