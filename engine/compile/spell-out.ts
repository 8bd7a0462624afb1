import type { Child, Spelled } from "../resources/kind.ts";
import { type Intrinsic, isIntrinsic } from "../template/intrinsics.ts";
import { dependenciesOf } from "../template/references.ts";
import type { CfnResource } from "../template/template.ts";

type Resources = Readonly<Record<string, CfnResource>>;

type DependenciesOf = (resource: CfnResource) => ReadonlySet<string>;

/** Looks at each resource once, however many others come behind it. */
function rememberingDependencies(resources: Resources): DependenciesOf {
	const known = new Set(Object.keys(resources));
	const seen = new WeakMap<CfnResource, ReadonlySet<string>>();
	return (resource) => {
		const dependencies = seen.get(resource) ?? dependenciesOf(resource, known);
		seen.set(resource, dependencies);
		return dependencies;
	};
}

/** Every resource that must be there before `id`. */
function allBefore(id: string, resources: Resources, dependencies: DependenciesOf): ReadonlySet<string> {
	const found = new Set<string>();
	const open = [id];
	for (let next = open.pop(); next !== undefined; next = open.pop()) {
		const resource = resources[next];
		for (const before of resource ? dependencies(resource) : []) {
			if (found.has(before)) continue;
			found.add(before);
			open.push(before);
		}
	}
	return found;
}

/** A text as it may stand inside of an `Fn::Sub`; `undefined` when it cannot. */
function insideSub(text: unknown): string | undefined {
	if (typeof text === "string") return text.replaceAll("${", "${!");
	const inner = isIntrinsic(text) ? text["Fn::Sub"] : undefined;
	return typeof inner === "string" ? inner : undefined;
}

function replaceInSub(text: string, id: string, { ref, attributes }: Spelled): string {
	return text.replaceAll(/\$\{([^!}][^}]*)\}/g, (written, inside: string) => {
		const [name = "", ...attribute] = inside.trim().split(".");
		if (name !== id) return written;
		const key = attribute.join(".");
		return insideSub(key === "" ? ref : attributes[key]) ?? written;
	});
}

/** What stands in the place of an intrinsic; `undefined` when the intrinsic itself does not refer to `id`. */
function replaceIntrinsic(value: Intrinsic, id: string, spelled: Spelled): unknown {
	const { Ref: referred, "Fn::GetAtt": attribute, "Fn::Sub": text } = value;
	if (referred === id) return spelled.ref;
	if (Array.isArray(attribute) && attribute[0] === id) return spelled.attributes[attribute[1]];
	if (typeof text === "string") return { "Fn::Sub": replaceInSub(text, id, spelled) };
	if (!Array.isArray(text)) return undefined;
	const [pattern, values] = text;
	const isShadowed = Object.hasOwn(values ?? {}, id);
	const written = isShadowed ? pattern : replaceInSub(String(pattern), id, spelled);
	return { "Fn::Sub": [written, replaceReferences(values, id, spelled)] };
}

/** `value` with `spelled` in the place of every reference to `id`. */
function replaceReferences(value: unknown, id: string, spelled: Spelled): unknown {
	if (Array.isArray(value)) return value.map((item) => replaceReferences(item, id, spelled));
	if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype)
		return value;
	const replaced = isIntrinsic(value) ? replaceIntrinsic(value, id, spelled) : undefined;
	if (replaced !== undefined) return replaced;
	return Object.fromEntries(
		Object.entries(value).map(([key, member]) => [key, replaceReferences(member, id, spelled)]),
	);
}

/**
 * Breaks circles through resources whose name is known before they exist. A bucket that calls a function comes after
 * the function's permission, and so after the function; where that one uses the bucket, name and ARN stand in words.
 * Resources that are in no such circle keep their references, by which CloudFormation knows their order.
 */
export function spellOut(
	resources: Resources,
	children: ReadonlyMap<string, { readonly spelled?: Child["spelled"] | undefined }>,
): Resources {
	let result = resources;
	const dependencies = rememberingDependencies(resources);
	for (const [id, { spelled }] of children) {
		const before = spelled && allBefore(id, result, dependencies);
		const words = before?.has(id) ? spelled?.(resources[id]?.Properties ?? {}) : undefined;
		if (!words || !before) continue;
		result = Object.fromEntries(
			Object.entries(result).map(([other, resource]) =>
				before.has(other) && other !== id
					? [other, { ...resource, Properties: spellProperties(resource, id, words) }]
					: [other, resource],
			),
		);
	}
	return result;
}

function spellProperties({ Properties }: CfnResource, id: string, words: Spelled): CfnResource["Properties"] {
	return Object.fromEntries(
		Object.entries(Properties ?? {}).map(([key, value]) => [key, replaceReferences(value, id, words)]),
	);
}
