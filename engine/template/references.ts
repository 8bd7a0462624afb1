import type { CfnResource } from "./template.ts";

type Visit = (logicalId: string) => void;

function visitSub(text: string, local: ReadonlySet<string>, visit: Visit): void {
	for (const match of text.matchAll(/\$\{([^!}][^}]*)\}/g)) {
		const [name = ""] = (match[1] ?? "").trim().split(".");
		if (!local.has(name)) visit(name);
	}
}

function visitMember(key: string, member: unknown, visit: Visit): void {
	if (key === "Ref" && typeof member === "string") visit(member);
	else if (key === "Fn::GetAtt")
		visit(String(Array.isArray(member) ? member[0] : String(member).split(".")[0]));
	else if (key === "Fn::Sub") {
		const [text, values] = Array.isArray(member) ? member : [member, {}];
		visitSub(String(text), new Set(Object.keys(values ?? {})), visit);
		visitReferences(values, visit);
	} else visitReferences(member, visit);
}

/** Calls `visit` with every name that an intrinsic inside `value` refers to. */
export function visitReferences(value: unknown, visit: Visit): void {
	if (Array.isArray(value)) for (const item of value) visitReferences(item, visit);
	else if (typeof value === "object" && value !== null) {
		for (const [key, member] of Object.entries(value)) visitMember(key, member, visit);
	}
}

/** Logical ids among `known` that must be there before `resource`. */
export function dependenciesOf(resource: CfnResource, known: ReadonlySet<string>): ReadonlySet<string> {
	const found = new Set<string>();
	visitReferences(resource.Properties, (id) => void (known.has(id) && found.add(id)));
	const { DependsOn = [] } = resource;
	for (const id of typeof DependsOn === "string" ? [DependsOn] : DependsOn) if (known.has(id)) found.add(id);
	return found;
}

/** One circle of resources that wait for each other, in order; `undefined` when there is none. */
export function findCycle(resources: Readonly<Record<string, CfnResource>>): readonly string[] | undefined {
	const known = new Set(Object.keys(resources));
	const done = new Set<string>();
	const open: string[] = [];
	const visit = (id: string): readonly string[] | undefined => {
		if (done.has(id)) return undefined;
		if (open.includes(id)) return open.slice(open.indexOf(id));
		open.push(id);
		const resource = resources[id];
		for (const next of resource ? dependenciesOf(resource, known) : []) {
			const cycle = visit(next);
			if (cycle) return cycle;
		}
		open.pop();
		done.add(id);
		return undefined;
	};
	for (const id of known) {
		const cycle = visit(id);
		if (cycle) return cycle;
	}
	return undefined;
}
