import type { Graph, Override, Section } from "../graph/graph.ts";
import { nearest } from "../report/nearest.ts";
import type { Problem } from "../report/problem.ts";
import { unknownStep } from "../template/aws-types.ts";
import { isIntrinsic } from "../template/intrinsics.ts";
import type { CfnResource } from "../template/template.ts";
import type { Collected } from "./collect.ts";
import { overrideSteps } from "./overrides.ts";

type Values = Readonly<Record<string, unknown>>;

function isMap(value: unknown): value is Values {
	return (
		typeof value === "object" &&
		value !== null &&
		Object.getPrototypeOf(value) === Object.prototype &&
		!isIntrinsic(value)
	);
}

/** What an override sets, with every key of the maps in its value as a path of its own. */
function* pathsIn(path: readonly string[], value: unknown): Iterable<readonly string[]> {
	const members = isMap(value) ? Object.entries(value) : [];
	if (members.length === 0) yield path;
	for (const [key, member] of members) yield* pathsIn([...path, key], member);
}

/** The attributes beside `Properties`, which overrides do not reach. */
const attributes = new Set([
	"DeletionPolicy",
	"UpdateReplacePolicy",
	"DependsOn",
	"Condition",
	"Metadata",
	"CreationPolicy",
	"UpdatePolicy",
	"Type",
]);

function hintFor(step: string, index: number, possible: readonly string[]): string {
	if (index === 0 && step === "Properties") return "paths begin below Properties: leave it out";
	if (index === 0 && attributes.has(step)) return "overrides change what is below Properties only";
	const meant = nearest(step, possible);
	if (meant) return `did you mean "${meant}"?`;
	if (possible.length === 0) return "there is nothing below it: set the value itself";
	const shown = possible.slice(0, 12).join(", ");
	return `possible here: ${shown}${possible.length > 12 ? ` and ${possible.length - 12} more` : ""}`;
}

/** A fix where the wrong step is written in the key itself. */
function fixFor(override: Override, step: string, possible: readonly string[]): Pick<Problem, "fixes"> {
	const meant = nearest(step, possible);
	const places = override.path.split(/[.[\]]/).filter((part) => part === step).length;
	if (!meant || places !== 1) return {};
	const text = override.path.replace(
		new RegExp(`(^|\\.)${step.replaceAll(/\W/g, "\\$&")}(?=$|[.[])`),
		`$1${meant}`,
	);
	return { fixes: [{ title: `Change to "${text}"`, span: override.span, text, keepsQuotes: true }] };
}

function unknownProperty(
	override: Override,
	{ Type }: CfnResource,
	path: readonly string[],
): Problem | undefined {
	const unknown = unknownStep(Type, path);
	if (!unknown) return undefined;
	const { index, possible } = unknown;
	const step = path[index] ?? "";
	const where =
		index === 0
			? `${override.logicalId} (${Type})`
			: `${path.slice(0, index).join(".")} of ${override.logicalId}`;
	return {
		code: "unknown-override-path",
		severity: "error",
		message: `${where} has no property "${step}"`,
		span: override.span,
		hint: hintFor(step, index, possible),
		...fixFor(override, step, possible),
	};
}

/** How many items a list has where `step` is a number; a list that is not there yet has none. */
function lengthAt(value: unknown, step: string): number | undefined {
	if (!/^\d+$/.test(step)) return undefined;
	if (Array.isArray(value)) return value.length;
	return value === undefined ? 0 : undefined;
}

function memberOf(value: unknown, step: string): unknown {
	if (Array.isArray(value)) return value[Number(step)];
	return isMap(value) ? value[step] : undefined;
}

/** A number behind the end of a list would leave a hole in it. */
function missingItem(override: Override, properties: Values, path: readonly string[]): Problem | undefined {
	let value: unknown = properties;
	for (const step of path) {
		const length = lengthAt(value, step);
		if (length !== undefined && Number(step) > length) {
			return {
				code: "override-behind-list",
				severity: "error",
				message: `there is no item ${step} to set: the list has ${length === 1 ? "1 item" : `${length} items`}`,
				span: override.span,
				hint: `count from 0; ${length} adds an item`,
			};
		}
		value = memberOf(value, step);
	}
	return undefined;
}

function problemOf(override: Override, resource: CfnResource): Problem | undefined {
	const properties = resource.Properties ?? {};
	const path = overrideSteps(properties, override, override.value);
	if (path.length === 0) {
		const message = `"${override.path}" is no path of a property`;
		const hint = "write for example MemorySize or Environment.Variables.DEBUG";
		return { code: "unknown-override-path", severity: "error", message, span: override.span, hint };
	}
	for (const each of pathsIn(path, override.value)) {
		const unknown = unknownProperty(override, resource, each);
		if (unknown) return unknown;
	}
	return missingItem(override, properties, path);
}

function unknownRawProperty(
	id: string,
	type: string,
	path: readonly string[],
	settings: Section,
): Problem | undefined {
	const unknown = path.length > 0 ? unknownStep(type, path) : undefined;
	if (!unknown) return undefined;
	const { index, possible } = unknown;
	const step = path[index] ?? "";
	const where = index === 0 ? `${id} (${type})` : `${path.slice(0, index).join(".")} of ${id}`;
	const span = settings.keySpanOf(["cloudformationResources", id, "Properties", ...path.slice(0, index + 1)]);
	const meant = nearest(step, possible);
	return {
		code: "unknown-cloudformation-property",
		severity: "warning",
		message: `${where} has no property "${step}"`,
		span,
		hint: hintFor(step, index + 1, possible),
		...(meant && { fixes: [{ title: `Change to "${meant}"`, span, text: meant, keepsQuotes: true }] }),
	};
}

/** Properties of resources in CloudFormation's own words that AWS does not know, as far as Spool knows AWS. */
export function rawPropertyProblems(
	{ settings }: Graph,
	children: ReadonlyMap<string, Collected>,
): readonly Problem[] {
	if (!settings) return [];
	return [...children].flatMap(([id, { raw, resource }]): readonly Problem[] => {
		if (!raw || !isMap(resource.Properties)) return [];
		const found = [...pathsIn([], resource.Properties)].flatMap(
			(path) => unknownRawProperty(id, resource.Type, path, settings) ?? [],
		);
		// Each key below an unknown one has led to the same problem.
		return found.filter(
			(one, index) => found.findIndex(({ span }) => span.start === one.span.start) === index,
		);
	});
}

/** Overrides whose path leads to nothing that AWS knows of the resource's type, or behind the end of a list. */
export function overridePathProblems(
	graph: Graph,
	children: ReadonlyMap<string, Collected>,
): readonly Problem[] {
	return [...graph.resources.values()].flatMap(({ placed, overrides, sound }) => {
		if (!sound) return [];
		return overrides.flatMap((override) => {
			const child = children.get(override.logicalId);
			// That the resource has no such child is another problem.
			if (child?.owner !== placed.name) return [];
			return problemOf(override, child.resource) ?? [];
		});
	});
}
