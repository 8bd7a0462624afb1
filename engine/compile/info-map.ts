import { paramsOf, partsOf } from "../graph/connect.ts";
import type { Graph, LinkedResource } from "../graph/graph.ts";
import { sensitiveParameterName } from "../names/parameter-name.ts";
import type { Target } from "../names/target.ts";
import type { Surroundings } from "../resources/kind.ts";
import { type Intrinsic, isIntrinsic, sub, type Text } from "../template/intrinsics.ts";
import { CompanionSlot } from "../template/slot.ts";
import type { CfnResource } from "../template/template.ts";

/** Stands in the overview for what must not be read in it. */
const OMITTED = "<<OMITTED>>";

type Owned = {
	readonly owner: string | undefined;
	/** Reference of the resource or the part that made it. */
	readonly maker?: string;
	readonly raw: boolean;
	readonly resource: CfnResource;
};

type ChildTypes = Record<string, { readonly cloudformationResourceType: string }>;

/** The types of all children by who made them; those of nobody are the stack's own or the config's raw ones. */
function childTypes(children: ReadonlyMap<string, Owned>) {
	const owned = new Map<string, ChildTypes>();
	const shared: ChildTypes = {};
	const raw: ChildTypes = {};
	for (const [id, child] of children) {
		let group = child.raw ? raw : shared;
		if (child.owner !== undefined) {
			const maker = child.maker ?? child.owner;
			group = owned.get(maker) ?? {};
			owned.set(maker, group);
		}
		group[id] = { cloudformationResourceType: child.resource.Type };
	}
	return { owned, shared, raw };
}

/** The links of a resource, with those of its parts when it shows them as its own. */
function linksOf(
	graph: Graph,
	{ placed, kind }: LinkedResource,
	target: Target,
): Readonly<Record<string, Text>> {
	const own = kind.links?.(placed, target) ?? {};
	if (!kind.hoistsParts) return own;
	return Object.assign(
		{},
		...partsOf(graph, placed.reference).map((part) => linksOf(graph, part, target)),
		own,
	);
}

function resourceEntry(
	graph: Graph,
	linked: LinkedResource,
	surroundings: Surroundings,
	owned: ReadonlyMap<string, ChildTypes>,
): Readonly<Record<string, unknown>> {
	const { placed, kind } = linked;
	const params = Object.entries(paramsOf(graph, linked, surroundings));
	const parts = partsOf(graph, placed.reference);
	return {
		resourceType: placed.type,
		referencableParams: Object.fromEntries(
			params.map(([name, param]) => [
				name,
				param.sensitive
					? {
							value: OMITTED,
							showDuringPrint: param.shown,
							ssmParameterName: sensitiveParameterName(placed.reference, name, surroundings.target),
						}
					: { value: param.value, showDuringPrint: param.shown },
			]),
		),
		links: linksOf(graph, linked, surroundings.target),
		outputs: kind.outputs?.(placed, surroundings) ?? {},
		cloudformationChildResources: owned.get(placed.reference) ?? {},
		...(parts.length > 0 && {
			_nestedResources: Object.fromEntries(
				parts.map((part) => [
					part.placed.reference.slice(placed.reference.length + 1),
					resourceEntry(graph, part, surroundings, owned),
				]),
			),
		}),
	};
}

function resourceEntries(
	graph: Graph,
	surroundings: Surroundings,
	owned: ReadonlyMap<string, ChildTypes>,
): Record<string, unknown> {
	const sound = [...graph.resources].filter(([, linked]) => linked.sound);
	return Object.fromEntries(
		sound.map(([name, linked]) => [name, resourceEntry(graph, linked, surroundings, owned)]),
	);
}

/** Replaces every intrinsic inside `value` by `${sub0}`, `${sub1}`, … in document order. */
function substitute(value: unknown, values: Text[]): unknown {
	if (isIntrinsic(value) || value instanceof CompanionSlot) return `\u0000sub${values.push(value) - 1}\u0001`;
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
