import type { Graph } from "../graph/graph.ts";
import type { Surroundings } from "../resources/kind.ts";
import { type Intrinsic, isIntrinsic, sub, type Text } from "../template/intrinsics.ts";
import type { CfnResource } from "../template/template.ts";

type Owned = { readonly owner: string | undefined; readonly raw: boolean; readonly resource: CfnResource };

type ChildTypes = Record<string, { readonly cloudformationResourceType: string }>;

/** The types of all children by their owner; those of nobody are the stack's own or the config's raw ones. */
function childTypes(children: ReadonlyMap<string, Owned>) {
	const owned = new Map<string, ChildTypes>();
	const shared: ChildTypes = {};
	const raw: ChildTypes = {};
	for (const [id, child] of children) {
		let group = child.raw ? raw : shared;
		if (child.owner !== undefined) {
			group = owned.get(child.owner) ?? {};
			owned.set(child.owner, group);
		}
		group[id] = { cloudformationResourceType: child.resource.Type };
	}
	return { owned, shared, raw };
}

function resourceEntries(
	graph: Graph,
	surroundings: Surroundings,
	owned: ReadonlyMap<string, ChildTypes>,
): Record<string, unknown> {
	const { target } = surroundings;
	const entries: Record<string, unknown> = {};
	for (const { placed, kind, sound } of graph.resources.values()) {
		if (!sound) continue;
		const params = Object.entries(kind.params(placed, target));
		entries[placed.name] = {
			resourceType: placed.type,
			referencableParams: Object.fromEntries(
				params.map(([name, param]) => [name, { value: param.value, showDuringPrint: param.shown }]),
			),
			links: kind.links?.(placed, target) ?? {},
			outputs: kind.outputs?.(placed, surroundings) ?? {},
			cloudformationChildResources: owned.get(placed.name) ?? {},
		};
	}
	return entries;
}

/** Replaces every intrinsic inside `value` by `${sub0}`, `${sub1}`, … in document order. */
function substitute(value: unknown, values: Text[]): unknown {
	if (isIntrinsic(value)) return `\u0000sub${values.push(value) - 1}\u0001`;
	if (Array.isArray(value)) return value.map((item) => substitute(item, values));
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, substitute(member, values)]));
}

/**
 * The overview of the stack that travels in its output `StpStackInfoMap`: which config resource owns which
 * CloudFormation resources, its parameters and links. A JSON text in which CloudFormation fills in what it knows.
 */
export function stackInfoMap(
	graph: Graph,
	surroundings: Surroundings,
	children: ReadonlyMap<string, Owned>,
	metadata: Readonly<Record<string, Text | number>>,
	customOutputs: Readonly<Record<string, unknown>>,
): Intrinsic {
	const { owned, shared, raw } = childTypes(children);
	const map = {
		metadata: Object.fromEntries(
			Object.entries(metadata).map(([key, value]) => [key, { showDuringPrint: false, value }]),
		),
		// CloudFormation fills values in as they are, and a quote or a line break in one would end the JSON text.
		// Ids and addresses have none; what a user puts together may, and is an output of the stack anyway.
		customOutputs: Object.fromEntries(
			Object.entries(customOutputs).filter(([, value]) => typeof value !== "object"),
		),
		resources: {
			...resourceEntries(graph, surroundings, owned),
			SHARED_GLOBAL: {
				resourceType: "SHARED_GLOBAL",
				referencableParams: {},
				links: {},
				outputs: {},
				cloudformationChildResources: shared,
			},
			CUSTOM_CLOUDFORMATION: {
				resourceType: "CUSTOM_CLOUDFORMATION",
				referencableParams: {},
				links: {},
				outputs: {},
				cloudformationChildResources: raw,
			},
		},
	};
	const values: Text[] = [];
	const text = JSON.stringify(substitute(map, values)).replaceAll("${", "${!");
	// JSON writes the marks around a name as \u0000 and \u0001 escapes, which no other text of the map can hold.
	const filled = text.replaceAll(/\\u0000(sub\d+)\\u0001/g, "${$1}");
	return sub(filled, Object.fromEntries(values.map((value, index) => [`sub${index}`, value])));
}
