import type { Template } from "../template.ts";
import { type Facet, isLiteralText, type Members, membersOf } from "./verdict.ts";

export const STATE_MACHINE = "AWS::StepFunctions::StateMachine";
const FUNCTION = "AWS::Lambda::Function";

/** Gives the value of a reference outside CloudFormation; `undefined` where that cannot be known. */
export type Resolver = {
	/** Of `Ref`: a resource or a pseudo parameter. */
	readonly ref: (name: string) => string | undefined;
	/** Of `Fn::GetAtt`. */
	readonly attribute: (id: string, attribute: string) => string | undefined;
};

/** A value that has become known, so that `undefined` and "not known" are two things. */
type Known = { readonly value: unknown };

function referenceOf(resolver: Resolver, path: string): string | undefined {
	const [id = "", ...attribute] = path.split(".");
	return attribute.length > 0 ? resolver.attribute(id, attribute.join(".")) : resolver.ref(id);
}

function known(value: string | undefined): Known | undefined {
	return value === undefined ? undefined : { value };
}

function substituted(resolver: Resolver, given: unknown): Known | undefined {
	const [text, own] = Array.isArray(given) ? given : [given, {}];
	const values = membersOf(resolveReferences(own ?? {}, resolver)?.value);
	if (typeof text !== "string" || !values) return undefined;
	const parts = text.split(/\$\{([^}]*)\}/).map((part, index) => {
		if (index % 2 === 0) return part;
		if (part.startsWith("!")) return `\${${part.slice(1)}}`;
		const name = part.trim();
		return name in values ? String(values[name]) : referenceOf(resolver, name);
	});
	return parts.includes(undefined) ? undefined : { value: parts.join("") };
}

function joined(resolver: Resolver, given: unknown): Known | undefined {
	const [separator, items] = Array.isArray(given) ? given : [];
	const values = resolveReferences(items, resolver)?.value;
	if (typeof separator !== "string" || !Array.isArray(values)) return undefined;
	return { value: values.join(separator) };
}

function intrinsic(resolver: Resolver, name: string, given: unknown): Known | undefined {
	switch (name) {
		case "Ref":
			return known(resolver.ref(String(given)));
		case "Fn::GetAtt":
			return known(referenceOf(resolver, Array.isArray(given) ? given.join(".") : String(given)));
		case "Fn::Sub":
			return substituted(resolver, given);
		case "Fn::Join":
			return joined(resolver, given);
		default:
			return undefined;
	}
}

/** A value of a template with its references replaced; `undefined` when one of them is not known outside CloudFormation. */
export function resolveReferences(value: unknown, resolver: Resolver): Known | undefined {
	if (typeof value === "string") return isLiteralText(value) ? { value } : undefined;
	if (Array.isArray(value)) {
		const items = value.map((item) => resolveReferences(item, resolver));
		return items.every((item) => item !== undefined) ? { value: items.map((item) => item.value) } : undefined;
	}
	const members = membersOf(value);
	if (!members) return { value };
	const entries = Object.entries(members);
	const [[name = "", given] = []] = entries;
	if (entries.length === 1 && /^(Ref|Fn::.*)$/.test(name)) return intrinsic(resolver, name, given);
	const resolved = entries.map(([key, member]) => [key, resolveReferences(member, resolver)] as const);
	if (resolved.some(([, member]) => member === undefined)) return undefined;
	return { value: Object.fromEntries(resolved.map(([key, member]) => [key, member?.value])) };
}

/** The parameters that CloudFormation gives, of which this much is known without it. */
export const knownParameters: ReadonlySet<string> = new Set([
	"AWS::AccountId",
	"AWS::Partition",
	"AWS::Region",
	"AWS::StackName",
]);

/** Says of references whether their values will be known: names of resources are, and ARNs of functions. */
function foresight(template: Template): Resolver {
	const typeOf = (id: string) =>
		Object.hasOwn(template.Resources, id) ? template.Resources[id]?.Type : undefined;
	return {
		ref: (name) => (knownParameters.has(name) || typeOf(name) !== undefined ? "" : undefined),
		attribute: (id, attribute) => (typeOf(id) === FUNCTION && attribute === "Arn" ? "" : undefined),
	};
}

/** What changes of a state machine that is there before and after. */
export function machineFacets(
	before: Members,
	after: Members,
	changed: readonly string[],
	wanted: Template,
): readonly Facet[] {
	return changed.map((property): Facet => {
		const facet = {
			property,
			what: property === "Definition" ? "definition" : property.replace(/^<(.*)>$/, "$1"),
		};
		if (property !== "Definition") return { ...facet, kind: "defer" };
		const isWhole = membersOf(before["Definition"]) && membersOf(after["Definition"]);
		const isKnown = isWhole && resolveReferences(after["Definition"], foresight(wanted));
		const reason = "it holds a reference that CloudFormation resolves";
		return isKnown ? { ...facet, kind: "swap" } : { ...facet, kind: "defer", reason };
	});
}
