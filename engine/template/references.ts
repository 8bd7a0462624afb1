import type { CfnResource, Template } from "./template.ts";

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

type Names = ReadonlyMap<string, string>;

function renameInText(text: string, names: Names): string {
	const renamed = text.replaceAll(/\$\{([A-Za-z0-9]+)(?=[.}])/g, (written, id: string) => {
		const name = names.get(id);
		return name === undefined ? written : `\${${name}`;
	});
	// The overview of the stack is a JSON text whose keys are logical ids.
	return [...names].reduce((all, [id, name]) => all.replaceAll(`"${id}":{`, `"${name}":{`), renamed);
}

function renameMember(key: string, member: unknown, names: Names): unknown {
	if (key === "Ref" && typeof member === "string") return names.get(member) ?? member;
	if (key === "Fn::GetAtt" && Array.isArray(member)) {
		const [id, ...attribute] = member;
		return [names.get(String(id)) ?? id, ...attribute];
	}
	if (key === "Fn::Sub" && typeof member === "string") return renameInText(member, names);
	if (key === "Fn::Sub" && Array.isArray(member)) {
		const [text, values] = member;
		return [renameInText(String(text), names), renameIn(values, names)];
	}
	return renameIn(member, names);
}

function renameIn(value: unknown, names: Names): unknown {
	if (Array.isArray(value)) return value.map((item) => renameIn(item, names));
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, member]) => [key, renameMember(key, member, names)]),
	);
}

function renameDependencies(dependsOn: CfnResource["DependsOn"], names: Names): CfnResource["DependsOn"] {
	if (dependsOn === undefined) return undefined;
	const ids = typeof dependsOn === "string" ? [dependsOn] : dependsOn;
	return ids.map((id) => names.get(id) ?? id);
}

/** Gives resources new logical ids, wherever the template names them. */
export function renameResources(template: Template, names: Names): Template {
	const resources = Object.entries(template.Resources).map(([id, resource]) => {
		const { DependsOn, ...rest } = resource;
		const renamed = renameIn(rest, names) as CfnResource;
		const dependencies = renameDependencies(DependsOn, names);
		return [names.get(id) ?? id, { ...renamed, ...(dependencies && { DependsOn: dependencies }) }] as const;
	});
	return {
		...template,
		Resources: Object.fromEntries(resources),
		Outputs: renameIn(template.Outputs, names) as Template["Outputs"],
	};
}
